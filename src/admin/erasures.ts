import { readFileSync } from 'node:fs';
import { WorkerUnitOfWork } from '../database/index.js';
import { formatInstant } from '../http/index.js';
import { CannotStart } from '../installation.js';
import { isUuid } from '../kernel/index.js';
import { allErasures, ErasingService, type CountedErasure } from '../modules/privacy/index.js';
import { inside } from './application.js';
import type { Environment } from './settings.js';

const usage = `npm run admin -- erasures <command>

  erasures list          who was erased: a line each, with the id of the person, that of the institution, when,
                         how far, and how many rows were changed; "shared name" where only the address was looked for.
                         Nothing else of them is kept, and nothing in it is a name: keep it beside the backups
  erasures repeat FILE   erases everybody in such a list who is here again because an older backup was brought back

  The rest is done once the program runs. With the embedded database the program must not be running meanwhile.`;

/** What outlives a restore: ids alone, from which an erasure is done again. */
export async function erasuresCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what, file] = words;
  if (what === 'list' && words.length === 1) return list(environment);
  if (what === 'repeat' && file !== undefined && words.length === 2) return repeat(environment, linesOf(file));
  console.log(usage);
  return words.length === 0 ? 0 : 2;
}

function list(environment: Environment): Promise<number> {
  return inside(environment, async (app) => {
    for (const erasure of await allErasures(app.get(WorkerUnitOfWork))) console.log(lineOf(erasure));
    return 0;
  });
}

function lineOf({ personId, institutionId, askedAt, state, rowsChanged, isNameShared }: CountedErasure): string {
  const words = [personId, institutionId, formatInstant(askedAt), state, `${String(rowsChanged)} rows`];
  return [...words, ...(isNameShared ? ['shared name'] : [])].join(' ');
}

function repeat(environment: Environment, asked: readonly [string, string][]): Promise<number> {
  return inside(environment, async (app) => {
    const counts = { erased: 0, asked: 0, unknown: 0 };
    for (const [personId, institutionId] of asked)
      counts[await app.get(ErasingService).repeat(personId, institutionId)] += 1;
    console.log(
      `${String(counts.erased)} are erased again, ${String(counts.asked)} were still, ${String(counts.unknown)} are not here`,
    );
    return 0;
  });
}

function linesOf(file: string): [string, string][] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line, n) => {
    const [person = '', institution = ''] = line.trim().split(/\s+/);
    if (!isUuid(person) || !isUuid(institution))
      throw new CannotStart(`${file}, line ${String(n + 1)}: an id of a person and one of an institution are needed.`);
    return [person, institution];
  });
}
