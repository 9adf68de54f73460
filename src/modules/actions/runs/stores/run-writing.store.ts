import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../../database/index.js';
import type { Results, RunOutcome } from '../domain/finishing.js';
import type { Values } from '../domain/parameters.js';
import type { StepState } from '../domain/path.js';

export interface NewRun {
  id: string;
  side: Side;
  actionId: string;
  versionId: string;
  ownerId: string;
  serviceId: string;
  ticketId: string | null;
  parameters: Values;
  at: Date;
}

export interface SaidStep {
  n: number;
  revision: number;
  state: StepState;
  seen: string | null;
  reason: string | null;
  branch: number | null;
  madeVersion: number;
}

/** Writes runs; what the actor may write is decided below this, by the wall. */
@Injectable()
export class RunWritingStore {
  async add(tx: Transaction, run: NewRun): Promise<void> {
    await tx.run(
      `insert into run (id, institution_id, side, action_id, version_id, owner_id, service_id, ticket_id, parameters, state,
                        assignee_id, started_by, started_at, version, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, 'running', app_person(), app_person(), $9, 1, $9)`,
      [
        run.id,
        run.side,
        run.actionId,
        run.versionId,
        run.ownerId,
        run.serviceId,
        run.ticketId,
        JSON.stringify(run.parameters),
        run.at,
      ],
    );
  }

  /** All of its values. */
  async fill(tx: Transaction, id: string, parameters: Values): Promise<void> {
    await tx.run('update run set parameters = $2 where id = $1', [id, JSON.stringify(parameters)]);
  }

  /** Something was done on it; the version that this makes. */
  async touch(tx: Transaction, id: string, at: Date): Promise<number> {
    const [row] = await tx.query<{ version: number }>(
      'update run set version = version + 1, updated_at = greatest(updated_at, $2) where id = $1 returning version',
      [id, at],
    );
    if (!row) throw new Error('a run that was held is gone');
    return row.version;
  }

  async say(tx: Transaction, runId: string, step: SaidStep, at: Date): Promise<void> {
    await tx.run(
      `insert into run_step (run_id, n, revision, institution_id, state, seen, reason, branch, by_id, at, made_version)
       values ($1, $2, $3, app_institution(), $4, $5, $6, $7, app_person(), $8, $9)`,
      [runId, step.n, step.revision, step.state, step.seen, step.reason, step.branch, at, step.madeVersion],
    );
  }

  async undo(
    tx: Transaction,
    runId: string,
    { n, seen, version }: { n: number; seen: string | null; version: number },
    at: Date,
  ): Promise<void> {
    const touched = await tx.run(
      `update run_step s
          set undone_by = app_person(), undone_at = $3, undone_seen = $4, undone_version = $5
        where s.run_id = $1
          and s.n = $2
          and s.revision = (select max(l.revision) from run_step l where l.run_id = $1 and l.n = $2)`,
      [runId, n, at, seen, version],
    );
    if (touched !== 1) throw new Error('a step that was held is gone');
  }

  /** The change that it opened; it is named once. */
  async name(tx: Transaction, id: string, changeReference: string, at: Date): Promise<void> {
    const touched = await tx.run(
      `update run
          set change_reference = $2, version = version + 1, updated_at = $3
        where id = $1
          and change_reference is null`,
      [id, changeReference, at],
    );
    if (touched !== 1) throw new Error('a run that was held is gone, or has its change');
  }

  async give(tx: Transaction, id: string, personId: string): Promise<void> {
    await tx.run('update run set assignee_id = $2 where id = $1', [id, personId]);
  }

  async finish(
    tx: Transaction,
    id: string,
    end: { outcome: RunOutcome; results: Results; minutes: number | null; note: string | null },
    at: Date,
  ): Promise<void> {
    const touched = await tx.run(
      `update run
          set state = 'finished', outcome = $2, results = $3, minutes = $4, note = $5, finished_by = app_person(),
              finished_at = $6, version = version + 1, updated_at = $6
        where id = $1`,
      [id, end.outcome, JSON.stringify(end.results), end.minutes, end.note, at],
    );
    if (touched !== 1) throw new Error('a run that was held is gone');
  }

  /** The actor looks at it; `stale`: who has not said so since then comes anew. */
  async look(tx: Transaction, runId: string, at: Date, stale: Date): Promise<void> {
    await tx.run(
      `insert into run_look as l (run_id, person_id, institution_id, since, at)
       values ($1, app_person(), app_institution(), $2, $2)
       on conflict (run_id, person_id) do update
          set since = case when l.at < $3 then $2 else l.since end,
              at = $2`,
      [runId, at, stale],
    );
  }
}
