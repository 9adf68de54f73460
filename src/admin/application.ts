import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { Config } from '../config/index.js';
import { assertVersion } from '../database/index.js';
import { CannotStart, prepareInstallation, visitInstallation, type Installation } from '../installation.js';
import { DomainError, SystemClock } from '../kernel/index.js';
import { configFrom, type Environment } from './settings.js';

type Work = (app: INestApplicationContext) => Promise<number>;

/** Does something with the program as it is installed, without serving and without doing jobs. Returns the exit status. */
export async function inside(environment: Environment, work: Work): Promise<number> {
  const config = configFrom(environment);
  return within(config, await prepareInstallation(config, () => undefined), work);
}

/** The same beside the program that is at work, and its embedded database: nothing is migrated. */
export async function beside(environment: Environment, work: Work): Promise<number> {
  const config = configFrom(environment);
  const installation = await visitInstallation(config);
  await assertVersion(installation.urls.api);
  return within(config, installation, work);
}

async function within(config: Config, installation: Installation, work: Work): Promise<number> {
  const { stop, ...rest } = installation;
  try {
    const options = { config, clock: new SystemClock(), works: false, ...rest };
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
