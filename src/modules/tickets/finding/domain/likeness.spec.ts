import { describe, expect, it } from '@jest/globals';
import { mostAlike, rareWords, type Having } from './likeness.js';

/** A hundred tickets: all have word 1, every tenth word 2, the last one word 3. */
const having: Having[] = Array.from({ length: 100 }, (_, n) => ({
  ticketId: `t${String(n)}`,
  words: [1, ...(n % 10 === 0 ? [2] : []), ...(n === 90 ? [3] : [])],
}));

describe('the most alike', () => {
  it('are those with the rare words', () => {
    expect(
      mostAlike(having, 100, 3)
        .map(({ ticketId }) => ticketId)
        .slice(0, 2),
    ).toEqual(['t90', 't0']);
    expect(mostAlike(having, 100, 2)[0]).toMatchObject({ ticketId: 't0', words: [1, 2] });
    expect(mostAlike(having, 100, 2).length).toBe(10);
  });

  it('have two words in common at least, where there are two', () => {
    expect(mostAlike([{ ticketId: 'a', words: [1] }], 100, 4)).toEqual([]);
    expect(mostAlike([{ ticketId: 'a', words: [1] }], 100, 1)).toEqual([{ ticketId: 'a', words: [1], likeness: 1 }]);
    expect(mostAlike([], 0, 0)).toEqual([]);
  });
});

it('knows which words hardly any ticket has', () => {
  expect(rareWords(having, 100, 4)).toEqual([3, 4]);
});
