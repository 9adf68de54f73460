import { type EscalationWait, type Fact, type Metric, type Priority, type Side, type TicketWait } from './facts.js';
import { type Targets, type Warnings } from './targets.js';

/*
 * The timers once more, by definition and slowly, to judge `evaluate`. It shares no function with it, nor with the
 * office hours of the specs. Time is walked in cells of an hour, split where a fact lies. A cell that is open and
 * during which the timer runs is written down; everything else is read off these cells: a target is used up where
 * they first sum to it. Histories are taken to be plausible ones (at most one escalation open at a time).
 */
export interface Expected {
  side: Side;
  metric: Metric;
  run: number;
  state: string;
  verdict: 'met' | 'missed' | null;
  verdictAt: number | null;
  missCause: 'reclassified' | null;
  priority: Priority;
  targetMinutes: number;
  startedAt: number;
  dueAt: number | null;
  endedAt: number | null;
  consumedMs: number;
  /** The share that is to be told now, if any. */
  owed: number | null;
}

export interface Promised {
  user: Targets;
  provider: Targets;
  warnings: Warnings;
  alsoPauses: readonly (TicketWait | EscalationWait)[];
}

interface Line {
  matter: number;
  startedAt: number;
  priority: Priority;
  minutes: number | undefined;
  promises: { since: number; minutes: number }[];
  cells: [number, number][];
  over: number | undefined;
  unpromisedSince: number | undefined;
  verdict: { kind: 'met' | 'missed'; at: number; due: number | undefined; cause: 'reclassified' | null } | undefined;
  replaced: boolean;
  later: Extract<Fact, { type: 'prioritised' }>[];
}

const hour = 3_600_000;
const urgency = ['P4', 'P3', 'P2', 'P1'];

function open(instant: number): boolean {
  const date = new Date(instant);
  const isWeekday = date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
  return isWeekday && date.getUTCHours() >= 8 && date.getUTCHours() < 18;
}

function cells(from: number, to: number): [number, number][] {
  const found: [number, number][] = [];
  for (let start = from; start < to;) {
    const next = Math.min(to, start - (start % hour) + hour);
    if (open(start)) found.push([start, next]);
    start = next;
  }
  return found;
}

function usedUp(counted: readonly [number, number][], promises: Line['promises'], share = 1): number | undefined {
  const instants = promises.flatMap(({ since, minutes }) => {
    let left = minutes * 60_000 * share;
    for (const [start, stop] of counted) {
      const length = stop - Math.max(start, since);
      if (length <= 0) continue;
      if (length >= left) return [Math.max(start, since) + left];
      left -= length;
    }
    return [];
  });
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** Ten open dates after the one of `from`, at 18:00. */
function lastDayOfMatter(from: number): number {
  let date = from - (from % (24 * hour)) + 9 * hour;
  for (let seen = 0; seen < 10;) {
    date += 24 * hour;
    if (open(date)) seen++;
  }
  return date + 9 * hour;
}

type Escalated = Extract<Fact, { type: 'escalation' }>;
const isEscalated = (fact: Fact): fact is Escalated => fact.type === 'escalation';
const isTaking = (fact: Escalated) => !['offered', 'forwarded', 'recalled'].includes(fact.state);

function isLastWord(fact: Escalated): boolean {
  return ['delivered', 'recalled'].includes(fact.state) || fact.accepted === true;
}

/** The escalation facts of the matter in hand, and its number. */
function matterOf(history: readonly Fact[]): { matter: number; facts: Escalated[] } {
  let matter = 0;
  let facts: Escalated[] = [];
  for (const fact of history.filter(isEscalated)) {
    const before = facts.at(-1);
    const ended = before && ['delivered', 'confirmed', 'recalled', 'returned'].includes(before.state);
    const lastWord = ended && (before.state !== 'returned' || before.accepted) ? facts.findLast(isLastWord) : undefined;
    const isNew = !before || (before.n !== fact.n && lastWord && fact.at > lastDayOfMatter(lastWord.at));
    if (isNew) matter++;
    facts = isNew ? [fact] : [...facts, fact];
  }
  return { matter, facts };
}

type Standing = 'absent' | 'counting' | 'halted' | 'done' | 'dropped';

function standing(side: Side, metric: Metric, history: readonly Fact[], also: readonly string[]): Standing {
  const { facts: escalated } = matterOf(history);
  const last = escalated.at(-1);
  if (side === 'provider' && !last) return 'absent';
  const ticket = history.findLast((fact) => fact.type === 'ticket');
  const ticketState = ticket?.type === 'ticket' ? ticket.state : 'new';
  if (metric === 'response') {
    const isAnswered = (fact: Fact) =>
      (fact.type === 'opened' && fact.live) ||
      fact.type === 'reached' ||
      (fact.type === 'ticket' && fact.state === 'resolved');
    if (side === 'user' ? history.some(isAnswered) : escalated.some(isTaking)) return 'done';
  }
  if (ticketState === 'cancelled' || ticketState === 'merged') return 'dropped';
  const isResolved = ticketState === 'resolved' || ticketState === 'closed';
  if (side === 'provider') {
    if (last?.state === 'recalled') return 'dropped';
    if (last?.state === 'returned' && (last.accepted || isResolved)) return 'dropped';
    if (metric === 'resolution' && (last?.state === 'delivered' || last?.state === 'confirmed')) return 'done';
  } else if (isResolved) return 'done';
  if (metric === 'response') return 'counting';
  const causes: (string | undefined)[] = [];
  if (ticket?.type === 'ticket' && ticket.state === 'waiting') causes.push(ticket.cause);
  if (side === 'provider' && last?.state === 'waiting') causes.push(last.cause);
  if (side === 'provider' && last?.state === 'returned') causes.push('spoc');
  const halting = ['requester', 'scheduled', 'approval', 'spoc', ...also];
  return causes.some((cause) => cause !== undefined && halting.includes(cause)) ? 'halted' : 'counting';
}

function late(line: Line, at: number, promises = line.promises): number | undefined {
  const due = usedUp(line.cells, promises);
  return due !== undefined && due < at ? due : undefined;
}

function judge(line: Line, at: number, cause: 'reclassified' | null = null): void {
  if (line.verdict || line.over !== undefined) return;
  const due = late(line, at);
  if (due !== undefined) line.verdict = { kind: 'missed', at: due, due, cause };
}

function copyOf(line: Line): Line {
  return { ...line, cells: [...line.cells], promises: [...line.promises], later: [] };
}

function setPriority(lines: Line[], fact: Line['later'][number], at: number, minutes: number | undefined): void {
  const line = lines.at(-1);
  if (!line) return;
  const isCorrection = fact.rule === 'corrected';
  if (!isCorrection) {
    if (line.verdict) return;
    if (line.promises.length > 0 && urgency.indexOf(fact.priority) <= urgency.indexOf(line.priority)) return;
  }
  if (minutes === undefined) {
    if (line.verdict || line.promises.length === 0) return;
    line.promises = [];
    line.unpromisedSince = at;
    return;
  }
  const promises = isCorrection ? [{ since: line.startedAt, minutes }] : [...line.promises, { since: at, minutes }];
  let target = line;
  if (line.verdict) {
    if (late(line, at, promises) !== undefined) return;
    target = { ...copyOf(line), verdict: undefined };
    Object.assign(line, { replaced: true, over: at });
    lines.push(target);
  }
  Object.assign(target, { promises, minutes, priority: fact.priority, unpromisedSince: undefined });
  judge(target, at, 'reclassified');
}

/** The lines of one timer, oldest first, after all facts up to `now`, with the cells up to `now`. */
function linesOf(side: Side, metric: Metric, facts: readonly Fact[], promised: Promised, now: number): Line[] {
  const lines: Line[] = [];
  let priority: Priority = 'P4';
  let clock = 0;
  const minutesOf = (level: Priority) => promised[side][level]?.[metric];
  const walkTo = (instant: number, before: readonly Fact[]) => {
    const line = lines.at(-1);
    if (line && line.over === undefined) {
      const isCounting = standing(side, metric, before, promised.alsoPauses) === 'counting';
      if (isCounting) line.cells.push(...cells(clock, instant));
      judge(line, instant);
    }
    clock = instant;
  };
  facts.forEach((fact, index) => {
    const history = facts.slice(0, index + 1);
    walkTo(fact.at, facts.slice(0, index));
    if (fact.type === 'opened' || fact.type === 'prioritised') priority = fact.priority;
    const stand = standing(side, metric, history, promised.alsoPauses);
    const isActive = stand === 'counting' || stand === 'halted';
    const matter = side === 'user' ? 1 : matterOf(history).matter;
    let line = lines.at(-1);
    if (fact.type === 'prioritised' && line) {
      if (line.over !== undefined) line.later.push(fact);
      else setPriority(lines, fact, fact.at, minutesOf(fact.priority));
    }
    if (line?.matter !== matter && (isActive || stand === 'done')) {
      const minutes = minutesOf(priority);
      const promises = minutes === undefined ? [] : [{ since: fact.at, minutes }];
      const none = { over: undefined, unpromisedSince: undefined, verdict: undefined, replaced: false };
      lines.push({ matter, startedAt: fact.at, priority, minutes, promises, cells: [], later: [], ...none });
    }
    line = lines.at(-1);
    if (!line) return;
    if (line.over !== undefined && isActive) {
      const { later } = line;
      if (line.verdict?.kind === 'met') {
        lines.push({ ...copyOf(line), verdict: undefined, over: undefined });
        line.replaced = true;
      } else Object.assign(line, { over: undefined, later: [] });
      for (const change of later) setPriority(lines, change, fact.at, minutesOf(change.priority));
    } else if (line.over === undefined && !isActive) {
      line.over = fact.at;
      if (stand === 'done' && !line.verdict && line.promises.length > 0) {
        line.verdict = { kind: 'met', at: fact.at, due: undefined, cause: null };
      }
    }
  });
  walkTo(now, facts);
  return lines;
}

function owed(
  side: Side,
  metric: Metric,
  run: number,
  line: Line,
  state: string,
  facts: readonly Fact[],
  all: Promised,
) {
  const said = facts.filter((fact) => fact.type === 'told' && fact.side === side && fact.metric === metric);
  const highest = Math.max(0, ...said.map((fact) => (fact.type === 'told' && fact.run === run ? fact.percent : 0)));
  if (state === 'missed') return highest < 100 ? 100 : null;
  const shares = state === 'running' ? (all.warnings[line.priority] ?? []) : [];
  const reached = shares.filter((share) => usedUp(line.cells, line.promises, share / 100) !== undefined);
  const top = Math.max(0, ...reached);
  return top > highest ? top : null;
}

export function expectedRuns(facts: readonly Fact[], promised: Promised, now: number): Expected[] {
  const past = facts.filter((fact) => fact.at <= now);
  return (['user', 'provider'] as const).flatMap((side) =>
    (['response', 'resolution'] as const).flatMap((metric) =>
      linesOf(side, metric, past, promised, now)
        .filter((line) => line.minutes !== undefined)
        .map((line, index) => {
          const isDead = line.over !== undefined || line.promises.length === 0;
          const isCounting = standing(side, metric, past, promised.alsoPauses) === 'counting';
          let state = isCounting ? 'running' : 'paused';
          if (isDead) state = 'cancelled';
          if (line.verdict) state = line.verdict.kind;
          if (line.replaced) state = 'superseded';
          // the cells to come, if nothing else happens; a met run is due where it would have been without its end
          const goesOn = state === 'running' || line.verdict?.kind === 'met';
          const ahead = goesOn ? cells(line.over ?? now, (line.over ?? now) + 30 * 24 * hour) : [];
          const due = line.verdict?.due ?? usedUp([...line.cells, ...ahead], line.promises);
          const counted = line.cells.map(
            ([start, stop]) =>
              Math.min(stop, line.unpromisedSince ?? stop) - Math.min(start, line.unpromisedSince ?? start),
          );
          return {
            side,
            metric,
            run: index + 1,
            state,
            verdict: line.verdict?.kind ?? null,
            verdictAt: line.verdict?.at ?? null,
            missCause: line.verdict?.cause ?? null,
            priority: line.priority,
            targetMinutes: line.minutes ?? 0,
            startedAt: line.startedAt,
            dueAt: isDead && !line.verdict ? null : (due ?? null),
            endedAt: line.unpromisedSince ?? line.over ?? null,
            consumedMs: counted.reduce((sum, length) => sum + length, 0),
            owed: owed(side, metric, index + 1, line, state, past, promised),
          };
        }),
    ),
  );
}
