import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import type { Metric, Priority, Side } from './domain/facts.js';
import type { TimerRun } from './domain/timer-run.js';

/** A timer as it is stored: what `evaluate` said last, without what depends on the present instant alone. */
export interface StoredTimer {
  id: string;
  ticketId: string;
  side: Side;
  metric: Metric;
  run: number;
  state: TimerRun['state'];
  verdict: 'met' | 'missed' | null;
  verdictAt: Date | null;
  missCause: string | null;
  priority: Priority;
  targetMinutes: number;
  startedAt: Date;
  dueAt: Date | null;
  pausedSince: Date | null;
  endedAt: Date | null;
  wakeAt: Date | null;
}

const columns = `
  id, ticket_id as "ticketId", side, metric, run, state, verdict, verdict_at as "verdictAt", miss_cause as "missCause",
  priority, target_minutes as "targetMinutes", started_at as "startedAt", due_at as "dueAt",
  paused_since as "pausedSince", ended_at as "endedAt", wake_at as "wakeAt"`;

@Injectable()
export class TimersStore {
  /** The timers of a ticket that the actor may see, oldest run first. */
  async ofTicket(tx: Transaction, ticketId: string): Promise<StoredTimer[]> {
    return tx.query<StoredTimer>(
      `select ${columns}
         from timer
        where ticket_id = $1
        order by side desc, metric, run`,
      [ticketId],
    );
  }

  /** Puts the results of a ticket's timers down, in the owner's name; rows that say the same already stay untouched. */
  async save(tx: Transaction, ticketId: string, institutionId: string, runs: readonly TimerRun[]): Promise<void> {
    if (runs.length === 0) return;
    const rows = runs.map((run) => ({ id: newId(new Date(run.startedAt)), ...rowOf(run) }));
    await tx.run(
      `insert into timer as t (id, ticket_id, institution_id, side, metric, run, state, verdict, verdict_at, miss_cause,
              priority, target_minutes, started_at, due_at, paused_since, ended_at, wake_at)
       select r.id, $1, $2, r.side, r.metric, r.run, r.state, r.verdict, r."verdictAt", r."missCause",
              r.priority, r."targetMinutes", r."startedAt", r."dueAt", r."pausedSince", r."endedAt", r."wakeAt"
         from jsonb_to_recordset($3) as r (id uuid, side text, metric text, run smallint, state text, verdict text,
              "verdictAt" timestamptz, "missCause" text, priority text, "targetMinutes" integer, "startedAt" timestamptz,
              "dueAt" timestamptz, "pausedSince" timestamptz, "endedAt" timestamptz, "wakeAt" timestamptz)
       on conflict (ticket_id, side, metric, run) do update
          set state = excluded.state, verdict = excluded.verdict, verdict_at = excluded.verdict_at,
              miss_cause = excluded.miss_cause, priority = excluded.priority, target_minutes = excluded.target_minutes,
              started_at = excluded.started_at, due_at = excluded.due_at, paused_since = excluded.paused_since,
              ended_at = excluded.ended_at, wake_at = excluded.wake_at
        where (t.state, t.verdict, t.verdict_at, t.miss_cause, t.priority, t.target_minutes, t.started_at, t.due_at,
               t.paused_since, t.ended_at, t.wake_at)
              is distinct from
              (excluded.state, excluded.verdict, excluded.verdict_at, excluded.miss_cause, excluded.priority,
               excluded.target_minutes, excluded.started_at, excluded.due_at, excluded.paused_since, excluded.ended_at,
               excluded.wake_at)`,
      [ticketId, institutionId, JSON.stringify(rows)],
    );
  }
}

/** What of a run is stored, as it is compared and written. Instants in ISO 8601 UTC. */
export function rowOf(run: TimerRun) {
  return {
    side: run.side,
    metric: run.metric,
    run: run.run,
    state: run.state,
    verdict: run.verdict,
    verdictAt: iso(run.verdictAt),
    missCause: run.missCause,
    priority: run.priority,
    targetMinutes: run.targetMinutes,
    startedAt: iso(run.startedAt),
    dueAt: iso(run.dueAt),
    pausedSince: iso(run.pausedSince),
    endedAt: iso(run.endedAt),
    wakeAt: iso(run.wakeAt),
  };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
