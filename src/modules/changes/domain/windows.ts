import { difference, intersection, overlaps, union, type Interval } from '../../../kernel/index.js';

export interface WindowSearch {
  /** How long the window is to be, in milliseconds. */
  readonly length: number;
  /** When the notice is kept at the earliest, and when it must be over at the latest. */
  readonly within: Interval;
  /** For each agreement that it touches, when it allows to interrupt. None: any time. */
  readonly maintenance: readonly (readonly Interval[])[];
  /** What blocks, by what it is: freezes, other changes. */
  readonly blockers: readonly (Interval & { readonly id: string })[];
}

export interface WindowsFound {
  /** In order; each begins where one becomes possible. */
  windows: Interval[];
  /** When there is none: what stands in the way. */
  obstacles: Obstacle[];
}

export type Obstacle =
  /** The notice ends too late for the deadline. */
  | { kind: 'no_time'; missing: number }
  /** The agreements allow no moment in common. */
  | { kind: 'no_common_maintenance' }
  /** The longest common window, in milliseconds, were nothing in the way. */
  | { kind: 'maintenance_too_short'; longest: number }
  /** This freeze or change lies over a window that would be long enough. */
  | { kind: 'blocked'; by: string };

/** The next windows of a length, inside what every agreement allows and outside what blocks; at most so many. */
export function windowsOf({ length, within, maintenance, blockers }: WindowSearch, most: number): WindowsFound {
  const allowed = maintenance.reduce<Interval[]>((common, one) => intersection(common, one), union([within]));
  const isLongEnough = ({ from, to }: Interval) => to - from >= length;
  const windows = difference(allowed, blockers)
    .filter(isLongEnough)
    .slice(0, most)
    .map(({ from }) => ({ from, to: from + length }));
  if (windows.length > 0) return { windows, obstacles: [] };
  const missing = length - (within.to - within.from);
  if (missing > 0) return { windows, obstacles: [{ kind: 'no_time', missing }] };
  if (allowed.length === 0) return { windows, obstacles: [{ kind: 'no_common_maintenance' }] };
  const possible = allowed.filter(isLongEnough);
  if (possible.length === 0) {
    const longest = Math.max(...allowed.map(({ from, to }) => to - from));
    return { windows, obstacles: [{ kind: 'maintenance_too_short', longest }] };
  }
  const inTheWay = blockers.filter((blocker) => possible.some((one) => overlaps(one, blocker)));
  const ids = [...new Set(inTheWay.map(({ id }) => id))];
  return { windows, obstacles: ids.map((by) => ({ kind: 'blocked', by })) };
}
