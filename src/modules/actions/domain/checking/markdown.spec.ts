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
describe('a text in Markdown', () => {
  it.each([
    'Du texte, **gras**, a < b, 3 > 2, <3',
    'Voir <https://esup.example/doc> et <mailto:aide@esup.example>.',
    '[la doc](https://esup.example/a_(b)) et [1]: le premier',
    'Terminer `<pid>` puis ``a ` <b>``.',
    '```sh\npsql <<SQL\nselect 1 <> 2;\nSQL\n```',
    '~~~\n<script>\n```\n~~~',
    '1. Faire :\n\n   ```html\n   <b>\n   ```\n\n2. Puis',
    '- a\n  - b\n\n    ```\n    <b>\n    ```',
    'un \\` accent grave',
    'JavaScript : désactivé',
  ])('may be %j', (text) => {
    expect(codes(text)).toEqual([]);
  });

  it.each([
    '<script>alert(1)</script>',
    'a <b>c</b>',
    '<img src=x onerror=alert(1)>',
    '<!-- x -->',
    '<?php ?>',
    '</div>',
    '<javascript:alert(1)>',
    '`a` <b>',
    '\\`<b>`c`',
    '```\ncode\n```\n<b>',
    '> <b>',
  ])('has no HTML: %j', (text) => {
    expect(codes(text)).toContain('html');
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](\njavascript:alert(1))',
    '[x](<data:text/html;base64,xx>)',
    '![x](data:image/svg+xml,x)',
    '[x](//esup.example)',
    '[x](relatif.html)',
    '[x]: javascript:alert(1)',
    '- > [x]: vbscript:x',
    'javascript:alert(1)',
  ])('leads to no script: %j', (text) => {
    expect(codes(text)).toContain('link');
  });

  // where renderers disagree about what is code, what looks like code may be HTML
  it.each([
    'un `accent',
    '`a\nb` <b> `c`',
    '```\njamais fermé',
    '- a\n  ```\n<b>\n  ```',
    '   ```\n   a\n```\n<b>\n```',
    'suite\n    ~~~\n    <b>\n    ~~~',
    '```\na\n  ```\n<b>\n```',
  ])('is clear about its code: %j', (text) => {
    expect(codes(text)).toEqual(['unclear_code']);
  });

  it('holds a tag nowhere but in what was taken out as code', () => {
    const pieces = fc.constantFrom('`', '``', '```', '~~~', '\n', '    ', '  ', '- ', 'a', '<b>', '\\', '\t', '> ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (some) => {
        const text = some.join('');
        if (!text.includes('<b>') || codes(text).length > 0) return;
        // an oracle that knows less: each tag has a backtick or a fence before and after it
        const [before = '', ...after] = text.split('<b>');
        expect([/`|~~~/.test(before), /`|~~~/.test(after.join(''))]).toEqual([true, true]);
      }),
      { numRuns: 2000 },
    );
  });
});
