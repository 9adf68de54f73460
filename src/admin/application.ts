import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { CannotStart, prepareInstallation } from '../installation.js';
import { DomainError, SystemClock } from '../kernel/index.js';
import { configFrom, type Environment } from './settings.js';

/** Does something with the program as it is installed, without serving and without doing jobs. Returns the exit status. */
export async function inside(
  environment: Environment,
  work: (app: INestApplicationContext) => Promise<number>,
): Promise<number> {
  const config = configFrom(environment);
  const { urls, dataDir, secretKeys, stop } = await prepareInstallation(config, () => undefined);
  try {
    const options = { config, urls, clock: new SystemClock(), secretKeys, dataDir, works: false };
    const app = await NestFactory.createApplicationContext(AppModule.with(options), { logger: false });
    try {
      return await work(app);
    } catch (error) {
      throw error instanceof DomainError ? new CannotStart(error.message) : error;
    } finally {
      await app.close();
    }
  } finally {
    await stop();
  }
}
