import { commitmentsOf } from './agreed.spec-support.js';
import { type Commitments, evaluate } from './evaluate.js';
import { type EscalationState, type Fact, type Metric, type Priority, type Side, type TicketState } from './facts.js';
import { type Hours } from './minutes.spec-support.js';
import { type Version } from './standing.spec-support.js';
import { type Terms } from './terms.js';

/*
 * Scenarios on a real calendar: service hours with zones, holidays and closures, in versions. Instants are ISO 8601, with
 * the offset that the clocks on the wall had, so that a reader can count along.
 */
const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekly = (days: string[], open: string, close: string): Hours['weekly'] =>
  Object.fromEntries(days.map((day) => [day, [[open, close]]]));

/** Monday to Friday, 8:00 to 18:00 in Paris, unless said otherwise. */
export function officeIn(timeZone = 'Europe/Paris', closed: Partial<Hours> = {}): Hours {
  return { timeZone, weekly: weekly(everyDay.slice(0, 5), '08:00', '18:00'), holidays: [], closures: [], ...closed };
}

export const allWeek: Hours = { ...officeIn(), weekly: weekly(everyDay, '00:00', '24:00') };

/** In working hours: P1 and P2; P3 and P4 promise nothing. */
export function terms(resolution: Partial<Record<Priority, number>>, alsoPauses: Terms['alsoPauses'] = []): Terms {
  const targets = Object.fromEntries(
    Object.entries(resolution).map(([priority, hours]) => [priority, { response: 60, resolution: hours * 60 }]),
  );
  return { targets, warnings: { P1: [50] }, alsoPauses, binding: true };
}

export const at = (iso: string): number => {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new Error(`not an instant: ${iso}`);
  return instant;
};

/** `recorded` is also the effect when none is given. */
export const version = <T>(number: number, value: T, recorded: string, effect = recorded): Version<T> => ({
  number,
  value,
  recordedAt: at(recorded),
  effectiveFrom: at(effect),
});

type Versioned<T> = T | readonly Version<T>[];
const versionsOf = <T>(given: Versioned<T>): Version<T>[] =>
  Array.isArray(given) ? [...(given as readonly Version<T>[])] : [version(1, given as T, '2020-01-01T00:00:00Z')];

/** Both sides, each with its terms and hours; what comes without versions was always there. */
export function agreement(
  provider: readonly [Versioned<Terms>, Versioned<Hours>],
  user: readonly [Versioned<Terms>, Versioned<Hours>] = provider,
): Required<Commitments> {
  const of = ([promised, hours]: typeof provider) => ({ terms: versionsOf(promised), hours: versionsOf(hours) });
  return commitmentsOf({ user: of(user), provider: of(provider) });
}

/** A ticket that is escalated as it is opened. */
export function escalated(iso: string, priority: Priority = 'P1'): Fact[] {
  return [
    { type: 'opened', at: at(iso), priority, live: false },
    { type: 'escalation', at: at(iso), n: 1, state: 'offered' },
  ];
}

export const moved = (iso: string, state: EscalationState, n = 1): Fact => ({
  type: 'escalation',
  at: at(iso),
  n,
  state,
});
export const ticketIs = (iso: string, state: TicketState, cause?: 'third_party' | 'requester'): Fact => ({
  type: 'ticket',
  at: at(iso),
  state,
  ...(cause ? { cause } : {}),
});
export const prioritised = (iso: string, priority: Priority, rule: 'corrected' | 'raised'): Fact => ({
  type: 'prioritised',
  at: at(iso),
  priority,
  rule,
});

const text = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());

/** The runs of one timer at an instant, in UTC. */
export function seen(
  facts: readonly Fact[],
  commitments: Commitments,
  now: string,
  side: Side = 'provider',
  metric: Metric = 'resolution',
) {
  return evaluate(facts, commitments, at(now))
    .runs.filter((run) => run.side === side && run.metric === metric)
    .map((run) => ({
      state: run.state,
      verdict: run.verdict,
      verdictAt: text(run.verdictAt),
      missCause: run.missCause,
      targetMinutes: run.targetMinutes,
      dueAt: text(run.dueAt),
      pausedSince: text(run.pausedSince),
      endedAt: text(run.endedAt),
      wakeAt: text(run.wakeAt),
      consumedMinutes: run.consumedMs / 60_000,
    }));
}
