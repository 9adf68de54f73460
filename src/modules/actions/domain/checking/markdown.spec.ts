import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flawsOfMarkdown } from './markdown.js';

const codes = (text: string) => flawsOfMarkdown(text).map(({ code }) => code);

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
    // a fence ends with its item or quotation, and the next one begins another
    '- ~~~\n\ntexte\n\n~~~\nrm {{a}}\n~~~',
    '> ~~~\n> rm\n\n> ~~~\n> rm {{a}}\n> ~~~',
    '1)\t~~~\n\n~~~\nrm {{a}}\n~~~',
    // the first backtick is of the address, the second begins the code
    '<https://esup.example/`>`rm {{a}}` `',
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
