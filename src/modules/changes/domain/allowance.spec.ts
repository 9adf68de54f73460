import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALLOWED_DAYS, DECLARED_AHEAD_DAYS, grantAllowance, type Claim } from './allowance.js';

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const from = (date: string, count: number) => Array.from({ length: count }, (_, index) => dayOf(date) + index);
const claim = (id: string, more: Partial<Claim> = {}): Claim => ({
  id,
  declaredAt: 0,
  days: from('2026-06-01', 5),
  ahead: DECLARED_AHEAD_DAYS,
  isGranted: false,
  ...more,
});
const outcomeOf = (...claims: Claim[]) =>
  Object.fromEntries([...grantAllowance(claims)].map(([id, { why }]) => [id, why]));

describe('the ten working days a year of an institution', () => {
  it('are granted to what was declared twenty working days ahead, and not a day later', () => {
    expect(outcomeOf(claim('in time'), claim('late', { ahead: 19 }))).toEqual({
      'in time': 'within_allowance',
      late: 'declared_too_late',
    });
  });

  it('end at the tenth: a period that needs more is a cost as a whole, and leaves its days to others', () => {
    expect(
      outcomeOf(
        claim('ten', { days: from('2026-06-01', 10), declaredAt: 1 }),
        claim('one more', { days: from('2026-09-01', 1), declaredAt: 2 }),
      ),
    ).toEqual({ ten: 'within_allowance', 'one more': 'allowance_used' });
    expect(
      outcomeOf(
        claim('eleven', { days: from('2026-06-01', 11), declaredAt: 1 }),
        claim('ten', { days: from('2026-09-01', 10), declaredAt: 2 }),
      ),
    ).toEqual({ eleven: 'allowance_used', ten: 'within_allowance' });
  });

  it('go to whoever declared first, however they are put', () => {
    const [first, second] = [
      claim('first', { days: from('2026-06-01', 8), declaredAt: 1 }),
      claim('second', { days: from('2026-03-01', 8), declaredAt: 2 }),
    ];
    const expected = { first: 'within_allowance', second: 'allowance_used' };
    expect(outcomeOf(first, second)).toEqual(expected);
    expect(outcomeOf(second, first)).toEqual(expected);
  });

  it('are not taken back from what was granted, though it was declared later or begins soon', () => {
    expect(
      outcomeOf(
        claim('granted', { days: from('2026-06-01', 8), declaredAt: 9, ahead: 0, isGranted: true }),
        claim('earlier', { days: from('2026-03-01', 8), declaredAt: 1 }),
      ),
    ).toEqual({ granted: 'within_allowance', earlier: 'allowance_used' });
  });

  it('are counted once where two freezes hold the same day, and for each year by itself', () => {
    expect(
      outcomeOf(
        claim('june', { days: from('2026-06-01', 10), declaredAt: 1 }),
        claim('the same days', { days: from('2026-06-03', 4), declaredAt: 2 }),
        claim('over new year', { days: from('2026-12-31', 3), declaredAt: 3 }),
        claim('next year', { days: from('2027-01-02', 9), declaredAt: 4 }),
      ),
    ).toEqual({
      june: 'within_allowance',
      'the same days': 'within_allowance',
      'over new year': 'allowance_used',
      'next year': 'within_allowance',
    });
  });

  it('are not used by a freeze over a weekend', () => {
    expect(
      outcomeOf(
        claim('ten', { days: from('2026-06-01', 10), declaredAt: 1 }),
        claim('a weekend', { days: [], declaredAt: 2 }),
      ),
    ).toEqual({ ten: 'within_allowance', 'a weekend': 'within_allowance' });
  });
});

describe('whatever is declared', () => {
  const claims = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      declaredAt: fc.nat(20),
      days: fc
        .tuple(fc.nat(400), fc.nat(12))
        .map(([start, count]) => Array.from({ length: count }, (_, index) => dayOf('2026-10-01') + start + index)),
      ahead: fc.nat(30),
      isGranted: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 25 },
  );
  const blockedIn = (all: readonly Claim[], ids: (id: string) => boolean) => {
    const years: Record<number, Set<number>> = {};
    for (const { id, days } of all)
      if (ids(id)) for (const day of days) (years[new Date(day * 86_400_000).getUTCFullYear()] ??= new Set()).add(day);
    return Object.values(years).map(({ size }) => size);
  };

  it('never blocks more than ten working days of a year', () => {
    fc.assert(
      fc.property(claims, (all) => {
        const grants = grantAllowance(all);
        for (const count of blockedIn(all, (id) => grants.get(id)!.blocksShared))
          expect(count).toBeLessThanOrEqual(ALLOWED_DAYS);
      }),
    );
  });

  it('keeps what it granted when it is asked again, with whatever comes to it; and does not depend on the order', () => {
    fc.assert(
      fc.property(claims, claims, (before, more) => {
        const first = grantAllowance(before.map((one) => ({ ...one, isGranted: false })));
        const kept = before.map((one) => ({ ...one, isGranted: first.get(one.id)!.blocksShared }));
        const known = new Set(before.map(({ id }) => id));
        const all = [...kept, ...more.filter(({ id }) => !known.has(id)).map((one) => ({ ...one, isGranted: false }))];
        const second = grantAllowance(all);
        for (const { id, isGranted } of kept) if (isGranted) expect(second.get(id)!.blocksShared).toBe(true);
        expect([...grantAllowance([...all].reverse())].sort()).toEqual([...second].sort());
      }),
    );
  });

  it('refuses for its days only what would not fit beside those that were declared before', () => {
    fc.assert(
      fc.property(claims, (all) => {
        const fresh = all.map((one) => ({ ...one, isGranted: false }));
        const grants = grantAllowance(fresh);
        const place = (one: Claim) => [one.declaredAt, one.id] as const;
        const isBefore = (one: Claim, other: Claim) => {
          const [[at, id], [otherAt, otherId]] = [place(one), place(other)];
          return at < otherAt || (at === otherAt && id < otherId);
        };
        for (const one of fresh) {
          if (grants.get(one.id)!.why !== 'allowance_used') continue;
          const taken = (id: string) => {
            const other = fresh.find((each) => each.id === id)!;
            return id === one.id || (isBefore(other, one) && grants.get(id)!.blocksShared);
          };
          expect(Math.max(...blockedIn(fresh, taken))).toBeGreaterThan(ALLOWED_DAYS);
        }
      }),
    );
  });
});
