/**
 * One run of a timer: promises, the stretches of its life (counting, or paused), and at most one verdict.
 *
 * @typedef {{ from: number, priority: string }} Promised its minutes are read off the versions known at the instant
 * @typedef {{ from: number, to: number | null, stops: boolean, causes: string[] }} Part to: null while it lasts;
 *   `stops`: a pause in any case; `causes`: of waiting, a pause where the terms say so
 * @typedef {{ what: 'response' | 'resolution', start: number, promises: Promised[], life: Part[],
 *   endedAt: number | null, emptySince: number | null, wasPromised: boolean, isSuperseded: boolean,
 *   deferred: { priority: string, rule: string }[], questions: { at: number, isLate: boolean }[],
 *   verdict: { verdict: 'met' | 'missed', at: number, cause: string | null } | null }} Run
 * @typedef {{ agreement: import('./versions.mjs').Agreement, kind: string }} World
 */
import { openTime } from './cells.mjs';
import { spans, targetAt } from './versions.mjs';
import { MINUTE } from './wall-clock.mjs';

/** @returns {Run} */
export function newRun(what, start, priority, held) {
  return {
    what,
    start,
    promises: [{ from: start, priority }],
    life: [{ from: start, to: null, ...held }],
    endedAt: null,
    emptySince: null,
    wasPromised: false,
    isSuperseded: false,
    deferred: [],
    questions: [],
    verdict: null,
  };
}

/** A run with the same start, promises, pauses and questions, and no verdict. */
export function nextRun(run) {
  return {
    ...run,
    promises: [...run.promises],
    life: run.life.map((part) => ({ ...part })),
    deferred: [...run.deferred],
    questions: [...run.questions],
    isSuperseded: false,
    verdict: null,
  };
}

/** From `at` on the run is held in another way; nothing happens when it is the same. */
export function hold(run, at, held) {
  const last = run.life.at(-1);
  if (last.to === null && last.stops === held.stops && last.causes.join() === held.causes.join()) return;
  if (last.to === null) last.to = at;
  run.life.push({ from: at, to: null, ...held });
}

export function endRun(run, at) {
  run.endedAt = at;
  const last = run.life.at(-1);
  if (last.to === null) last.to = at;
}

/** The working time outside the pauses from the run's start until `to`, piece by piece, with what was known then. */
export function* counted(run, { agreement }, knownAt, to) {
  for (const part of run.life) {
    const end = Math.min(part.to ?? to, to);
    if (part.stops || part.from >= end) continue;
    for (const span of spans(agreement, part.from, end, knownAt)) {
      const { version } = span;
      if (!version || part.causes.some((cause) => version.alsoPauses.includes(cause))) continue;
      yield* openTime(version.hours, span.from, span.to);
    }
  }
}

/** Minutes of a promise as known then; null: nothing. */
export function minutesOf(run, { agreement, kind }, promised, knownAt) {
  return targetAt(agreement, promised.from, knownAt, kind, promised.priority, run.what);
}

export function hasPromise(run, world, knownAt) {
  return run.promises.some((promised) => minutesOf(run, world, promised, knownAt) !== null);
}

/** How much of `[from, to)` counted, in milliseconds. */
export function used(run, world, knownAt, from, to) {
  let sum = 0;
  for (const piece of counted(run, world, knownAt, to)) sum += Math.max(0, piece.to - Math.max(piece.from, from));
  return sum;
}

/**
 * The earliest instant, no later than `to`, at which one of the promises is used up; null when none is by then. What
 * is not known yet (a pause, an end) is taken to go on as it stands.
 */
export function dueBy(run, world, knownAt, to) {
  const open = [];
  let due = Infinity;
  for (const promised of run.promises) {
    const minutes = minutesOf(run, world, promised, knownAt);
    if (minutes === 0) due = Math.min(due, promised.from);
    else if (minutes !== null) open.push({ from: promised.from, left: minutes * MINUTE });
  }
  if (open.length > 0) {
    for (const piece of counted(run, world, knownAt, to)) {
      if (due <= piece.from) break;
      for (const promise of open) {
        const from = Math.max(piece.from, promise.from);
        const counts = Math.max(0, piece.to - from);
        if (promise.left > 0 && promise.left <= counts) due = Math.min(due, from + promise.left);
        promise.left -= counts;
      }
    }
  }
  return due <= to ? due : null;
}
