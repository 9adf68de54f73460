import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { excerptOf, markedText } from './marked-text.js';

const is =
  (...words: string[]) =>
  (word: string) =>
    words.includes(word.toLowerCase());

it('cuts a text into what matches and what does not', () => {
  expect(markedText('L’écran <b>blanc</b>', is('écran', 'b'))).toEqual([
    { text: 'L’', isMatch: false },
    { text: 'écran', isMatch: true },
    { text: ' <', isMatch: false },
    { text: 'b', isMatch: true },
    { text: '>blanc</', isMatch: false },
    { text: 'b', isMatch: true },
    { text: '>', isMatch: false },
  ]);
});

it('gives the text again, put together', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 1 }), (text, letter) => {
      const parts = markedText(text, (word) => word.startsWith(letter));
      expect(parts.map((part) => part.text).join('')).toBe(text);
    }),
  );
});

it('shows some words around the first match, whole ones', () => {
  const long = `${'avant '.repeat(50)}trouvé ${'après '.repeat(80)}`;
  const shown = (excerptOf(long, is('trouvé')) ?? []).map(({ text }) => text).join('');
  expect(shown).toMatch(/^… avant (avant )+trouvé (après )+après …$/);
  expect(shown.length).toBeLessThan(260);
  expect(excerptOf('court, trouvé', is('trouvé'))?.at(-1)).toEqual({ text: 'trouvé', isMatch: true });
  expect(excerptOf(long, is('absent'))).toBeUndefined();
});
