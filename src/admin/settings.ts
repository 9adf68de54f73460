import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parseConfig, type Config } from '../config/index.js';
import { CannotStart } from '../installation.js';

export type Environment = Record<string, string | undefined>;

/** The settings of this process. Every bad one is told at once. */
export function configFrom(environment: Environment): Config {
  const config = parseConfig(environment);
  if ('errors' in config) throw new CannotStart(config.errors.join('\n'));
  return config;
}

/** The words of a command, as `parseArgs` takes them apart; what it does not know is told to whoever typed it. */
export function wordsOf<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs<T>(config);
  } catch (error) {
    throw new CannotStart((error as Error).message);
  }
}
