import { dist } from './dist.mjs';

/** The application on a database, inside this process, without its jobs. */
export async function startApplication({ urls, secretKey, folder }, clock) {
  const { NestFactory } = await import('@nestjs/core');
  const { parseConfig } = await dist('config/index.js');
  const { AppModule } = await dist('app.module.js');
  const config = parseConfig({ DEMO: 'off', LOG_LEVEL: 'fatal' });
  const options = { config, urls, clock, secretKeys: [secretKey], dataDir: folder, works: false };
  return NestFactory.createApplicationContext(AppModule.with(options), { logger: ['error'], abortOnError: false });
}
