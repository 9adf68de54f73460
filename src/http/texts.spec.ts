import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { Lines, OneLine } from './texts.js';

class Typed {
  @OneLine()
  title: unknown;

  @Lines()
  body: unknown;
}

const wrong = (title: unknown, body: unknown = '') =>
  validateSync(Object.assign(new Typed(), { title, body })).map(({ property, constraints }) => [
    property,
    ...Object.keys(constraints ?? {}),
  ]);

describe('what people type', () => {
  it.each(['', 'Un titre, « entre guillemets »', 'नमस्ते', '👩‍👩‍👧', 'שלום\u200f!'])('may be %j', (text) => {
    expect(wrong(text, text)).toEqual([]);
  });

  it.each(['\u0007', '\u001b[31m', '\u007f', '\u0085', '\u202e', '\u2066', '\u2069'])('is not %j', (character) => {
    const text = `Un ${character} texte`;
    expect(wrong(text, text)).toEqual([
      ['title', 'oneLine'],
      ['body', 'lines'],
    ]);
  });

  it.each(['\n', '\r\n', '\t'])('has %j in a text, and not in a line', (character) => {
    expect(wrong(`Un${character}texte`, `Un${character}texte`)).toEqual([['title', 'oneLine']]);
  });

  it.each(['\u2028', '\u2029'])('has no line break %j in a line', (character) => {
    expect(wrong(`Un${character}texte`)).toEqual([['title', 'oneLine']]);
  });
});
