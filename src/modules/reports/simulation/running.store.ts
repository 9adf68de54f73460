import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import type { Result } from './domain/comparison.js';
import type { CountedUnit, SimulatedTerms } from './domain/messages.js';
import { addMonths, type Range } from '../domain/months.js';
import { startOfMonth } from './domain/period.js';
import type { SimulationState } from './simulations.store.js';
import { DAY_MS } from '../../../kernel/index.js';

/** A simulation that is ours until `leaseUntil`. */
export interface Claim {
  simulationId: string;
  institutionId: string;
  leaseUntil: Date;
}

export interface Started {
  id: string;
  agreementId: string;
  period: Range;
  terms: SimulatedTerms;
  state: SimulationState;
  attempts: number;
  finishedAt: Date | null;
}

/**
 * Takes the simulation that has been due longest, of any institution, by moving its instant to the end of a lease: nobody
 * else takes it before, and if we die it comes back by itself.
 */
export async function claim(work: WorkerUnitOfWork, now: Date, leaseUntil: Date): Promise<Claim | undefined> {
  const [row] = await work.outside<{ simulationId: string; institutionId: string }>(
    `update simulation_due
        set at = $2
      where simulation_id = (select simulation_id from simulation_due
                              where at <= $1
                              order by at, simulation_id
                              limit 1
                                for update skip locked)
      returning simulation_id as "simulationId", institution_id as "institutionId"`,
    [now, leaseUntil],
  );
  return row && { ...row, leaseUntil };
}

/** Moves the lease on, or the instant to which it is put off; false when it ran out and somebody else holds it. */
export async function putOff(tx: Transaction, held: Claim, until: Date): Promise<boolean> {
  const touched = await tx.run('update simulation_due set at = $3 where simulation_id = $1 and at = $2', [
    held.simulationId,
    held.leaseUntil,
    until,
  ]);
  return touched > 0;
}

export async function remove(tx: Transaction, id: string): Promise<void> {
  await tx.run('delete from simulation_due where simulation_id = $1', [id]);
  await tx.run('delete from simulation where id = $1', [id]);
}

export async function lockSimulation(tx: Transaction, id: string): Promise<Started | undefined> {
  const [row] = await tx.query<Omit<Started, 'period'> & Range>(
    `select id, agreement_id as "agreementId", from_month as "from", to_month as "to", terms, state, attempts,
            finished_at as "finishedAt"
       from simulation
      where id = $1
        for update`,
    [id],
  );
  return row && { ...row, period: { from: row.from, to: row.to } };
}

/** From the start, whatever an earlier attempt had done. */
export async function begin(tx: Transaction, id: string, total: number): Promise<void> {
  await tx.run(
    `update simulation
        set state = 'running', attempts = attempts + 1, done = 0, total = $2
      where id = $1`,
    [id, total],
  );
}

/** An attempt that was broken off on purpose is none. */
export async function uncount(tx: Transaction, id: string): Promise<void> {
  await tx.run(`update simulation set attempts = attempts - 1 where id = $1 and state = 'running'`, [id]);
}

/** False when it was cancelled meanwhile. */
export async function progress(tx: Transaction, id: string, done: number): Promise<boolean> {
  return (await tx.run(`update simulation set done = $2 where id = $1 and state = 'running'`, [id, done])) > 0;
}

export async function finish(
  tx: Transaction,
  id: string,
  outcome: { result: Result } | { error: string },
  at: Date,
): Promise<void> {
  const hasResult = 'result' in outcome;
  await tx.run(
    `update simulation
        set state = $2, result = $3, error = $4, finished_at = $5
      where id = $1 and state = 'running'`,
    [
      id,
      hasResult ? 'done' : 'failed',
      hasResult ? JSON.stringify(outcome.result) : null,
      hasResult ? null : outcome.error,
      at,
    ],
  );
}

/**
 * What may count in the period, as it was counted or under other terms: escalated before its end, and not over before its
 * beginning. A met or an excluded verdict falls with one of its facts, under any terms: where the last of them lies before
 * the period, so does the verdict. A miss would fall later if the target were longer, and what had no target would have
 * had one. A day to either side is for other time zones.
 */
const candidates = `
  u.agreement_id = $1
  and u.facts -> 0 ->> 'at' < $2
  and (u.facts -> -1 ->> 'at' >= $3 or u.verdict in ('open', 'missed') or u.reason = 'no_target')`;

/** Instants in facts are ISO 8601 UTC with milliseconds: their order is that of their text. */
function boundsOf({ from, to }: Range): [before: string, since: string] {
  const instants = [startOfMonth(addMonths(to, 1)) + DAY_MS, startOfMonth(from) - DAY_MS] as const;
  return [new Date(instants[0]).toISOString(), new Date(instants[1]).toISOString()];
}

export async function countUnits(tx: Transaction, agreementId: string, period: Range): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::integer as count from handled_unit u where ${candidates}`,
    [agreementId, ...boundsOf(period)],
  );
  return row?.count ?? 0;
}

/** A batch in the order of ids, after one of them. */
export async function unitsAfter(
  tx: Transaction,
  agreementId: string,
  period: Range,
  after: string | undefined,
  now: Date,
  limit: number,
): Promise<(CountedUnit & { ticketId: string })[]> {
  const rows = await tx.query<
    Omit<CountedUnit, 'counted'> &
      Pick<CountedUnit['counted'], 'verdict' | 'month' | 'binding'> & { ticketId: string; dueAt: Date | null }
  >(
    `select u.ticket_id as "ticketId", u.reference, u.kind, u.facts::text as facts,
            unit_verdict(u, $4) as verdict, u.month, u.binding, u.due_at as "dueAt",
            u.settled_verdict is not null as "isSettled"
       from handled_unit u
      where ${candidates}
        and ($5::uuid is null or u.ticket_id > $5)
      order by u.ticket_id
      limit ${String(limit)}`,
    [agreementId, ...boundsOf(period), now, after ?? null],
  );
  return rows.map(({ verdict, month, binding, dueAt, ...unit }) => ({
    ...unit,
    counted: { verdict, month, binding, dueAt: dueAt && dueAt.getTime() },
  }));
}
