import type { INestApplicationContext } from '@nestjs/common';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ActionImportsService, ActionReadingService, ActionsService } from '../modules/actions/index.js';
import type { Cast } from './cast.js';

/**
 * The starter set of actions, as the teams of the consortium would take it in: out of its files, each by the engineers of the
 * institution that keeps it, published by their manager, who wrote none of it. What is in the catalogue already is left as it
 * is, so that a start which was cut short is gone on with.
 *
 * @returns how many were published
 */
export async function loadStarterSet(app: INestApplicationContext, cast: Cast): Promise<number> {
  const owners = readOwners();
  let published = 0;
  for (const code of [...new Set(Object.values(owners))].toSorted()) {
    const engineer = await cast.actor(`engineer.${code.toLowerCase()}`);
    const manager = await cast.actor(`manager.${code.toLowerCase()}`);
    const keys = Object.keys(owners).filter((key) => owners[key] === code);
    const taken = await app.get(ActionImportsService).import(engineer, { isDryRun: false }, filesOf(keys));
    for (const { file, outcome, reference, errors } of taken) {
      if (outcome === 'refused' || reference === null)
        throw new Error(`${file} of the starter set was refused: ${JSON.stringify(errors)}`);
      // drafted by a start that was cut short before it was published
      const { action } = await app.get(ActionReadingService).one(manager, reference);
      if (outcome === 'unchanged' && action.publishedNumber !== null) continue;
      await app.get(ActionsService).publish(manager, reference, undefined);
      published += 1;
    }
  }
  return published;
}

/** The names of its files. */
export const starterKeys = (): string[] => Object.keys(readOwners());

/** Which institution keeps which action. */
function readOwners(): Record<string, string> {
  return JSON.parse(readFileSync(inCatalogue('owners.json'), 'utf8')) as Record<string, string>;
}

async function* filesOf(keys: readonly string[]): AsyncGenerator<{ name: string; content: Buffer }> {
  for (const key of keys) yield { name: `${key}.md`, content: await readFile(inCatalogue(`actions/${key}.md`)) };
}

/** Beside the sources, and so one folder further from the compiled program. */
function inCatalogue(path: string): URL {
  const file = ['../../catalogue/', '../../../catalogue/']
    .map((place) => new URL(place + path, import.meta.url))
    .find((place) => existsSync(place));
  if (!file) throw new Error(`the starter set (catalogue/${path}) is missing`);
  return file;
}
