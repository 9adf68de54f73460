import 'reflect-metadata';
import { parseConfig, type Config } from './config/index.js';
import { NewerDatabase, OlderDatabase } from './database/index.js';
import { assertRedis, CannotStart, prepareInstallation } from './installation.js';
import { serve } from './serve.js';

/** Starts the process; what keeps it from starting is said in one line and ends with status 1. */
async function main(): Promise<void> {
  const parsed = parseConfig(process.env);
  if ('errors' in parsed) {
    for (const error of parsed.errors) console.error(error);
    process.exit(1);
  }
  await run(parsed);
}

/**
 * What was started last is stopped first. A signal may come at any moment, also while the demonstration is being played:
 * the database must not be left behind by a program that was asked to end.
 */
async function run(config: Config): Promise<void> {
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let next = started.pop(); next; next = started.pop()) await next();
  };
  let ending: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ending ??= stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
  try {
    const log = (message: string) => {
      console.log(message);
    };
    await assertRedis(config, log);
    const installation = await prepareInstallation(config, log);
    started.push(installation.stop);
    started.push(await serve(config, installation));
  } catch (error) {
    if (ending) {
      await ending;
      return;
    }
    await stop();
    throw error;
  }
}

main().catch((error: unknown) => {
  const isExpected = error instanceof CannotStart || error instanceof NewerDatabase || error instanceof OlderDatabase;
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
