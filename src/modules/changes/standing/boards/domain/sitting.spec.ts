import { describe, expect, it } from '@jest/globals';
import { seatsFor } from '../../../domain/board.js';
import { standingBoard, warningsOf, type Sitting, type StandingSeat } from './sitting.js';

const person = (personId: string, isEntitled = true): Sitting => ({ personId, name: personId, isEntitled });
const seat = (n: number, member: Sitting | null, deputies: Sitting[] = []): StandingSeat => ({
  id: `seat ${n}`,
  n,
  kind: 'representative',
  institution: { id: 'i', code: 'ULCO', name: 'ULCO' },
  hasVeto: false,
  version: 1,
  member,
  deputies: deputies.map((one) => ({ ...one, from: 0, until: null })),
});
const how = { rule: { kind: 'majority' }, quorumPercent: 50, isFullVote: false } as const;

describe('a board as a round is opened with it', () => {
  it('leaves out the seats that nobody holds, and says which', () => {
    const { board, vacant } = standingBoard([seat(1, person('ann')), seat(2, null)], how);
    expect(board.seats.map(({ id }) => id)).toEqual(['seat 1']);
    expect(vacant.map(({ n }) => n)).toEqual([2]);
  });

  it('gives no vote to those who may no longer: a deputy has it, or the seat is struck', () => {
    const seats = [
      seat(1, person('ann', false), [person('bob')]),
      seat(2, person('cid', false)),
      seat(3, person('dan'), [person('eve', false)]),
    ];
    const { board, lapsed } = standingBoard(seats, how);
    expect(seatsFor(board, lapsed).map(({ voters }) => voters)).toEqual([['bob'], [], ['dan']]);
  });

  it('warns of what would stay silent', () => {
    const seats = [
      seat(1, null),
      seat(2, person('ann', false)),
      seat(3, person('bob'), [person('cid', false)]),
      seat(4, person('dan')),
      { ...seat(5, null), n: null },
    ];
    expect(warningsOf(seats).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['vacant_seat', '/seats/0'],
      ['lapsed_member', '/seats/1'],
      ['lapsed_deputy', '/seats/2'],
      ['vacant_seat', undefined],
    ]);
  });
});
