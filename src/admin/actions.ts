import { mkdir } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../database/index.js';
import { CannotStart } from '../installation.js';
import { SYSTEM_PERSON } from '../kernel/index.js';
import {
  ActionExportsService,
  ActionImportsService,
  isActionKind,
  MOST_FILES,
  type ImportedFile,
} from '../modules/actions/index.js';
import { actorOfColleague, colleagueByEmail } from '../modules/identity/index.js';
import { institutionByCode } from '../modules/institutions/index.js';
import { inside } from './application.js';
import { wordsOf, type Environment } from './settings.js';
import { filesOf, markdownIn, writeInto } from './folder.js';
import { tableOf } from './table.js';

/** What no action says, so that a folder with something else in it fills no memory. */
const MOST_FILE_BYTES = 1_000_000;

/**
 * Actions of one institution to a folder, and from one. They are given out as the institution's own staff reads them, and
 * taken in with the rights of the person who is named, who is their author: nobody writes them in the name of the program.
 */
export async function actionsCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what, ...rest] = words;
  const { values } = read(rest);
  const { institution, to, from, as, service, kind } = values;
  if (institution === undefined) throw new CannotStart('--institution CODE is missing.');
  if (what === 'export') {
    if (to === undefined) throw new CannotStart('--to DIR is missing.');
    return inside(environment, (app) => exportTo(app, institution, to, values.drafts === true));
  }
  if (what !== 'import') throw new CannotStart('actions export, or actions import.');
  if (from === undefined || as === undefined) throw new CannotStart('--from DIR and --as EMAIL are needed.');
  if (kind !== undefined && !isActionKind(kind)) throw new CannotStart(`--kind ${kind} is no kind of action.`);
  const isDryRun = values['dry-run'] === true;
  return inside(environment, (app) => importFrom(app, institution, as, from, { isDryRun, service, kind }));
}

function read(words: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ institution: text, to: text, from: text, as: text, service: text, kind: text },
    ...{ drafts: flag, 'dry-run': flag },
  };
  return wordsOf({ args: words, options });
}

async function exportTo(app: INestApplicationContext, code: string, folder: string, drafts: boolean): Promise<number> {
  const actor = await staffOf(app, code);
  await mkdir(folder, { recursive: true });
  let count = 0;
  for await (const { name, text } of app.get(ActionExportsService).all(actor, drafts)) {
    await writeInto(folder, name, text);
    count += 1;
  }
  console.log(`${String(count)} actions of ${actor.institution.code} written to ${folder}`);
  return 0;
}

async function importFrom(
  app: INestApplicationContext,
  code: string,
  email: string,
  folder: string,
  wish: Parameters<ActionImportsService['import']>[1],
): Promise<number> {
  const actor = await personOf(app, code, email);
  const { names, left } = await markdownIn(folder);
  if (names.length > MOST_FILES)
    throw new CannotStart(
      `${folder} has ${String(names.length)} files: at most ${String(MOST_FILES)} are taken at once.`,
    );
  const items = await app.get(ActionImportsService).import(actor, wish, filesOf(folder, names, MOST_FILE_BYTES));
  console.log(reportOf(items, wish.isDryRun));
  for (const name of left) console.log(`${name} is left out: it is a link, or no file`);
  return left.length > 0 || items.some(({ outcome }) => outcome === 'refused') ? 1 : 0;
}

function reportOf(items: readonly ImportedFile[], isDryRun: boolean): string {
  const rows = items.flatMap(({ file, key, outcome, reference, errors, warnings }) => [
    [file, key ?? '', outcome, reference ?? ''],
    ...[...errors, ...warnings].map(({ line, message }) => [
      '',
      '',
      '',
      `${line === null ? '' : `line ${line}: `}${message}`,
    ]),
  ]);
  const count = (outcome: ImportedFile['outcome']) => items.filter((item) => item.outcome === outcome).length;
  const sums = (['created', 'changed', 'unchanged', 'refused'] as const).map((one) => `${String(count(one))} ${one}`);
  const end = isDryRun ? ' (nothing was written)' : '';
  return `${tableOf(['file', 'key', 'outcome', ''], rows)}\n${sums.join(', ')}${end}`;
}

/** As the staff of an institution, on both of its sides. */
async function staffOf(app: INestApplicationContext, code: string): Promise<Actor> {
  const work = app.get(UnitOfWork);
  const institution = await work.run(systemActor(SYSTEM_PERSON), (tx) => institutionByCode(tx, code));
  if (!institution) throw new CannotStart(`No institution has the code ${code}.`);
  const { id, name } = institution;
  return { ...systemActor(id), institution: { id, code: institution.code, name } };
}

async function personOf(app: INestApplicationContext, code: string, email: string): Promise<Actor> {
  const staff = await staffOf(app, code);
  const actor = await app.get(UnitOfWork).run(staff, async (tx) => {
    const person = await colleagueByEmail(tx, email);
    return person && (await actorOfColleague(tx, person.id));
  });
  if (!actor) throw new CannotStart(`${email} is nobody of ${staff.institution.code}.`);
  return actor;
}
