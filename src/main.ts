import 'reflect-metadata';
import { parseConfig, type Config } from './config/index.js';
import { NewerDatabase, OlderDatabase } from './database/index.js';
import { CannotStart, prepareInstallation } from './installation.js';
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

async function run(config: Config): Promise<void> {
  const installation = await prepareInstallation(config, (message) => {
    console.log(message);
  });
  const stop = await serve(config, installation);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  const isExpected = error instanceof CannotStart || error instanceof NewerDatabase || error instanceof OlderDatabase;
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
