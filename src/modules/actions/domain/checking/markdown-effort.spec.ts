import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flawsOfMarkdown } from './markdown.js';

const codes = (text: string) => flawsOfMarkdown(text).map(({ code }) => code);

describe('what is code', () => {
  it('ends with as many backticks as it began with, on its line', () => {
    expect(codes('`<b>` and ``a ` <b>`` and `c`')).toEqual([]);
    expect(codes('`<b>`` is not closed')).toEqual(['unclear_code']);
    expect(codes('\\`<b>\\`')).toEqual(['html']);
    expect(codes('``a` <b>``')).toEqual([]);
  });

  it('hides a tag where, looked for naively, a closing run is found, and nowhere else', () => {
    // said again without looking for anything twice: every span taken away, from the left
    const naive = (line: string): string | undefined => {
      const opening = /(?<!`)`+/.exec(line);
      if (!opening) return line;
      const rest = line.slice(opening.index + opening[0].length);
      const closing = [...rest.matchAll(/`+/g)].find(([run]) => run === opening[0]);
      if (!closing) return undefined;
      const behind = naive(rest.slice(closing.index + closing[0].length));
      return behind === undefined ? undefined : line.slice(0, opening.index) + behind;
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '```', 'x', ' ', '<b>'), { maxLength: 12 }), (parts) => {
        const line = `x${parts.join('')}`;
        const prose = naive(line);
        expect(codes(line)).toEqual(prose === undefined ? ['unclear_code'] : prose.includes('<b>') ? ['html'] : []);
      }),
    );
  });

  it('is looked for without end by nobody: as much of it as a text can hold', () => {
    expect(codes('`a` '.repeat(5000))).toEqual([]);
    expect(codes(`a${'\n'.repeat(20_000)}b`)).toEqual([]);
  });
});

describe('a definition of a link', () => {
  it('leads to the web, behind whatever marks', () => {
    expect(codes('a\n\n > - [a]: data:text/html,x')).toEqual(['link']);
    expect(codes('a\n\n\u00a0[a]: data:text/html,x')).toEqual(['link']);
    expect(codes(' - [a]: https://guichet.example')).toEqual([]);
  });
});
