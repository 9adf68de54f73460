import { NestFactory } from '@nestjs/core';
import { randomBytes } from 'node:crypto';
import { AppModule, type AppOptions } from './app.module.js';
import { ClockWatch } from './clock-watch.js';
import type { Config } from './config/index.js';
import { seedDemo } from './demo/index.js';
import { createHttpApp, JsonLogger, refuseChangesUnless, refuseUnless } from './http/index.js';
import { CannotStart, type Installation } from './installation.js';
import { SystemClock, type Clock } from './kernel/index.js';
import { RoomWatch } from './room-watch.js';

/** Serves an installation: demonstration data where wanted, then the API and the worker. Returns how to stop serving. */
export async function serve(config: Config, installation: Installation): Promise<() => Promise<void>> {
  const options = (clock: Clock, works: boolean): AppOptions => ({ config, clock, works, ...installation });
  if (config.demo.enabled) await demonstrate(config, installation, options);
  const app = await createHttpApp(AppModule.with(options(new SystemClock(), config.role !== 'api')), config);
  const watch = app.get(ClockWatch);
  const room = app.get(RoomWatch);
  refuseUnless(app, () => watch.isRight);
  refuseChangesUnless(app, () => room.hasRoom);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CannotStart(`${config.host}:${String(config.port)} is in use: choose another PORT.`);
  }
  console.log(`Guichet answers on ${config.publicUrl} (API: /api/v1, its page: /api/docs, health: /health/ready)`);
  return () => app.close();
}

async function demonstrate(
  config: Config,
  installation: Installation,
  options: (clock: Clock, works: boolean) => AppOptions,
): Promise<void> {
  const password = config.demo.password ?? randomBytes(9).toString('base64url');
  const summary = await seedDemo({
    installation,
    password,
    publicUrl: config.publicUrl,
    createContext: (clock) =>
      NestFactory.createApplicationContext(AppModule.with(options(clock, false)), {
        logger: new JsonLogger('warn'),
        abortOnError: false,
      }),
  });
  for (const line of summary.lines) console.log(line);
}
