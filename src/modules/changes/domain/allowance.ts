import { DAY_MS } from '../../../kernel/index.js';

/*
 * How far the freezes of one institution stop changes on an instance that it shares with others: ten working days a year,
 * if they were declared twenty working days ahead. Beyond that a freeze is shown as a cost to those who decide.
 *
 * Whoever declared first has the days; what was granted once stays granted, and a day that two freezes hold is used once.
 * A period is granted as a whole or not at all, so that its figures say by how much it would have to be shorter.
 */

export const ALLOWED_DAYS = 10;
export const DECLARED_AHEAD_DAYS = 20;

/** A period of a freeze that asks for its days. */
export interface Claim {
  readonly id: string;
  /** Epoch milliseconds; of a period that was moved, when it was moved. */
  readonly declaredAt: number;
  /** Local dates in it on which the institution works: days since 1970-01-01. */
  readonly days: readonly number[];
  /** Working days from its declaration to its begin; counted no further than is asked for. */
  readonly ahead: number;
  /** Whether it blocks already. */
  readonly isGranted: boolean;
}

export type AllowanceReason = 'within_allowance' | 'declared_too_late' | 'allowance_used';

export interface Grant {
  readonly blocksShared: boolean;
  readonly why: AllowanceReason;
}

/** What comes of each claim, by its id. The claims of one institution, all of them. */
export function grantAllowance(claims: readonly Claim[]): ReadonlyMap<string, Grant> {
  const used = new Map<number, Set<number>>();
  const grants = new Map<string, Grant>();
  const inOrder = [...claims].sort(
    (a, b) =>
      Number(b.isGranted) - Number(a.isGranted) ||
      a.declaredAt - b.declaredAt ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const claim of inOrder) grants.set(claim.id, grantOf(claim, used));
  return grants;
}

function grantOf({ days, ahead, isGranted }: Claim, used: Map<number, Set<number>>): Grant {
  if (!isGranted && ahead < DECLARED_AHEAD_DAYS) return { blocksShared: false, why: 'declared_too_late' };
  const after = new Map<number, Set<number>>();
  for (const day of days) {
    const year = yearOf(day);
    const ofYear = after.get(year) ?? new Set(used.get(year));
    after.set(year, ofYear.add(day));
  }
  if ([...after.values()].some(({ size }) => size > ALLOWED_DAYS))
    return { blocksShared: false, why: 'allowance_used' };
  for (const [year, ofYear] of after) used.set(year, ofYear);
  return { blocksShared: true, why: 'within_allowance' };
}

const yearOf = (day: number) => new Date(day * DAY_MS).getUTCFullYear();
