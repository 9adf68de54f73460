import { describe, expect, it } from '@jest/globals';
import { acceptedByBoth, isNews, keyOf, type Accepted } from './answered.js';

const change = { id: 'A', from: 100, to: 200 };
const other = { id: 'B', from: 150, to: 300 };
const said = (changeId: string, otherId: string, from = 150, to = 200): Accepted => ({ changeId, otherId, from, to });

describe('an overlap', () => {
  it.each<[string, Accepted[], string[]]>([
    ['nobody', [], []],
    ['one owner', [said('A', 'B')], []],
    ['the other owner', [said('B', 'A')], []],
    ['both, of each other', [said('A', 'B'), said('B', 'A')], ['B']],
    ['both, of somebody else', [said('A', 'C'), said('B', 'A')], []],
    ['both, of more than it is', [said('A', 'B', 100, 300), said('B', 'A')], ['B']],
    ['both, before it grew', [said('A', 'B', 150, 199), said('B', 'A')], []],
    ['both, before it began earlier', [said('A', 'B'), said('B', 'A', 151)], []],
  ])('accepted by %s', (_, accepted, expected) => {
    expect(acceptedByBoth(change, [other], accepted)).toEqual(expected);
  });
});

describe('the key of a conflict', () => {
  const conflict = { kind: 'freeze', with: 'F', from: 1, to: 2 } as const;
  it('is the same for the same, and another for anything else', () => {
    expect(keyOf({ ...conflict })).toBe(keyOf(conflict));
    expect(keyOf(conflict)).toMatch(/^[0-9a-f]{24}$/);
    const keys = [{ with: 'G' }, { from: 0 }, { to: 3 }, { kind: 'dependency' as const }].map((more) =>
      keyOf({ ...conflict, ...more }),
    );
    expect(new Set([...keys, keyOf(conflict)]).size).toBe(5);
  });
});

it('what was there before, what was lifted and what has gone is no news', () => {
  const found = [{ severity: 'blocks' }, { severity: 'lifted' }] as const;
  expect(isNews(found, ['a', 'b'], ['a'])).toBe(false);
  expect(isNews(found, ['a', 'b'], ['b'])).toBe(true);
  expect(isNews([], [], ['a'])).toBe(false);
});
