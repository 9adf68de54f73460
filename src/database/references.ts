import { referenceOf, yearIn } from '../kernel/index.js';
import type { Transaction } from './unit-of-work.js';

/** What is counted, and how its references begin. */
const counted = {
  ticket: { counter: 'reference_counter', prefix: '' },
  problem: { counter: 'problem_counter', prefix: 'PRB-' },
  change: { counter: 'change_counter', prefix: 'CHG-' },
  release: { counter: 'release_counter', prefix: 'REL-' },
  action: { counter: 'action_counter', prefix: 'ACT-' },
  improvement: { counter: 'improvement_counter', prefix: 'IMP-' },
} as const;

/**
 * The next reference of an institution, in the year that it is in `timeZone`: `CHG-FUN-2026-00007`. The counter stays locked
 * until the transaction ends: no gaps.
 */
export async function nextReference(
  tx: Transaction,
  kind: keyof typeof counted,
  owner: { id: string; code: string },
  timeZone: string,
  at: Date,
): Promise<string> {
  const { counter, prefix } = counted[kind];
  const year = yearIn(timeZone, at);
  const [row] = await tx.query<{ last: number }>(
    `insert into ${counter} as c (institution_id, year, last) values ($1, $2, 1)
     on conflict (institution_id, year) do update set last = c.last + 1
     returning last`,
    [owner.id, year],
  );
  if (!row) throw new Error('a counter that was just moved is gone');
  return prefix + referenceOf(owner.code, year, row.last);
}
