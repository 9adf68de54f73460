import { type Fact, type Metric, type Side } from './facts.js';
import { type Hours, localDate, type Open, openTime } from './minutes.spec-support.js';
import { type Terms } from './terms.js';

/*
 * For the oracle: what was known when, and where a timer stands after each fact. Shares no function with the code it judges.
 */
export interface Version<T> {
  number: number;
  recordedAt: number;
  effectiveFrom: number;
  value: T;
}

/** What was promised, on each side, in all its versions. */
export type Agreed = Record<Side, { terms: Version<Terms>[]; hours: Version<Hours>[] }>;

type Escalated = Extract<Fact, { type: 'escalation' }>;

/** Where a timer stands after a fact. `causes`: of waiting; whether they pause is for the terms to say. */
export interface Standing {
  at: number;
  matter: number;
  stand: 'absent' | 'active' | 'done' | 'dropped';
  causes: string[];
}

const day = 86_400_000;

export function holding<T>(versions: readonly Version<T>[], at: number, known: number): T | undefined {
  const possible = versions.filter(({ recordedAt, effectiveFrom }) => recordedAt <= known && effectiveFrom <= at);
  return possible.toSorted((a, b) => b.number - a.number)[0]?.value;
}

/** [from, to) cut where a version known by then takes effect. */
export function spans<T>(versions: readonly Version<T>[], from: number, to: number, known: number): [number, number][] {
  const cuts = versions.filter(({ recordedAt }) => recordedAt <= known).map(({ effectiveFrom }) => effectiveFrom);
  const edges = [...new Set([from, ...cuts.filter((cut) => from < cut && cut < to), to])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, index) => [edges[index] ?? edge, edge]);
}

export function* open(hours: readonly Version<Hours>[], from: number, to: number, known: number): Generator<Open> {
  for (const [start, stop] of spans(hours, from, to, known)) {
    const held = holding(hours, start, known);
    if (held) yield* openTime(held, start, stop);
  }
}

/** The end of the tenth open date after the one of `from`; undefined without hours. */
function lastDayOfMatter(hours: readonly Version<Hours>[], from: number, known: number): number | undefined {
  const ofThen = hours.filter(({ recordedAt }) => recordedAt <= known);
  const first = ofThen.toSorted((a, b) => a.effectiveFrom - b.effectiveFrom)[0];
  const own = holding(hours, from, known) ?? (first && holding(hours, first.effectiveFrom, known));
  if (!own) return undefined;
  const ends = new Map<string, number>();
  const today = localDate(own.timeZone, from);
  for (const { to, date } of open(hours, from - 2 * day, from + 250 * day, known)) {
    if (date > today) ends.set(date, to);
    // a date of another zone may still come before the tenth
    if (ends.size > 12) break;
  }
  const tenth = [...ends.keys()].sort()[9];
  return tenth === undefined ? undefined : ends.get(tenth);
}

function isLastWord(fact: Escalated): boolean {
  return ['delivered', 'recalled'].includes(fact.state) || fact.accepted === true;
}

/** After each fact: the number of the matter in hand, and its escalation facts. */
export function mattersOf(
  facts: readonly Fact[],
  hours: readonly Version<Hours>[],
): { matter: number; escalated: Escalated[] }[] {
  let matter = 0;
  let escalated: Escalated[] = [];
  return facts.map((fact) => {
    if (fact.type === 'escalation') {
      const before = escalated.at(-1);
      const ended = before && ['delivered', 'confirmed', 'recalled', 'returned'].includes(before.state);
      const isOver = ended && (before.state !== 'returned' || before.accepted);
      const lastWord = isOver ? escalated.findLast(isLastWord) : undefined;
      const until = lastWord && lastDayOfMatter(hours, lastWord.at, fact.at);
      const isNew = !before || (before.n !== fact.n && until !== undefined && fact.at > until);
      if (isNew) matter++;
      escalated = isNew ? [fact] : [...escalated, fact];
    }
    return { matter, escalated };
  });
}

export function standing(side: Side, metric: Metric, history: readonly Fact[], escalated: readonly Escalated[]) {
  const last = escalated.at(-1);
  const as = (stand: Standing['stand'], causes: (string | undefined)[] = []) => ({
    stand,
    causes: causes.filter((cause) => cause !== undefined),
  });
  if (side === 'provider' && !last) return as('absent');
  const ticket = history.findLast((fact) => fact.type === 'ticket');
  const ticketState = ticket?.type === 'ticket' ? ticket.state : 'new';
  if (metric === 'response') {
    const isAnswered = (fact: Fact) =>
      (fact.type === 'opened' && fact.live) ||
      fact.type === 'reached' ||
      (fact.type === 'ticket' && fact.state === 'resolved');
    const isTaking = (fact: Escalated) => !['offered', 'waiting', 'forwarded', 'recalled'].includes(fact.state);
    if (side === 'user' ? history.some(isAnswered) : escalated.some(isTaking)) return as('done');
  }
  if (ticketState === 'cancelled' || ticketState === 'merged') return as('dropped');
  const isResolved = ticketState === 'resolved' || ticketState === 'closed';
  if (side === 'provider') {
    if (last?.state === 'recalled') return as('dropped');
    if (last?.state === 'returned' && (last.accepted || isResolved)) return as('dropped');
    if (metric === 'resolution' && (last?.state === 'delivered' || last?.state === 'confirmed')) return as('done');
  } else if (isResolved) return as('done');
  if (metric === 'response') return as('active');
  return as('active', [
    ticket?.type === 'ticket' && ticket.state === 'waiting' ? ticket.cause : undefined,
    side === 'provider' && last?.state === 'waiting' ? last.cause : undefined,
    side === 'provider' && last?.state === 'returned' ? 'spoc' : undefined,
  ]);
}
