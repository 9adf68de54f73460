import { describe, expect, it } from '@jest/globals';
import { flawOfRound, heldBy, ratifying, seatsOfRound, type GivenSeat } from './round.js';

const DAY = 86_400_000;
const seat = (id: string, more: Partial<GivenSeat> = {}): GivenSeat => ({
  id,
  n: 1,
  kind: 'representative',
  institutionId: `of ${id}`,
  hasVeto: false,
  member: `member ${id}`,
  deputies: [],
  ...more,
});
const deputy = (person: string, from = 0, until: number | null = null) => ({ person, from, until });
const span = { now: 10 * DAY, until: 20 * DAY };
const votersOf = (given: GivenSeat, barred: string[] = []) => seatsOfRound([given], barred, span)[0]?.voters;

describe('the seats of a round', () => {
  it('are those of whoever is not involved, deputies behind their member', () => {
    const given = seat('a', { deputies: [deputy('x'), deputy('y')] });
    expect(votersOf(given)).toEqual(['member a', 'x', 'y']);
    expect(votersOf(given, ['member a'])).toEqual(['x', 'y']);
    expect(votersOf(given, ['x'])).toEqual(['member a', 'y']);
  });

  it('are struck where nobody is left: vacant, all involved, or a deputy on other dates', () => {
    expect(votersOf(seat('a', { member: null }))).toEqual([]);
    expect(votersOf(seat('a'), ['member a'])).toEqual([]);
    for (const [from, until] of [
      [20 * DAY, null],
      [0, 10 * DAY],
    ] as const)
      expect(votersOf(seat('a', { deputies: [deputy('x', from, until)] }), ['member a'])).toEqual([]);
    // a day of the round is enough
    for (const [from, until] of [
      [20 * DAY - 1, null],
      [0, 10 * DAY + 1],
    ] as const)
      expect(votersOf(seat('a', { deputies: [deputy('x', from, until)] }), ['member a'])).toEqual(['x']);
  });
});

describe('somebody who sits in two seats', () => {
  it('votes for the first of them alone, of however many institutions they are', () => {
    const twice = [
      seat('a', { deputies: [deputy('x')] }),
      seat('b', { member: 'x', deputies: [deputy('y')] }),
      seat('c', { member: 'x' }),
    ];
    expect(seatsOfRound(twice, [], span).map(({ voters }) => voters)).toEqual([['member a', 'x'], ['y'], []]);
    expect(seatsOfRound(twice.toReversed(), [], span).map(({ voters }) => voters)).toEqual([
      ['x'],
      ['y'],
      ['member a'],
    ]);
  });
});

describe('a ratification', () => {
  const given = [seat('a'), seat('b'), seat('c'), seat('d'), seat('s', { kind: 'security', hasVeto: true })];
  const chosen = (barred: string[]) => ratifying(seatsOfRound(given, barred, span)).seats.map(({ id }) => id);

  it('is the matter of the first three seats that are not involved, security among them', () => {
    expect(chosen([])).toEqual(['a', 'b', 's']);
    expect(chosen(['member a'])).toEqual(['b', 'c', 's']);
    expect(chosen(['member s'])).toEqual(['a', 'b', 'c']);
  });

  it('takes two approvals, and knows no veto', () => {
    const { seats, rule, quorumPercent } = ratifying(seatsOfRound(given, [], span));
    expect([rule, quorumPercent, seats.some(({ hasVeto }) => hasVeto)]).toEqual([
      { kind: 'n_of', approvals: 2 },
      50,
      false,
    ]);
  });
});

describe('a round is not opened', () => {
  const snapshot = (barred: string[], approvals = 2) => ({
    kind: 'board' as const,
    seats: seatsOfRound([seat('a'), seat('b')], barred, span),
    rule: { kind: 'n_of' as const, approvals },
    quorumPercent: 50,
    deadline: 2,
    extendedDeadline: 3,
  });

  it('when nobody may vote, or the rule could not be met', () => {
    expect(flawOfRound(snapshot([]))).toBeUndefined();
    expect(flawOfRound(snapshot(['member a']))).toMatchObject({ kind: 'conflict', code: 'rule_cannot_be_met' });
    expect(flawOfRound(snapshot(['member a', 'member b']))).toMatchObject({ code: 'no_members' });
    expect(flawOfRound({ ...snapshot([]), extendedDeadline: 1 })).toMatchObject({ code: 'no_working_time' });
  });
});

describe('a hold', () => {
  it('moves both deadlines and the reminder, but not the deadline that had passed', () => {
    const before = { deadline: 5, extendedDeadline: 7, remindAt: 4 };
    expect(heldBy(before, 10, false)).toEqual({ deadline: 15, extendedDeadline: 17, remindAt: 14 });
    const extended = { deadline: 5, extendedDeadline: 7, remindAt: null };
    expect(heldBy(extended, 10, true)).toEqual({ deadline: 5, extendedDeadline: 17, remindAt: null });
  });
});
