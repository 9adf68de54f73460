import type { Transaction } from '../../../database/index.js';
import type { Result } from './domain/comparison.js';
import type { SimulatedTerms } from './domain/messages.js';
import type { Range } from '../domain/months.js';

export type SimulationState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

export interface Simulation {
  id: string;
  agreementId: string;
  askedAt: Date;
  from: string;
  to: string;
  state: SimulationState;
  done: number;
  total: number;
  error: string | null;
  finishedAt: Date | null;
}

export interface WholeSimulation extends Simulation {
  terms: SimulatedTerms;
  result: Result | null;
}

const listed = `
  s.id, s.agreement_id as "agreementId", s.asked_at as "askedAt", s.from_month as "from", s.to_month as "to", s.state,
  s.done, s.total, s.error, s.finished_at as "finishedAt"`;

/** Puts a simulation down, to be done by whatever worker comes first. */
export async function addSimulation(
  tx: Transaction,
  one: { id: string; agreementId: string; period: Range; terms: SimulatedTerms; at: Date },
): Promise<void> {
  await tx.run(
    `insert into simulation (id, institution_id, agreement_id, asked_by, asked_at, from_month, to_month, terms, state,
            attempts, done, total)
     values ($1, app_institution(), $2, app_person(), $3, $4, $5, $6, 'queued', 0, 0, 0)`,
    [one.id, one.agreementId, one.at, one.period.from, one.period.to, JSON.stringify(one.terms)],
  );
  await tx.run('insert into simulation_due (simulation_id, institution_id, at) values ($1, app_institution(), $2)', [
    one.id,
    one.at,
  ]);
}

/** How many of the acting institution are not over; from now on nobody else there adds one before this transaction ends. */
export async function countUnfinished(tx: Transaction): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('simulation ' || app_institution(), 0))`);
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::integer as count
       from simulation
      where institution_id = app_institution() and state in ('queued', 'running')`,
  );
  return row?.count ?? 0;
}

/** Newest first. */
export function simulationsBefore(
  tx: Transaction,
  agreementId: string,
  before: readonly [askedAt: string, id: string] | undefined,
  count: number,
): Promise<Simulation[]> {
  return tx.query<Simulation>(
    `select ${listed}
       from simulation s
      where s.institution_id = app_institution()
        and s.agreement_id = $1
        and ($2::timestamptz is null or (s.asked_at, s.id) < ($2, $3::uuid))
      order by s.asked_at desc, s.id desc
      limit $4`,
    [agreementId, ...(before ?? [null, null]), count],
  );
}

export async function simulationById(
  tx: Transaction,
  agreementId: string,
  id: string,
): Promise<WholeSimulation | undefined> {
  const [row] = await tx.query<WholeSimulation>(
    `select ${listed}, s.terms, s.result
       from simulation s
      where s.id = $2 and s.agreement_id = $1`,
    [agreementId, id],
  );
  return row;
}

/** False when it was over before. */
export async function cancelSimulation(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const touched = await tx.run(
    `update simulation
        set state = 'cancelled', finished_at = $2
      where id = $1 and state in ('queued', 'running')`,
    [id, at],
  );
  return touched > 0;
}
