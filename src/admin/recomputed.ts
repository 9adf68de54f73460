import type { RecordedEvent } from '../events/index.js';
import type { Promises } from '../modules/catalogue/index.js';
import {
  appointmentsIn,
  factsOf,
  holdersIn,
  rowOfAppointment,
  type Escalation,
  type Ticket,
} from '../modules/tickets/index.js';
import {
  commitmentOf,
  commitmentsOf,
  evaluate,
  factRowOf,
  partsOf,
  rowOf,
  unitIn,
  unitRowOf,
} from '../modules/timers/index.js';
import type { Kept } from './differences.js';

/** A ticket as far as something is worked out from it beside its record. */
export type Subject = Pick<
  Ticket,
  | 'id'
  | 'reference'
  | 'institutionId'
  | 'siteId'
  | 'agreementId'
  | 'kind'
  | 'priority'
  | 'state'
  | 'waitingCause'
  | 'followUpAt'
  | 'resolvedAt'
  | 'updatedAt'
> & {
  escalations: readonly Pick<Escalation, 'n' | 'state' | 'waitingCause' | 'followUpAt'>[];
  /** The sweep has something to do here. */
  isDue: boolean;
};

export type Line = Pick<RecordedEvent, 'type' | 'occurredAt' | 'data'>;

/** Everything that is kept of a ticket, worked out from its record. `zones`: by agreement, the lead provider's. */
export function recomputed(
  subject: Subject,
  events: readonly Line[],
  promises: Promises,
  zones: ReadonlyMap<string, string>,
  now: Date,
): Kept[] {
  const facts = factsOf(events);
  const { runs } = evaluate(facts, commitmentsOf(promises, subject.kind), now.getTime());
  const timers = runs.map((run) => {
    const { side, metric, run: number, ...values } = rowOf(run);
    return { name: `timer ${side} ${metric} ${String(number)}`, values };
  });
  const { escalations } = subject;
  const appointments = appointmentsIn(subject, escalations, events, promises).map((appointment, index) => ({
    name: `appointment ${String(index + 1)}`,
    values: rowOfAppointment(appointment),
  }));
  return [...standing(events), ...timers, ...appointments, ...unit(subject, events, promises, zones, now)];
}

/** The states that the record leads to. */
function standing(events: readonly Line[]): Kept[] {
  const ticket: Record<string, unknown> = {};
  const escalations = new Map<number, Record<string, unknown>>();
  for (const { data } of events) {
    const { state, priority, rule, kind, n, holderId, escalationState } = data;
    if (typeof state === 'string') ticket['state'] = state;
    if (rule !== undefined || kind !== undefined) ticket['priority'] = priority;
    if (typeof n !== 'number' || typeof escalationState !== 'string') continue;
    const holder = typeof holderId === 'string' && !escalations.has(n) ? { holderId } : {};
    escalations.set(n, { ...escalations.get(n), ...holder, state: escalationState });
  }
  const rows = [...escalations].map(([n, values]) => ({ name: `escalation ${String(n)}`, values }));
  return [{ name: 'ticket', values: ticket }, ...rows];
}

function unit(
  { agreementId, kind }: Subject,
  events: readonly Line[],
  { provider }: Promises,
  zones: ReadonlyMap<string, string>,
  now: Date,
): Kept[] {
  const zone = zones.get(agreementId ?? '');
  if (zone === undefined) return [];
  const commitment = commitmentOf(provider ?? { terms: [], hours: [] }, kind);
  const found = unitIn(factsOf(events), commitment, zone, now);
  if (!found) return [];
  const parts = partsOf(found.unit, holdersIn(events));
  return [
    { name: 'unit', values: { ...unitRowOf(found.unit), facts: found.facts.map(factRowOf) } },
    ...parts.map(({ n, ...values }) => ({ name: `part ${String(n)}`, values })),
  ];
}
