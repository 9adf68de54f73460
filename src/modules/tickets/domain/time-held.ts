import type { RecordedEvent } from '../../../events/index.js';
import type { TimeData } from './facts.js';
import { nextActorOf } from './next-actor.js';
import type { Escalation, NextActorKind, Ticket } from './ticket.js';

/** Who owed the next step in [from, to), epoch milliseconds; `to` is null while it goes on. */
export interface Span {
  readonly from: number;
  readonly to: number | null;
  readonly nextActor: NextActorKind;
  readonly institutionId: string | null;
}

type Standing = Pick<Ticket, 'institutionId' | 'state' | 'waitingCause'>;
type Called = Pick<Escalation, 'state' | 'waitingCause' | 'holderId'> & { n: number };

/**
 * The life of a ticket by who owed the next step: without a gap from the opening on, neighbours different, so that every
 * millisecond belongs to exactly one. Ends when nothing can follow (closed, cancelled, merged). Read from the record
 * alone, which must begin with the opening.
 */
export function spansOf(
  institutionId: string,
  events: readonly Pick<RecordedEvent, 'type' | 'occurredAt' | 'data'>[],
): Span[] {
  const ticket: Standing = { institutionId, state: 'new', waitingCause: null };
  const called = new Map<number, Called>();
  const spans: Span[] = [];
  for (const { occurredAt, data } of events) {
    const at = occurredAt.getTime();
    apply(ticket, called, data);
    const { kind: nextActor, institutionId: actor } = nextActorOf(ticket, [...called.values()]);
    const last = spans.at(-1);
    const isOver = ['closed', 'cancelled', 'merged'].includes(ticket.state);
    if (last && !isOver && last.nextActor === nextActor && last.institutionId === actor) continue;
    if (last?.to === null) {
      if (last.from === at) spans.pop();
      else spans[spans.length - 1] = { ...last, to: at };
    }
    if (isOver) return spans;
    const before = spans.at(-1);
    if (before?.to === at && before.nextActor === nextActor && before.institutionId === actor) {
      spans[spans.length - 1] = { ...before, to: null };
    } else spans.push({ from: at, to: null, nextActor, institutionId: actor });
  }
  return spans;
}

function apply(ticket: Standing, called: Map<number, Called>, data: Readonly<Record<string, unknown>>): void {
  const { state, cause, n, escalationState, escalationCause, holderId } = data as TimeData & { holderId?: string };
  if (state) {
    ticket.state = state;
    ticket.waitingCause = state === 'waiting' ? (cause ?? null) : null;
  }
  if (n === undefined || !escalationState) return;
  const former = called.get(n);
  called.set(n, {
    n,
    state: escalationState,
    waitingCause: escalationCause ?? null,
    holderId: holderId ?? former?.holderId ?? '',
  });
}

/** The spans up to an instant: what goes on ends there, what begins later is left out. */
export function until(spans: readonly Span[], instant: number): (Span & { readonly to: number })[] {
  return spans.flatMap((span) => {
    const to = Math.min(span.to ?? Infinity, instant);
    return span.from < to ? [{ ...span, to }] : [];
  });
}

/** The first instant from `from` on at which both are open; undefined when there is none within their horizon. */
export function nextCommonOpening(
  openings: readonly ((from: number) => number | undefined)[],
  from: number,
): number | undefined {
  let instant = from;
  // hours that never meet are given up: each round moves on by at least a closing and an opening
  for (let round = 0; round < 100; round += 1) {
    const next = openings.map((opening) => opening(instant));
    if (next.includes(undefined)) return undefined;
    const latest = Math.max(...next.map((each) => each ?? instant));
    if (latest === instant) return instant;
    instant = latest;
  }
  return undefined;
}
