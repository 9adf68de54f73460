import { createHash } from 'node:crypto';
import type { Interval } from '../../../../kernel/index.js';
import type { Conflict } from '../../domain/conflicts.js';

/** What a conflict is called: the same as long as the same things meet at the same time. */
export function keyOf({ kind, with: other, from, to }: Pick<Conflict, 'kind' | 'with' | 'from' | 'to'>): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, other, from, to]))
    .digest('hex')
    .slice(0, 24);
}

/** One owner's word that a change of theirs may overlap another, as far as they knew of the overlap. */
export interface Accepted extends Interval {
  readonly changeId: string;
  readonly otherId: string;
}

/**
 * The other change of each pair whose both owners accept that they overlap. What was accepted covers the overlap as it is
 * now: one that has grown since is asked for again.
 */
export function acceptedByBoth(
  change: Interval & { readonly id: string },
  others: readonly (Interval & { readonly id: string })[],
  accepted: readonly Accepted[],
): string[] {
  return others
    .filter((other) => {
      const [from, to] = [Math.max(change.from, other.from), Math.min(change.to, other.to)];
      const said = (changeId: string, otherId: string) =>
        accepted.some(
          (one) => one.changeId === changeId && one.otherId === otherId && one.from <= from && one.to >= to,
        );
      return said(change.id, other.id) && said(other.id, change.id);
    })
    .map(({ id }) => id);
}

/** Whether something was found that was not there before; of what has gone nobody has to be told. */
export function isNews(
  found: readonly Pick<Conflict, 'severity'>[],
  keys: readonly string[],
  before: readonly string[],
) {
  return keys.some((key, place) => found[place]?.severity !== 'lifted' && !before.includes(key));
}
