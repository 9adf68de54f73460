import { DataSource } from 'typeorm';
import { systemActor, UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { CannotStart } from '../../installation.js';
import { DomainError, newId, type Clock } from '../../kernel/index.js';
import { NO_INSTITUTION } from '../../modules/identity/index.js';
import { planAgreements } from './agreements.js';
import { textOf } from './bytes.js';
import { readDocument } from './document.js';
import { flawsInWords } from './flaws.js';
import { planInstitutions } from './institutions.js';
import { planPeople } from './people.js';
import { Plan } from './plan.js';
import { planServices, recordOfServices } from './services.js';

export interface Imported {
  lines: string[];
  isGood: boolean;
}

/** Any number, as long as every import asks for the same one. */
const IMPORT_LOCK = 724_300_2;

/** Somebody else wrote the same thing first: the database would not let it stand. */
const OVERTAKEN = new Set(['40001', '40P01', '23505', '55P03']);

/**
 * One import, in one transaction with one view of the database: the file is planned against what stands, and the plan is
 * carried out or, in a dry run, rolled back with a transaction that could not have written. So nothing is ever half done,
 * and what a dry run prints is what the real one does.
 */
export async function importFile(
  path: string,
  { ownerUrl, clock, isDryRun }: { ownerUrl: string; clock: Clock; isDryRun: boolean },
): Promise<Imported> {
  const read = readDocument(await textOf(path));
  const source = await new DataSource({
    type: 'postgres',
    url: ownerUrl,
    poolSize: 1,
    applicationName: 'guichet import',
    extra: {
      options: `-c default_transaction_isolation=repeatable\\ read${isDryRun ? ' -c default_transaction_read_only=on' : ''}`,
    },
  }).initialize();
  try {
    const work = new UnitOfWork(source, () => clock.now());
    return await work.run(importer, (tx) => within(tx, path, { read, clock, isDryRun }));
  } catch (error) {
    if (error instanceof DomainError) throw new CannotStart(`${error.message} Nothing was imported.`);
    if (!OVERTAKEN.has((error as { code?: string }).code ?? '')) throw error;
    throw new CannotStart('Somebody changed the same things meanwhile: nothing was imported. Run it again.');
  } finally {
    await source.destroy();
  }
}

async function within(
  tx: Transaction,
  path: string,
  { read, clock, isDryRun }: { read: ReturnType<typeof readDocument>; clock: Clock; isDryRun: boolean },
): Promise<Imported> {
  const [lock] = await tx.query<{ isOurs: boolean }>('select pg_try_advisory_xact_lock($1) as "isOurs"', [IMPORT_LOCK]);
  if (lock?.isOurs !== true)
    throw new CannotStart('Another import is running on this database: wait until it has ended.');
  const at = clock.now();
  const plan = new Plan(read, at);
  await planInstitutions(tx, plan);
  const services = await planServices(tx, plan);
  await planAgreements(tx, plan, services.leads);
  await planPeople(tx, plan);
  if (plan.flaws.length > 0) return { lines: flawsInWords(path, plan.flaws), isGood: false };
  if (!isDryRun) {
    const stamp = { by: 'import', import: newId(at) };
    const keeper = { events: new Events({ nudge: () => undefined }), clock, at, stamp };
    for (const step of plan.steps) await step.run(tx, keeper);
    await recordOfServices(services)(tx, keeper);
  }
  return { lines: summary(plan, isDryRun), isGood: true };
}

function summary(plan: Plan, isDryRun: boolean): string[] {
  const counted = (counts: ReadonlyMap<string, number>) =>
    [...counts].flatMap(([kind, count]) => (count > 0 ? [`${String(count)} ${kind}`] : [])).join(', ');
  const [same, left] = [counted(plan.unchanged), counted(plan.left)];
  return [
    ...plan.steps.flatMap(({ lines }) => lines),
    ...plan.notes,
    ...(same === '' ? [] : [`as the file says already: ${same}`]),
    ...(left === '' ? [] : [`not in the file, left alone: ${left}`]),
    ...(plan.steps.length === 0 ? ['nothing to do'] : []),
    ...(isDryRun ? ['dry run: nothing was written'] : []),
  ];
}

/** The system, by the operator's command, with what a manager of every side may do. */
const importer: Actor = {
  ...systemActor(NO_INSTITUTION.id),
  name: 'import',
  roles: new Map([['manager', 'all' as const]]),
};
