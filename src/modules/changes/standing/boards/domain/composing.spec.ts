import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  flawsOfComposition,
  keptSeats,
  ruleOf,
  type Composition,
  type KeptSeat,
  type WrittenSeat,
} from './composing.js';

const seat = (n: number, more: Partial<WrittenSeat> = {}): WrittenSeat => ({
  n,
  kind: 'representative',
  institutionId: `institution ${n}`,
  hasVeto: false,
  ...more,
});
const seats = (count: number) => Array.from({ length: count }, (_, place) => seat(place + 1));
const sound: Composition = { seats: seats(7), rule: { kind: 'majority' }, quorumPercent: 50, isFullVote: false };
const codes = (composition: Partial<Composition>, users: string[] = []) =>
  flawsOfComposition({ ...sound, ...composition }, users).map(({ code, pointer }) => `${code} ${pointer}`);

describe('a board', () => {
  it.each([5, 6, 7, 8, 9])('of %i seats can decide', (count) => {
    expect(codes({ seats: seats(count) })).toEqual([]);
  });

  it.each([
    [0, ['no_seat /seats']],
    [1, ['too_few_seats /seats']],
    [4, ['too_few_seats /seats']],
    [10, ['too_many_seats /seats']],
  ])('of %i cannot', (count, expected) => {
    expect(codes({ seats: seats(count) })).toEqual(expected);
  });

  it.each([
    [{ kind: 'n_of', approvals: 7 }, []],
    [{ kind: 'n_of', approvals: 8 }, ['rule_cannot_be_met /rule/approvals']],
    [{ kind: 'n_of', approvals: 0 }, ['rule_out_of_range /rule']],
    [{ kind: 'n_of' }, ['rule_out_of_range /rule']],
    [{ kind: 'n_of', approvals: 2.5 }, ['rule_out_of_range /rule']],
    [{ kind: 'percent', percent: 0 }, ['rule_out_of_range /rule']],
    [{ kind: 'percent', percent: 101 }, ['rule_out_of_range /rule']],
    [{ kind: 'percent', percent: 100 }, []],
    [{ kind: 'percent' }, []],
    [{ kind: 'majority', percent: 80 }, ['not_of_this_rule /rule/percent']],
    [{ kind: 'percent', approvals: 3 }, ['not_of_this_rule /rule/approvals']],
  ] as const)('by the rule %j: %j', (rule, expected) => {
    expect(codes({ rule })).toEqual(expected);
  });

  it.each([-1, 101, 50.5])('with a quorum of %d cannot', (quorumPercent) => {
    expect(codes({ quorumPercent })).toEqual(['quorum_out_of_range /quorumPercent']);
  });

  it('is told everything at once', () => {
    const twice = [...seats(3), seat(2)];
    expect(codes({ seats: twice, quorumPercent: 200, rule: { kind: 'n_of', approvals: 9 } })).toEqual([
      'quorum_out_of_range /quorumPercent',
      'too_few_seats /seats',
      'rule_cannot_be_met /rule/approvals',
      'seat_twice /seats/3/n',
    ]);
  });

  it('of a full vote takes its seats from those who use the service', () => {
    const full = { seats: [], isFullVote: true };
    expect(codes(full)).toEqual(['no_seat /seats']);
    expect(codes(full, ['a'])).toEqual([]);
    expect(codes({ ...full, rule: { kind: 'n_of', approvals: 3 } }, ['a', 'b'])).toEqual([
      'rule_cannot_be_met /rule/approvals',
    ]);
    expect(codes({ ...full, rule: { kind: 'n_of', approvals: 3 }, seats: seats(1) }, ['a', 'b'])).toEqual([]);
    expect(codes({ ...full, seats: seats(10) }, ['a'])).toEqual(['too_many_seats /seats']);
  });
});

describe('a seat', () => {
  it('keeps its id for as long as its number, its institution and its kind stay', () => {
    let made = 0;
    const newId = () => `new ${(made += 1)}`;
    const before: KeptSeat[] = seats(3).map((one) => ({ ...one, id: `old ${one.n}` }));
    const written = [
      seat(4),
      seat(1, { hasVeto: true }),
      seat(2, { institutionId: 'another' }),
      seat(3, { kind: 'security' }),
    ];
    expect(keptSeats(written, before, newId).map(({ n, id }) => [n, id])).toEqual([
      [1, 'old 1'],
      [2, 'new 1'],
      [3, 'new 2'],
      [4, 'new 3'],
    ]);
  });

  it('never has the id of another', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 });
    const written = numbers.chain((ns) =>
      fc.tuple(...ns.map((n) => fc.constantFrom('a', 'b').map((institutionId) => seat(n, { institutionId })))),
    );
    fc.assert(
      fc.property(written, written, (first, second) => {
        let made = 0;
        const newId = () => String((made += 1));
        const before = keptSeats(first, [], newId);
        const after = keptSeats(second, before, newId);
        expect(new Set(after.map(({ id }) => id)).size).toBe(after.length);
        for (const one of after)
          expect(before.some(({ id, institutionId }) => id === one.id && institutionId !== one.institutionId)).toBe(
            false,
          );
      }),
    );
  });
});

it('takes two thirds of a percentage that nobody says', () => {
  expect(ruleOf({ kind: 'percent' })).toEqual({ kind: 'percent', percent: 67 });
});
