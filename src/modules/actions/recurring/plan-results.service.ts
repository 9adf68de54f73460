import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, conflict, DAY_MS, invalid, notFound } from '../../../kernel/index.js';
import { localInstantIn, parseLocalDate } from '../../service-hours/index.js';
import { csvLine, type Cell } from '../../tickets/index.js';
import { movesOf, type ActionPlan, type PlanDate } from './domain/plan.js';
import { judged, seriesOf, type PlanRun, type Series } from './domain/results.js';
import { PlanDesk } from './plan-desk.js';
import { PlanRecord } from './plan-record.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { PlanDueStore } from './stores/plan-due.store.js';
import { PlannedActionsStore, type FinishedRun } from './stores/planned-actions.store.js';

export interface Results {
  from: string;
  to: string;
  series: Series[];
  runs: PlanRun[];
}

/** Asked for without dates: the last two years. */
const USUAL_DAYS = 731;
const MOST_RUNS = 2000;

/** What the runs of a plan measured, over time; and which run made which date done. */
@Injectable()
export class PlanResultsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: PlanDesk,
    private readonly dates: PlanDatesStore,
    private readonly due: PlanDueStore,
    private readonly actions: PlannedActionsStore,
    private readonly record: PlanRecord,
  ) {}

  /** Runs that ended on local dates of the plan's site from one to another, both included. */
  results(actor: Actor, id: string, asked: { from?: string; to?: string }): Promise<Results> {
    return this.work.run(actor, async (tx) => {
      const plan = await this.desk.found(tx, id);
      const today = Math.floor(this.clock.now().getTime() / DAY_MS) + 1;
      const last = dayOf(asked.to, 'to') ?? today;
      const first = dayOf(asked.from, 'from') ?? last - USUAL_DAYS;
      if (first > last) throw invalid('from', 'after_to', 'It lies after the end.');
      const midnight = localInstantIn(plan.timeZone);
      const [from, to] = [new Date(midnight(first)), new Date(midnight(last + 1))];
      const runs = await this.dates.runs(tx, id, from, to, MOST_RUNS + 1);
      if (runs.length > MOST_RUNS)
        throw invalid('from', 'too_many_runs', `More than ${String(MOST_RUNS)} runs: ask for a shorter time.`);
      return { from: dateOf(first), to: dateOf(last), series: seriesOf(runs), runs };
    });
  }

  async csv(actor: Actor, id: string, asked: { from?: string; to?: string }): Promise<string> {
    const { series } = await this.results(actor, id, asked);
    const lines = series.flatMap(({ points, name, label, unit, type }) =>
      points.map((point): Cell[] => [
        point.date,
        point.at.toISOString(),
        name,
        label.fr,
        type,
        point.value,
        unit,
        point.good,
        point.run,
      ]),
    );
    return [['date', 'at', 'field', 'label', 'type', 'value', 'unit', 'good', 'run'], ...lines].map(csvLine).join('');
  }

  /** A run that was made elsewhere, said to be the one of a date. */
  link(actor: Actor, id: string, date: string, runId: string): Promise<PlanDate> {
    return this.work.run(actor, async (tx) => {
      const plan = await this.desk.locked(tx, id, undefined);
      const found = parseLocalDate(date) === undefined ? undefined : (await this.dates.on(tx, id, [date])).get(date);
      if (!found) throw notFound();
      const run = await this.actions.finishedRun(tx, runId);
      if (!run || run.actionId !== plan.action.id || run.serviceId !== plan.serviceId || run.outcome === 'abandoned')
        throw invalid('run', 'unknown_run', 'No such run of this action on this service came to its end.');
      if (found.outcome === 'skipped') throw conflict('already_decided', 'This date is left out.', movesOf(plan));
      if (found.doneAt) throw conflict('already_done', 'What was due on this date is done.', movesOf(plan));
      await this.take(tx, plan, found, run);
      return (await this.dates.on(tx, id, [date])).get(date) ?? found;
    });
  }

  /** A run came to its end: if it was made for a plan, what it measured is kept, and the date is done. */
  async finished(tx: Transaction, runId: string, lock: (planId: string) => Promise<ActionPlan | undefined>) {
    const run = await this.actions.finishedRun(tx, runId);
    if (!run?.ticketId) return;
    const planned = await this.dates.ofTicket(tx, run.ticketId);
    if (planned?.actionId !== run.actionId) return;
    const plan = await lock(planned.planId);
    const date = (await this.dates.on(tx, planned.planId, [planned.onDate])).get(planned.onDate);
    if (plan && date) await this.take(tx, plan, date, run);
  }

  private async take(tx: Transaction, plan: ActionPlan, date: PlanDate, run: FinishedRun): Promise<void> {
    const { onDate } = date;
    const kept: PlanRun = {
      runId: run.id,
      onDate,
      outcome: run.outcome,
      finishedAt: run.finishedAt,
      results: judged(run.fields ?? [], run.results),
    };
    if (!(await this.dates.addRun(tx, plan.id, kept)) || run.outcome === 'abandoned') return;
    if (date.outcome !== 'opened' || date.doneAt) return;
    await this.dates.save(tx, plan.id, { ...date, runId: run.id, doneAt: run.finishedAt });
    await this.due.settled(tx, plan.id, onDate);
    await this.record.say(tx, 'plan.done', plan, this.clock.now(), {
      date: onDate,
      runId: run.id,
      outcome: run.outcome,
      isGood: kept.results.every(({ good }) => good !== false),
    });
  }
}

function dayOf(text: string | undefined, field: string): number | undefined {
  if (text === undefined) return undefined;
  const day = parseLocalDate(text);
  if (day === undefined) throw invalid(field, 'malformed_date', 'A date is YYYY-MM-DD, and exists.');
  return day;
}

const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
