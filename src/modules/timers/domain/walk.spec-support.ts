import fc from 'fast-check';
import { type EscalationState, type EscalationWait, type Fact, type Priority } from './facts.js';
import { type TicketState, type TicketWait } from './facts.js';
import { on } from './office-hours.spec-support.js';
import { type Announcement } from './timer-run.js';

/*
 * Plausible histories: a random walk over the moves of a ticket and of its escalations. The steps in time are a few
 * milliseconds, round ones (so that facts fall exactly on due instants and closing times), or anything up to days.
 */
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const gap = fc.oneof(
  fc.constantFrom(0, 1, 30 * minute, hour, 2 * hour, 3 * hour, 4 * hour, 6 * hour, 14 * hour, day, 3 * day, 14 * day),
  fc.nat(20),
  fc.nat(2 * hour),
  fc.nat(5 * hour),
  fc.nat(4 * day),
);

export const steps = fc.record({
  start: fc.constantFrom(on('mon 08:00'), on('fri 16:00'), on('sat 12:00'), on('wed 10:17:03.250')),
  priority: fc.constantFrom<Priority>('P1', 'P2', 'P2', 'P3', 'P3', 'P4'),
  live: fc.boolean(),
  /** The target of a request model, of every third one. */
  resolutionMinutes: fc.option(fc.constantFrom(60, 240, 600, 2400), { nil: undefined, freq: 2 }),
  /** How long its requester had waited on the ticket that it was split from; none when it was not. */
  earlier: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(4 * day) }),
  moves: fc.array(fc.tuple(gap, fc.nat(9999)), { minLength: 2, maxLength: 28, size: 'max' }),
});

export type Steps = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Who is told when the walk makes a sweep. */
export type Sweep = (facts: readonly Fact[], now: number) => readonly Announcement[];

export function walk({ start, priority, live, earlier, resolutionMinutes, moves }: Steps, sweep: Sweep): Fact[] {
  const since = earlier === null ? {} : { since: start - earlier };
  const model = resolutionMinutes === undefined ? {} : { resolutionMinutes };
  const facts: Fact[] = [{ type: 'opened', at: start, priority, live, ...since, ...model }];
  let at = start;
  for (const [wait, choice] of moves) {
    at += wait;
    const possible = movesAt(facts, at, choice, sweep);
    facts.push(...(possible[Math.floor(choice / 10) % possible.length] ?? []));
  }
  return facts;
}

type Make = (at: number) => Fact;
const toTicket =
  (state: TicketState, cause?: TicketWait): Make =>
  (at) => ({ type: 'ticket', at, state, cause });
const toEscalation =
  (n: number, state: EscalationState, cause?: EscalationWait, accepted?: boolean): Make =>
  (at) => ({ type: 'escalation', at, n, state, cause, accepted });

const levels: Priority[] = ['P1', 'P2', 'P3', 'P4'];
const waits: TicketWait[] = ['requester', 'third_party', 'change', 'scheduled', 'approval'];
const escalationWaits: EscalationWait[] = ['spoc', 'third_party', 'planned'];

/** The last digit of the choice says of what kind the move is, the others which one. */
function movesAt(facts: readonly Fact[], at: number, choice: number, sweep: Sweep): Fact[][] {
  const made = (moves: Make[][]) => moves.map((makes) => makes.map((make) => make(at)));
  const priority = levels[Math.floor(choice / 100) % levels.length] ?? 'P1';
  const escalating = escalationMoves(facts);
  switch (choice % 10) {
    case 0:
      return [sweep(facts, at).map((announcement) => ({ type: 'told', at, ...announcement }))];
    case 1:
      return [
        [{ type: 'prioritised', at, priority, rule: 'raised' }],
        [{ type: 'prioritised', at, priority, rule: 'corrected' }],
      ];
    case 2:
      if (choice > 9500) return made([[toTicket('cancelled')], [toTicket('merged')]]);
      return choice > 8000
        ? [[{ type: 'carried', at, since: at - (choice % 97) * hour }]]
        : [[{ type: 'reached', at }]];
    case 3:
    case 4:
    case 5:
      return made(ticketMoves(facts));
    default:
      return made(escalating.length > 0 ? escalating : ticketMoves(facts));
  }
}

function ticketMoves(facts: readonly Fact[]): Make[][] {
  const last = facts.findLast((fact) => fact.type === 'ticket');
  const escalated = facts.findLast((fact) => fact.type === 'escalation');
  const isOut = escalated?.type === 'escalation' && ['offered', 'accepted', 'waiting'].includes(escalated.state);
  const resolve: Make[][] = isOut ? [] : [[toTicket('resolved')]];
  const proceed: Make[][] = [[toTicket('in_progress')], [toTicket('in_progress')]];
  switch (last?.type === 'ticket' ? last.state : 'new') {
    case 'new':
      return [[toTicket('in_progress')], ...resolve];
    case 'in_progress':
    case 'waiting':
      return [...waits.map((cause) => [toTicket('waiting', cause)]), ...proceed, ...proceed, ...resolve, ...resolve];
    case 'resolved':
      return [...proceed, [toTicket('closed')]];
    case 'closed':
    case 'cancelled':
    case 'merged':
      return [];
  }
}

function escalationMoves(facts: readonly Fact[]): Make[][] {
  const ticket = facts.findLast((fact) => fact.type === 'ticket');
  if (ticket?.type === 'ticket' && !['new', 'in_progress', 'waiting'].includes(ticket.state)) return [];
  const last = facts.findLast((fact) => fact.type === 'escalation');
  if (last?.type !== 'escalation') return [[toEscalation(1, 'offered')]];
  const { n } = last;
  const to = (state: EscalationState, cause?: EscalationWait) => [toEscalation(n, state, cause)];
  const next = toEscalation(n + 1, 'offered');
  const leave = [to('returned'), [toEscalation(n, 'forwarded'), next], to('recalled')];
  const deliver = [to('accepted'), to('delivered'), to('delivered')];
  switch (last.state) {
    case 'offered':
      return [to('accepted'), to('accepted'), to('accepted'), ...leave];
    case 'accepted':
    case 'waiting':
      return [...escalationWaits.map((cause) => to('waiting', cause)), ...deliver, ...deliver, ...leave];
    case 'delivered':
      return [to('accepted'), to('confirmed'), [toEscalation(n, 'confirmed'), toTicket('resolved')]];
    case 'returned':
      return last.accepted === true
        ? [[next]]
        : [[toEscalation(n, 'returned', undefined, true)], to('offered'), [next]];
    case 'confirmed':
    case 'forwarded':
    case 'recalled':
      return [[next], [next]];
  }
}

/** Anything whose instants do not go back, however impossible. */
export const oddFacts: fc.Arbitrary<Fact[]> = fc
  .array(
    fc.oneof(
      fc.record({
        type: fc.constant('opened' as const),
        priority: fc.constantFrom<Priority>('P1', 'P4'),
        live: fc.boolean(),
      }),
      fc.record({ type: fc.constant('reached' as const) }),
      fc.record({ type: fc.constant('carried' as const), since: fc.constantFrom(on('mon 07:00'), on('sat 12:00')) }),
      fc.record({
        type: fc.constant('prioritised' as const),
        priority: fc.constantFrom<Priority>('P1', 'P2', 'P4'),
        rule: fc.constantFrom('corrected' as const, 'raised' as const),
      }),
      fc.record({
        type: fc.constant('ticket' as const),
        state: fc.constantFrom<TicketState>(
          'new',
          'in_progress',
          'waiting',
          'resolved',
          'closed',
          'cancelled',
          'merged',
        ),
        cause: fc.constantFrom<TicketWait | undefined>(undefined, ...waits),
      }),
      fc.record({
        type: fc.constant('escalation' as const),
        n: fc.integer({ min: 1, max: 3 }),
        state: fc.constantFrom<EscalationState>(
          'offered',
          'accepted',
          'waiting',
          'delivered',
          'confirmed',
          'returned',
          'forwarded',
          'recalled',
        ),
        cause: fc.constantFrom<EscalationWait | undefined>(undefined, ...escalationWaits),
        accepted: fc.constantFrom(undefined, true),
      }),
    ),
    { maxLength: 20 },
  )
  .chain((facts) =>
    fc.array(gap, { minLength: facts.length, maxLength: facts.length }).map((gaps) => {
      let at = on('mon 08:00');
      return facts.map((fact, index) => ({ ...fact, at: (at += gaps[index] ?? 0) }));
    }),
  );
