import { type Fact, type Metric, type Priority, type Side } from './facts.js';
import { type Agreed, holding, mattersOf, open, spans, type Standing, standing } from './standing.spec-support.js';

/*
 * The timers once more, by definition and slowly, to judge `evaluate`, with which it shares no function. Nothing that
 * was counted is kept: at each fact and each recording, all time since a timer began is looked at anew, minute by
 * minute, with the versions known then. Histories are taken to be plausible ones (at most one escalation open at a time).
 */
type Cause = 'reclassified' | 'recorded' | 'carried_over' | null;

export interface Expected {
  side: Side;
  metric: Metric;
  run: number;
  state: string;
  verdict: 'met' | 'missed' | null;
  verdictAt: number | null;
  missCause: Cause;
  priority: Priority;
  targetMinutes: number;
  startedAt: number;
  dueAt: number | null;
  endedAt: number | null;
  consumedMs: number;
  /** The share that is to be told now, if any. */
  owed: number | null;
}

type Prioritised = Extract<Fact, { type: 'prioritised' }>;
type Cells = readonly (readonly [from: number, to: number])[];

interface Promise_ {
  since: number;
  priority: Priority;
}

interface Line {
  matter: number;
  startedAt: number;
  promises: Promise_[];
  /** The last promise that promised something. */
  shown: { priority: Priority; minutes: number } | undefined;
  over: number | undefined;
  unpromisedSince: number | undefined;
  verdict: { kind: 'met' | 'missed'; at: number; due: number | undefined; cause: Cause } | undefined;
  replaced: boolean;
  later: Prioritised[];
}

const urgency = ['P4', 'P3', 'P2', 'P1'];
const alwaysHalting = ['requester', 'scheduled', 'approval', 'spoc'];
const day = 86_400_000;

/** One timer of a ticket. Its methods look at the past with what was known at an instant. */
class Oracle {
  readonly lines: Line[] = [];
  private readonly standings: Standing[];
  private readonly life: readonly Standing[];

  constructor(
    private readonly metric: Metric,
    private readonly facts: readonly Fact[],
    private readonly promised: Agreed[Side],
    standings: readonly Standing[],
    private readonly isUser: boolean,
    /** Minutes that a request model promises to the requester, whatever the agreed terms say. */
    private readonly modelled: number | undefined,
  ) {
    this.standings = [...standings];
    // before the ticket was opened somebody was waiting on another one
    this.life = isUser ? [{ at: -Infinity, matter: 1, stand: 'active', causes: [] }, ...standings] : standings;
  }

  private minutes({ since, priority }: Promise_, known: number): number | undefined {
    if (this.modelled !== undefined) return this.modelled;
    return holding(this.promised.terms, since, known)?.targets[priority]?.[this.metric];
  }

  private live(promises: readonly Promise_[], known: number) {
    return promises.flatMap((promise) => {
      const minutes = this.minutes(promise, known);
      return minutes === undefined ? [] : [{ ...promise, minutes }];
    });
  }

  isCounting({ stand, causes }: Standing, at: number, known: number): boolean {
    const also: readonly string[] = holding(this.promised.terms, at, known)?.alsoPauses ?? [];
    return stand === 'active' && !causes.some((cause) => alwaysHalting.includes(cause) || also.includes(cause));
  }

  /**
   * What of a line's time counts up to `until`. Of a line that was decided time counts in the hours known then, and it
   * stood still by what was known at each instant since.
   */
  cells(line: Line, until: number, known: number): Cells {
    const { terms, hours } = this.promised;
    const decidedAt = line.verdict?.at ?? known;
    const recordings = terms.map(({ recordedAt }) => recordedAt).filter((at) => decidedAt < at);
    return this.life.flatMap((standing, index) => {
      const from = Math.max(standing.at, line.startedAt);
      const to = Math.min(this.life[index + 1]?.at ?? Infinity, until);
      if (from >= to || standing.matter !== line.matter) return [];
      const edges = [from, ...recordings.filter((at) => from < at && at < to), to];
      return edges
        .slice(1)
        .flatMap((edge, before) =>
          spans(terms, edges[before] ?? edge, edge, Math.max(decidedAt, edges[before] ?? edge)),
        )
        .filter(([start]) => this.isCounting(standing, start, line.verdict ? Math.max(decidedAt, start) : known))
        .flatMap(([start, stop]) => [...open(hours, start, stop, decidedAt)])
        .map(({ from: start, to: stop }) => [start, stop] as const);
    });
  }

  usedUp(cells: Cells, promises: readonly Promise_[], known: number, ahead?: number, share = 1): number | undefined {
    const instants = this.live(promises, known).flatMap(({ since, minutes }) => {
      let left = minutes * 60_000 * share;
      for (const [start, stop] of this.goingOn(cells, ahead, known)) {
        const length = stop - Math.max(start, since);
        if (length <= 0) continue;
        if (length >= left) return [Math.max(start, since) + left];
        left -= length;
      }
      return [];
    });
    return instants.length > 0 ? Math.min(...instants) : undefined;
  }

  /** The cells, and from `ahead` on those to come if nothing else happens. */
  private *goingOn(cells: Cells, ahead: number | undefined, known: number): Generator<readonly [number, number]> {
    yield* cells;
    if (ahead === undefined) return;
    for (const { from, to } of open(this.promised.hours, ahead, ahead + 400 * day, known)) yield [from, to];
  }

  private late(line: Line, at: number, known: number, promises = line.promises): number | undefined {
    const due = this.usedUp(this.cells(line, at, known), promises, known);
    return due !== undefined && due < at ? due : undefined;
  }

  /** Time went by until `at`, and nothing became known meanwhile. */
  pass(at: number, known: number): void {
    const line = this.lines.at(-1);
    if (!line || line.verdict || line.over !== undefined) return;
    const due = this.late(line, at, known);
    if (due !== undefined) line.verdict = { kind: 'missed', at: due, due, cause: null };
  }

  record(at: number): void {
    const line = this.lines.at(-1);
    if (!line || line.verdict || line.over !== undefined) return;
    this.show(line, at);
    const due = this.late(line, at, at);
    if (due !== undefined) line.verdict = { kind: 'missed', at, due, cause: 'recorded' };
  }

  private show(line: Line, at: number): void {
    const last = this.live(line.promises, at).at(-1);
    if (last) Object.assign(line, { shown: last, unpromisedSince: undefined });
    else if (line.shown) line.unpromisedSince ??= at;
  }

  private prioritise({ rule, priority }: Prioritised, at: number): void {
    const line = this.lines.at(-1);
    if (!line) return;
    if (rule === 'corrected') this.correct(line, priority, at);
    if (rule === 'corrected' || line.verdict) return;
    const isPromised = this.live(line.promises, at).length > 0;
    const before = line.promises.at(-1)?.priority ?? 'P4';
    if (isPromised && urgency.indexOf(priority) <= urgency.indexOf(before)) return;
    const promise = { since: at, priority };
    const keeps = isPromised && this.minutes(promise, at) !== undefined;
    line.promises = keeps ? [...line.promises, promise] : [promise];
    this.show(line, at);
  }

  private correct(line: Line, priority: Priority, at: number): void {
    const promises = [{ since: line.startedAt, priority }];
    const due = this.late({ ...line, verdict: undefined }, at, at, promises);
    let target = line;
    if (line.verdict) {
      if (due !== undefined || this.live(promises, at).length === 0) return;
      target = { ...line, later: [], verdict: undefined };
      Object.assign(line, { replaced: true, over: at });
      this.lines.push(target);
    }
    target.promises = promises;
    this.show(target, at);
    if (due !== undefined) target.verdict = { kind: 'missed', at, due, cause: 'reclassified' };
  }

  /** Somebody had been waiting since before this ticket: all of that time is looked at. */
  private lookBack(line: Line, since: number, at: number): void {
    const first = line.startedAt;
    line.promises = line.promises.map((each) => (each.since === first ? { ...each, since } : each));
    line.startedAt = since;
    if (line.verdict) return;
    this.show(line, at);
    const due = this.late(line, at, at);
    if (due !== undefined) line.verdict = { kind: 'missed', at, due, cause: 'carried_over' };
  }

  take(fact: Fact, index: number, priority: Priority): void {
    const standing = this.standings[index];
    if (!standing) return;
    const { at } = fact;
    const isActive = standing.stand === 'active';
    const before = this.lines.at(-1);
    if (fact.type === 'prioritised' && before) {
      if (before.over === undefined) this.prioritise(fact, at);
      else before.later.push(fact);
    }
    if (before?.matter !== standing.matter && (isActive || standing.stand === 'done')) {
      const line: Line = {
        matter: standing.matter,
        startedAt: at,
        promises: [{ since: at, priority }],
        shown: undefined,
        over: undefined,
        unpromisedSince: undefined,
        verdict: undefined,
        replaced: false,
        later: [],
      };
      this.show(line, at);
      this.lines.push(line);
    }
    const line = this.lines.at(-1);
    if (!line) return;
    const since = this.isUser && (fact.type === 'opened' || fact.type === 'carried') ? fact.since : undefined;
    if (since !== undefined && since < line.startedAt && line.over === undefined) this.lookBack(line, since, at);
    if (line.over !== undefined) {
      if (isActive) this.resume(line, line.over, at);
    } else if (!isActive) {
      line.over = at;
      if (standing.stand !== 'done' || line.verdict || this.live(line.promises, at).length === 0) return;
      const due = this.usedUp(this.cells(line, at, at), line.promises, at, at);
      line.verdict = { kind: 'met', at, due, cause: null };
    }
  }

  private resume(line: Line, stoppedAt: number, at: number): void {
    const { later } = line;
    if (line.verdict?.kind === 'met') {
      this.lines.push({ ...line, verdict: undefined, over: undefined, later: [] });
      line.replaced = true;
    } else Object.assign(line, { over: undefined, later: [] });
    const again = this.lines.at(-1);
    if (again && !again.verdict) this.show(again, at);
    for (const change of later) this.prioritise(change, at);
    const last = this.lines.at(-1);
    const due = last && !last.verdict ? this.late(last, at, at) : undefined;
    // what was recorded while it stood still is found when it goes on
    if (last && due !== undefined && due < stoppedAt) last.verdict = { kind: 'missed', at, due, cause: 'recorded' };
  }

  owed(side: Side, run: number, line: Line, state: string, now: number): number | null {
    const said = this.facts.filter((fact) => fact.type === 'told' && fact.side === side && fact.metric === this.metric);
    const highest = Math.max(0, ...said.map((fact) => (fact.type === 'told' && fact.run === run ? fact.percent : 0)));
    if (state === 'missed') return highest < 100 ? 100 : null;
    const warnings = holding(this.promised.terms, line.startedAt, now)?.warnings;
    const shares = (state === 'running' && line.shown && warnings?.[line.shown.priority]) || [];
    const cells = this.cells(line, now, now);
    const isReached = (share: number) => this.usedUp(cells, line.promises, now, undefined, share / 100) !== undefined;
    const top = Math.max(0, ...shares.filter(isReached));
    return top > highest ? top : null;
  }

  expect(side: Side, now: number): Expected[] {
    const last = this.standings.at(-1);
    const isCounting = last !== undefined && this.isCounting(last, now, now);
    const told = this.lines.flatMap((line) => (line.shown ? [{ line, shown: line.shown }] : []));
    return told.map(({ line, shown }, index) => {
      const { over, unpromisedSince } = line;
      const isDead = over !== undefined || unpromisedSince !== undefined;
      let state = isCounting ? 'running' : 'paused';
      if (isDead) state = 'cancelled';
      if (line.verdict) state = line.verdict.kind;
      if (line.replaced) state = 'superseded';
      const cells = this.cells(line, Math.min(over ?? now, unpromisedSince ?? now), over ?? now);
      const ahead = state === 'running' ? now : undefined;
      const due = line.verdict ? line.verdict.due : this.usedUp(cells, line.promises, now, ahead);
      return {
        side,
        metric: this.metric,
        run: index + 1,
        state,
        verdict: line.verdict?.kind ?? null,
        verdictAt: line.verdict?.at ?? null,
        missCause: line.verdict?.cause ?? null,
        priority: shown.priority,
        targetMinutes: shown.minutes,
        startedAt: line.startedAt,
        dueAt: isDead && !line.verdict ? null : (due ?? null),
        endedAt: unpromisedSince ?? over ?? null,
        consumedMs: cells.reduce((sum, [start, stop]) => sum + stop - start, 0),
        owed: this.owed(side, index + 1, line, state, now),
      };
    });
  }
}

export function expectedRuns(facts: readonly Fact[], agreed: Agreed, now: number): Expected[] {
  const past = facts.filter((fact) => fact.at <= now);
  const openedAt = past[0]?.at ?? Infinity;
  const matters = mattersOf(past, agreed.provider.hours);
  return (['user', 'provider'] as const).flatMap((side) =>
    (['response', 'resolution'] as const).flatMap((metric) => {
      const standings = past.map(({ at }, index): Standing => {
        const { matter = 0, escalated = [] } = matters[index] ?? {};
        const stand = standing(side, metric, past.slice(0, index + 1), escalated);
        return { at, matter: side === 'user' ? 1 : matter, ...stand };
      });
      const { terms, hours } = agreed[side];
      const first = past[0];
      const isModelled = side === 'user' && metric === 'resolution' && first?.type === 'opened';
      const modelled = isModelled ? first.resolutionMinutes : undefined;
      const oracle = new Oracle(metric, past, agreed[side], standings, side === 'user', modelled);
      const recordings = [...new Set([...terms, ...hours].map(({ recordedAt }) => recordedAt))]
        .filter((at) => openedAt < at && at <= now)
        .sort((a, b) => a - b);
      let known = openedAt;
      let priority: Priority = 'P4';
      const recordUntil = (until: number) => {
        for (let at = recordings[0]; at !== undefined && at <= until; at = recordings[0]) {
          recordings.shift();
          oracle.pass(at, known);
          oracle.record(at);
          known = at;
        }
      };
      past.forEach((fact, index) => {
        recordUntil(fact.at);
        oracle.pass(fact.at, known);
        known = fact.at;
        if (fact.type === 'opened' || fact.type === 'prioritised') priority = fact.priority;
        oracle.take(fact, index, priority);
      });
      recordUntil(now);
      oracle.pass(now, known);
      return oracle.expect(side, now);
    }),
  );
}
