import 'reflect-metadata';
import { parseConfig, type Config } from './config/index.js';
import { NewerDatabase, OlderDatabase } from './database/index.js';
import type { Ending } from './ending.js';
import { assertRedis, CannotStart, prepareInstallation } from './installation.js';
import { serve } from './serve.js';

/** Starts the process; what keeps it from starting is said in one line and ends with status 1. */
export async function start(ending: Ending): Promise<void> {
  const config = parseConfig(process.env);
  try {
    if ('errors' in config) throw new CannotStart(config.errors.join('\n'));
    await run(config, ending);
  } catch (error) {
    await ending.fail();
    const isExpected = error instanceof CannotStart || error instanceof NewerDatabase || error instanceof OlderDatabase;
    console.error(isExpected ? error.message : error);
    process.exit(1);
  }
}

async function run(config: Config, ending: Ending): Promise<void> {
  const log = (message: string) => {
    console.log(message);
  };
  await assertRedis(config, log);
  const installation = await ending.start(prepareInstallation(config, log), ({ stop }) => stop);
  // a demonstration that is being played is cut by its database
  ending.stopLater(await serve(config, installation));
}
