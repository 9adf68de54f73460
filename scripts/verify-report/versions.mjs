/**
 * What was known when: an agreement's versions. Before a version holds nothing is promised and no time counts.
 *
 * @typedef {{ number: number, effectiveFrom: number, recordedAt: number, binding: boolean, alsoPauses: string[],
 *   targets: object, hours: import('./cells.mjs').Hours }} Version
 * @typedef {{ id: string, versions: Version[], leadProvider: { timeZone: string } }} Agreement
 */
import { openTime } from './cells.mjs';
import { localMonth } from './wall-clock.mjs';

/** The version that holds at `at`, known at `knownAt`: the highest number of those recorded and in effect. */
export function versionAt(agreement, at, knownAt) {
  let held = null;
  for (const version of agreement.versions) {
    if (version.recordedAt > knownAt || version.effectiveFrom > at) continue;
    if (!held || version.number > held.number) held = version;
  }
  return held;
}

/** `[from, to)` cut where a version takes effect: `{ from, to, version }`, version null where none holds. */
export function* spans(agreement, from, to, knownAt) {
  const cuts = agreement.versions.map(({ effectiveFrom }) => effectiveFrom).filter((cut) => from < cut && cut < to);
  const edges = [from, ...cuts.sort((a, b) => a - b), to];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    if (edges[i] === edges[i + 1]) continue;
    yield { from: edges[i], to: edges[i + 1], version: versionAt(agreement, edges[i], knownAt) };
  }
}

/** All working time of `[from, to)`, in the hours in effect at each of its instants. */
export function* workingTime(agreement, from, to, knownAt) {
  for (const span of spans(agreement, from, to, knownAt)) {
    if (span.version) yield* openTime(span.version.hours, span.from, span.to);
  }
}

/** Minutes promised, or null. `what` is "response" or "resolution". */
export function targetAt(agreement, at, knownAt, kind, priority, what) {
  return versionAt(agreement, at, knownAt)?.targets[kind]?.[priority]?.[what] ?? null;
}

/** The zone of the hours in effect at `at`; before any, that of the lead provider. */
export function zoneAt(agreement, at, knownAt) {
  return versionAt(agreement, at, knownAt)?.hours.timeZone ?? agreement.leadProvider.timeZone;
}

/** Where a verdict counts: its month, and whether the terms bound then. */
export function placeOf(agreement, at) {
  return {
    month: localMonth(zoneAt(agreement, at, at), at),
    counts: versionAt(agreement, at, at)?.binding ? 'sla' : 'slo',
  };
}
