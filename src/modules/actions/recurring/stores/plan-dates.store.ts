import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { PlanDate } from '../domain/plan.js';
import type { Measured, PlanRun } from '../domain/results.js';

const columns = `
  on_date::text as "onDate", outcome, reason, ticket_id as "ticketId", reference, overdue_at as "overdueAt",
  overdue_told_at as "overdueToldAt", run_id as "runId", done_at as "doneAt", decided_at as "decidedAt"`;
const ofPlan = 'institution_id = app_institution() and plan_id = $1';

/** What became of the dates of plans, and what the runs that were made for them measured. */
@Injectable()
export class PlanDatesStore {
  /** False when that date has been decided on already. */
  async note(tx: Transaction, planId: string, one: PlanDate): Promise<boolean> {
    const noted = await tx.run(
      `insert into plan_occurrence (institution_id, plan_id, on_date, outcome, reason, ticket_id, reference, overdue_at,
              decided_at, decided_by)
       values (app_institution(), $1, $2, $3, $4, $5, $6, $7, $8, app_person())
       on conflict do nothing`,
      [planId, one.onDate, one.outcome, one.reason, one.ticketId, one.reference, one.overdueAt, one.decidedAt],
    );
    return noted === 1;
  }

  /** How far a date is that was opened. */
  async save(tx: Transaction, planId: string, one: PlanDate): Promise<void> {
    await tx.run(
      `update plan_occurrence
          set overdue_at = $3, overdue_told_at = $4, run_id = $5, done_at = $6
        where ${ofPlan} and on_date = $2`,
      [planId, one.onDate, one.overdueAt, one.overdueToldAt, one.runId, one.doneAt],
    );
  }

  /** Somebody leaves out what was opened. */
  async skip(tx: Transaction, planId: string, { onDate, reason, decidedAt }: PlanDate): Promise<void> {
    await tx.run(
      `update plan_occurrence
          set outcome = 'skipped', reason = $3, decided_at = $4, decided_by = app_person()
        where ${ofPlan} and on_date = $2`,
      [planId, onDate, reason, decidedAt],
    );
  }

  async on(tx: Transaction, planId: string, dates: readonly string[]): Promise<ReadonlyMap<string, PlanDate>> {
    const rows = await tx.query<PlanDate>(
      `select ${columns} from plan_occurrence where ${ofPlan} and on_date = any ($2::date[])`,
      [planId, dates],
    );
    return new Map(rows.map((row) => [row.onDate, row]));
  }

  /** What was opened and is neither done nor said to be overdue. */
  waiting(tx: Transaction, planId: string): Promise<PlanDate[]> {
    return tx.query<PlanDate>(
      `select ${columns} from plan_occurrence
        where ${ofPlan} and outcome = 'opened' and done_at is null and overdue_told_at is null
        order by on_date`,
      [planId],
    );
  }

  /** What became of its dates so far, the last one first. */
  history(tx: Transaction, planId: string, limit: number, before?: string): Promise<PlanDate[]> {
    return tx.query<PlanDate>(
      `select ${columns} from plan_occurrence
        where ${ofPlan} and ($2::date is null or on_date < $2)
        order by on_date desc
        limit $3`,
      [planId, before ?? null, limit],
    );
  }

  /** The plan for which a ticket was opened, and for which date. */
  async ofTicket(
    tx: Transaction,
    ticketId: string,
  ): Promise<{ planId: string; onDate: string; actionId: string } | undefined> {
    const [row] = await tx.query<{ planId: string; onDate: string; actionId: string }>(
      `select o.plan_id as "planId", o.on_date::text as "onDate", p.action_id as "actionId"
         from plan_occurrence o
         join action_plan p on p.id = o.plan_id
        where o.ticket_id = $1`,
      [ticketId],
    );
    return row;
  }

  /** False when it stands there already. */
  async addRun(tx: Transaction, planId: string, run: PlanRun): Promise<boolean> {
    const added = await tx.run(
      `insert into plan_run (institution_id, plan_id, run_id, on_date, outcome, finished_at, results)
       values (app_institution(), $1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [planId, run.runId, run.onDate, run.outcome, run.finishedAt, JSON.stringify(run.results)],
    );
    return added === 1;
  }

  /** The runs of a plan that ended between two instants, oldest first; abandoned ones measured nothing. */
  runs(tx: Transaction, planId: string, from: Date, to: Date, limit: number): Promise<PlanRun[]> {
    return tx.query<Omit<PlanRun, 'results'> & { results: Measured[] }>(
      `select run_id as "runId", on_date::text as "onDate", outcome, finished_at as "finishedAt", results
         from plan_run
        where ${ofPlan} and finished_at >= $2 and finished_at < $3 and outcome <> 'abandoned'
        order by finished_at, run_id
        limit $4`,
      [planId, from, to, limit],
    );
  }
}
