import type { Interval } from '../../../kernel/index.js';
import type { RiskLevel } from './classing.js';

/** What a decision was taken on. Of texts their digest, so that an edit is seen and nothing has to be kept twice. */
export interface Decided {
  services: readonly string[];
  components: readonly string[];
  /** Institutions that it affects. */
  affected: readonly string[];
  planDigest: string;
  backOutDigest: string;
  risk: RiskLevel;
  /** Null: none is said. */
  window: Interval | null;
  interruptionMinutes: number;
  implementers: readonly string[];
}

export type VoidReason =
  | 'services'
  | 'affected'
  | 'plan'
  | 'backout_plan'
  | 'risk_up'
  | 'window'
  | 'earlier_window'
  | 'longer_window'
  | 'longer_interruption'
  | 'implementer_voted';

export interface Consequences {
  /** The decision no longer holds, and is taken anew. */
  voids: VoidReason[];
  /** The decision holds, and those affected are told anew, with the whole notice. */
  needsNotice: boolean;
  /** New implementers that the decision outlives. */
  noted: string[];
}

const levels: readonly RiskLevel[] = ['low', 'medium', 'high'];

/**
 * What an edit does to a decision. Services, plan, backout plan, more risk, an earlier or longer window void it, and so does
 * taking the window away or saying one where none was; a later window of the same length asks for new notice; less risk and a shorter window leave it; a new implementer is noted,
 * and voids it only if they voted.
 *
 * @param voted persons whose votes were counted
 */
export function consequencesOf(before: Decided, after: Decided, voted: readonly string[]): Consequences {
  const added = after.implementers.filter((person) => !before.implementers.includes(person));
  const moved = before.window && after.window && { from: before.window, to: after.window };
  const tests: [boolean, VoidReason][] = [
    [!isSame(before.services, after.services) || !isSame(before.components, after.components), 'services'],
    [!isSame(before.affected, after.affected), 'affected'],
    [before.planDigest !== after.planDigest, 'plan'],
    [before.backOutDigest !== after.backOutDigest, 'backout_plan'],
    [levels.indexOf(after.risk) > levels.indexOf(before.risk), 'risk_up'],
    [(before.window === null) !== (after.window === null), 'window'],
    [moved !== null && moved.to.from < moved.from.from, 'earlier_window'],
    [moved !== null && spanOf(moved.to) > spanOf(moved.from), 'longer_window'],
    [after.interruptionMinutes > before.interruptionMinutes, 'longer_interruption'],
    [added.some((person) => voted.includes(person)), 'implementer_voted'],
  ];
  return {
    voids: tests.flatMap(([holds, reason]) => (holds ? [reason] : [])),
    needsNotice: moved !== null && moved.to.from > moved.from.from,
    noted: added.filter((person) => !voted.includes(person)),
  };
}

const spanOf = ({ from, to }: Interval) => to - from;

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
