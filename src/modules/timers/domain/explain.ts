import { knownFor, ownTargetOf, replay, runsAt, type Commitments } from './evaluate.js';
import type { Fact, Metric, Priority, Side } from './facts.js';
import { standsStillFor } from './phases.js';
import { retarget } from './retarget.js';
import { type Run, usedUpAt } from './run.js';
import type { Known } from './terms.js';
import type { Pause } from './working-time.js';

/*
 * A timer that explains itself: the whole time of a run, cut into what counted and what did not and why, with what was
 * promised when, what was told, and what would move it now. Everything is made of the same replay as the timer itself;
 * the parts add up to its figures to the millisecond.
 */

/** A fact with the event that it was read from. */
export interface Sourced {
  readonly fact: Fact;
  readonly eventId: string;
}

/** A part of [from, to) by the hours alone; `version` is the number of the hours that held. */
export interface HoursPart {
  readonly from: number;
  readonly to: number;
  readonly counted: boolean;
  readonly reason?: 'closed' | 'holiday' | 'closure' | 'pause';
  readonly name?: string;
  readonly version: number | null;
}

export interface ExplainedPart extends HoursPart {
  /** Of a pause: what it waited for, or what had ended it for a time; several when each alone was enough. */
  readonly causes?: readonly string[];
  /** The event with which this pause, or this cause of it, began. */
  readonly eventId?: string;
}

export interface Explanation {
  readonly from: number;
  /** Its end, or now. */
  readonly to: number;
  readonly segments: readonly ExplainedPart[];
  readonly consumedMs: number;
  /** The run is due at the earliest of these. */
  readonly promises: readonly { from: number; priority: Priority; targetMinutes: number; dueAt: number | null }[];
  readonly dueAt: number | null;
  readonly warnings: readonly { percent: number; at: number | null; toldAt: number | null; eventId: string | null }[];
  /** What a priority set now would make of it; empty once it is decided or over. */
  readonly ifPriority: readonly {
    priority: Priority;
    rule: 'corrected' | 'raised';
    dueAt: number | null;
    isMissed: boolean;
  }[];
  /** The instant of the recording up to which versions were known. */
  readonly knownAt: number;
}

export interface Subject {
  readonly side: Side;
  readonly metric: Metric;
  /** 1, 2, ... as the timer says. */
  readonly run: number;
}

/**
 * Undefined when there is no such run.
 *
 * @param hoursAt service hours as they were known at an instant, cut into parts; `limit` parts at most
 */
export function explain(
  { side, metric, run: number }: Subject,
  sourced: readonly Sourced[],
  commitments: Commitments,
  now: number,
  hoursAt: (knownAt: number, from: number, to: number, pauses: readonly Pause[]) => readonly HoursPart[],
): Explanation | undefined {
  const commitment = commitments[side];
  const past = sourced.filter(({ fact }) => fact.at <= now);
  const facts = past.map(({ fact }) => fact);
  if (!commitment) return undefined;
  const situations = replay(facts, commitments.provider);
  const runs = runsAt({ side, metric, commitment }, facts, situations, now);
  const run = runs.filter(({ targetMinutes }) => targetMinutes !== null)[number - 1];
  if (!run) return undefined;

  const known = knownFor(run, commitment, now);
  const to = run.withdrawnAt ?? run.stoppedAt ?? now;
  const isPausedAtEnd = run.pausedSince !== null && run.pausedSince < to;
  const pauses = isPausedAtEnd ? [...run.pauses, [run.pausedSince, to] as const] : run.pauses;
  const knownAt = run.verdict?.at ?? run.stoppedAt ?? now;
  const alsoPauses = (at: number) => commitment.knownAt(Math.max(at, knownAt)).termsAt(at)?.alsoPauses ?? [];
  const causeAt = (index: number, at: number) => {
    const situation = situations[index];
    return situation && metric === 'resolution' ? standsStillFor(side, situation, alsoPauses(at)) : [];
  };
  const segments = hoursAt(knownAt, run.startedAt, to, pauses).flatMap((part) =>
    part.reason === 'pause' ? pausedParts(part, past, causeAt) : [part],
  );
  return {
    from: run.startedAt,
    to,
    segments,
    consumedMs: segments.reduce((sum, part) => sum + (part.counted ? part.to - part.from : 0), 0),
    promises: run.clauses.map((clause) => ({
      ...clause,
      dueAt: usedUpAt({ ...run, clauses: [clause] }, 100, known.time),
    })),
    dueAt: run.verdict ? run.verdict.dueAt : usedUpAt(run, 100, known.time),
    warnings: warningsOf(run, { side, metric, run: number }, past, known),
    ifPriority: alternatives(run, metric, ownTargetOf({ side, metric }, facts[0]), known, now),
    knownAt,
  };
}

/** A paused part, cut where its cause changed. */
function pausedParts(
  part: HoursPart,
  past: readonly Sourced[],
  causeAt: (index: number, at: number) => readonly string[],
): ExplainedPart[] {
  const parts: ExplainedPart[] = [];
  let begun = past.findLastIndex(({ fact }) => fact.at <= part.from);
  const inside = past.flatMap(({ fact }, index) => (fact.at > part.from && fact.at < part.to ? [index] : []));
  for (const index of [...inside, undefined]) {
    const from = parts.at(-1)?.to ?? part.from;
    const to = index === undefined ? part.to : (past[index]?.fact.at ?? part.to);
    if (from < to) {
      const causes = causeAt(begun, from);
      const source = causes.length > 0 ? past[sinceWhen(begun, from, causes, causeAt)] : undefined;
      parts.push({ ...part, from, to, causes, ...(source ? { eventId: source.eventId } : {}) });
    }
    if (index !== undefined) begun = index;
  }
  return joined(parts);
}

/** The index of the fact with which this cause began to hold. */
function sinceWhen(
  index: number,
  at: number,
  causes: readonly string[],
  causeAt: (index: number, at: number) => readonly string[],
): number {
  let first = index;
  while (first > 0 && isSame(causeAt(first - 1, at), causes)) first -= 1;
  return first;
}

function joined(parts: readonly ExplainedPart[]): ExplainedPart[] {
  const found: ExplainedPart[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (last && last.eventId === part.eventId && isSame(last.causes ?? [], part.causes ?? []))
      found[found.length - 1] = { ...last, to: part.to };
    else found.push(part);
  }
  return found;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cause, index) => cause === b[index]);
}

function warningsOf(run: Run, subject: Subject, past: readonly Sourced[], { time, termsAt }: Known) {
  const shares = [...(termsAt(run.startedAt)?.warnings[run.priority] ?? []), 100];
  return shares.map((percent) => {
    const told = past.find(
      ({ fact }) =>
        fact.type === 'told' &&
        fact.side === subject.side &&
        fact.metric === subject.metric &&
        fact.run === subject.run &&
        fact.percent === percent,
    );
    const at = percent === 100 && run.verdict ? run.verdict.dueAt : usedUpAt(run, percent, time);
    return { percent, at, toldAt: told?.fact.at ?? null, eventId: told?.eventId ?? null };
  });
}

const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

function alternatives(
  run: Run,
  metric: Metric,
  ownTarget: number | undefined,
  { time, termsAt }: Known,
  now: number,
): Explanation['ifPriority'] {
  if (run.verdict || run.stoppedAt !== null || run.isSuperseded) return [];
  return priorities
    .filter((priority) => priority !== run.priority)
    .flatMap((priority) =>
      (['corrected', 'raised'] as const)
        .filter((rule) => rule === 'corrected' || priority < run.priority)
        .flatMap((rule) => {
          const targetOf = (of: Priority, at: number) => ownTarget ?? termsAt(at)?.targets[of]?.[metric];
          const moved = retarget(run, now, { priority, rule }, targetOf, time).at(-1);
          if (!moved || moved.clauses.length === 0) return [];
          return [{ priority, rule, dueAt: usedUpAt(moved, 100, time), isMissed: moved.verdict?.kind === 'missed' }];
        }),
    );
}
