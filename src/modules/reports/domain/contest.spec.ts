import { describe, expect, it } from '@jest/globals';
import { admitContest, admitSettlement, type Claimable } from './contest.js';

const unit = { verdict: 'missed' as const, until: 1000, isContested: false };
const contested = (more: Partial<Parameters<typeof admitContest>[0]>, claimed: Claimable = 'met', now = 1000) => {
  const outcome = admitContest({ ...unit, ...more }, claimed, now);
  return outcome.ok ? outcome.value : outcome.refusal.code;
};

describe('a contest', () => {
  it('is admitted up to the last instant, one at a time, for another verdict', () => {
    expect(contested({})).toBe('missed');
    expect(contested({}, 'met', 1001)).toBe('too_late');
    expect(contested({ until: undefined }, 'met', 10 ** 15)).toBe('missed');
    expect(contested({ isContested: true })).toBe('already_contested');
    expect(contested({}, 'missed')).toBe('same_verdict');
    expect(contested({ verdict: 'open' })).toBe('no_verdict');
  });

  it('is settled by the other side, once; where one institution is both sides, by itself', () => {
    const settled = (
      by: string,
      { isSettled = false, isBothSides = false, hasChanged = false, agrees = true } = {},
    ) => {
      const contest = { openedByInstitutionId: 'A', isSettled, hasChanged };
      const outcome = admitSettlement(contest, { institutionId: by, isBothSides, agrees });
      return outcome.ok || outcome.refusal.code;
    };
    expect(settled('B')).toBe(true);
    expect(settled('A')).toBe('other_side_settles');
    expect(settled('A', { isBothSides: true })).toBe(true);
    expect(settled('B', { isSettled: true })).toBe('already_settled');
    // reopened meanwhile: there is nothing left to agree on, only to end it
    expect(settled('B', { hasChanged: true })).toBe('verdict_changed');
    expect(settled('B', { hasChanged: true, agrees: false })).toBe(true);
  });
});
