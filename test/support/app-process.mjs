/**
 * The program in a process of its own, on a database that others work on too, so that it can be killed. It answers requests
 * and does no jobs. Prints its address once it listens.
 *
 *   GUICHET_PROCESS='{"urls": {...}, "now": ..., "secretKeys": [...], "dataDir": ..., "environment": {...}}'
 */
import 'reflect-metadata';

const dist = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const { AppModule } = await dist('app.module.js');
const { parseConfig } = await dist('config/index.js');
const { createHttpApp } = await dist('http/index.js');
const { MovableClock } = await dist('kernel/index.js');

const { urls, now, secretKeys, dataDir, environment } = JSON.parse(process.env.GUICHET_PROCESS);
const config = parseConfig(environment);
const options = { config, urls, clock: new MovableClock(new Date(now)), secretKeys, dataDir, works: false };
const app = await createHttpApp(AppModule.with(options), config, { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`${await app.getUrl()}\n`);
