import { describe, expect, it } from '@jest/globals';
import { flawsOfNaming, type Naming } from './naming.js';

const mayVote = new Set(['ann', 'bob', 'cid', 'dan']);
const codes = (naming: Naming, elsewhere: string[] = []) =>
  flawsOfNaming(naming, mayVote, new Set(elsewhere)).map(({ code, pointer }) => `${code} ${pointer}`);
const deputy = (person: string, from = 10, until: number | null = 20) => ({ person, from, until });

describe('who sits for an institution', () => {
  it('is a member and up to two deputies with dates, or nobody', () => {
    expect(codes({ member: 'ann', deputies: [] })).toEqual([]);
    expect(codes({ member: 'ann', deputies: [deputy('bob'), deputy('cid', 20, null)] })).toEqual([]);
    expect(codes({ member: null, deputies: [] })).toEqual([]);
  });

  it('is no third deputy, nobody twice, and no deputy of nobody', () => {
    const three = [deputy('bob'), deputy('cid'), deputy('dan')];
    expect(codes({ member: 'ann', deputies: three })).toEqual(['too_many_deputies /deputies']);
    expect(codes({ member: 'ann', deputies: [deputy('ann')] })).toEqual(['person_twice /deputies']);
    expect(codes({ member: 'ann', deputies: [deputy('bob'), deputy('bob')] })).toEqual(['person_twice /deputies']);
    expect(codes({ member: null, deputies: [deputy('bob')] })).toEqual(['no_member /deputies']);
  });

  it.each([
    [10, 10],
    [10, 9],
  ])('is no deputy from %i until %i', (from, until) => {
    expect(codes({ member: 'ann', deputies: [deputy('bob', from, until)] })).toEqual(['deputy_dates /deputies']);
  });

  it('is somebody who may vote, and sits nowhere else in the board', () => {
    expect(codes({ member: 'eve', deputies: [deputy('bob')] }, ['bob', 'eve'])).toEqual([
      'unknown_person /member',
      'person_twice /deputies/0/person',
    ]);
  });
});
