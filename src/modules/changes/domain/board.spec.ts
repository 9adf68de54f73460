import { describe, expect, it } from '@jest/globals';
import { flawsOfBoard, mayCast, seatsFor, type Board, type BoardSeat } from './board.js';

const seat = (n: number, deputies: string[] = [], hasVeto = false): BoardSeat => ({
  id: `s${String(n)}`,
  member: `m${String(n)}`,
  deputies: deputies.map((person) => ({ person, from: 100, until: 200 })),
  hasVeto,
});
const board = (of: Partial<Board> = {}): Board => ({
  seats: [seat(1, ['d1', 'e1']), seat(2), seat(3), seat(4), seat(5, ['d5'], true)],
  rule: { kind: 'percent', percent: 67 },
  quorumPercent: 50,
  isFullVote: false,
  ...of,
});

describe('a board', () => {
  it.each<[string[], Partial<Board>]>([
    [[], {}],
    [['no_seat'], { seats: [] }],
    [['too_few_seats'], { seats: [1, 2, 3, 4].map((n) => seat(n)) }],
    [[], { seats: [seat(1)], isFullVote: true }],
    [['too_many_seats'], { seats: Array.from({ length: 10 }, (_, n) => seat(n)) }],
    [[], { seats: Array.from({ length: 76 }, (_, n) => seat(n)), isFullVote: true }],
    [['rule_cannot_be_met'], { rule: { kind: 'n_of', approvals: 6 } }],
    [['rule_out_of_range'], { rule: { kind: 'percent', percent: 101 } }],
    [['quorum_out_of_range'], { quorumPercent: -1 }],
    [['too_many_deputies'], { seats: [seat(1, ['a', 'b', 'c']), seat(2), seat(3), seat(4), seat(5)] }],
    [['person_twice'], { seats: [seat(1, ['m2']), seat(2), seat(3), seat(4), seat(5)] }],
    [
      ['deputy_dates'],
      { seats: [{ ...seat(1), deputies: [{ person: 'd', from: 5, until: 5 }] }, seat(2), seat(3), seat(4), seat(5)] },
    ],
  ])('has the flaws %j: %#', (flaws, of) => {
    expect(flawsOfBoard(board(of))).toEqual(flaws);
  });
});

describe('a round', () => {
  it('leaves out whoever is involved, and strikes a seat that nobody else can speak for', () => {
    const voters = seatsFor(board(), ['m1', 'd1', 'm2']).map((one) => one.voters);
    expect(voters).toEqual([['e1'], [], ['m3'], ['m4'], ['m5', 'd5']]);
  });

  const { seats } = board();
  const asked = (person: string, now: number, { involved = [] as string[], voted = {} } = {}) =>
    mayCast(seats, { seats: seatsFor({ seats }, involved) }, person, now, new Map(Object.entries(voted)));

  it.each([
    ['m1', 0, { seatId: 's1' }],
    ['d1', 100, { seatId: 's1' }],
    ['d1', 99, { refusal: 'not_deputy_now' }],
    ['d1', 200, { refusal: 'not_deputy_now' }],
    ['nobody', 150, { refusal: 'no_seat' }],
  ])('%s at %i', (person, now, expected) => {
    expect(asked(person, now)).toEqual(expected);
  });

  it('refuses who is involved, and a deputy over the vote of the member', () => {
    expect(asked('m1', 150, { involved: ['m1'] })).toEqual({ refusal: 'involved' });
    expect(asked('d1', 150, { involved: ['m1'] })).toEqual({ seatId: 's1' });
    expect(asked('d1', 150, { voted: { s1: 'm1' } })).toEqual({ refusal: 'member_has_voted' });
    expect(asked('d1', 150, { voted: { s1: 'e1' } })).toEqual({ seatId: 's1' });
    expect(asked('m1', 150, { voted: { s1: 'd1' } })).toEqual({ seatId: 's1' });
  });

  it('lets somebody who sits twice vote for the seat of which they are a voter', () => {
    const twice = [seat(1, ['d1']), { ...seat(2), member: 'd1' }];
    const [first, second] = seatsFor({ seats: twice }, []);
    const ballot = { seats: [{ ...first!, voters: ['m1'] }, second!] };
    expect(mayCast(twice, ballot, 'd1', 150, new Map())).toEqual({ seatId: 's2' });
  });
});
