import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namesInCode, stretchesOf } from './code-places.js';

const codeOf = (markdown: string) =>
  stretchesOf(markdown)
    .filter(({ isCode }) => isCode)
    .map(({ text }) => text)
    .join('|');

describe('code in Markdown', () => {
  it.each([
    ['between fences', 'Do\n```sh\nrm {{a}}\n```\nthen {{b}}', ['a']],
    ['between tildes', '~~~\n{{a}}\n~~~\n{{b}}', ['a']],
    ['between longer fences, whatever stands in them', '````\n```\n{{a}}\n```\n````\n{{b}}', ['a']],
    ['in a fence that never ends', '```\n{{a}}\n\n{{b}}', ['a', 'b']],
    ['in a fence of a list', '1. Do\n   ```\n   {{a}}\n   ```\n{{b}}', ['a']],
    ['in a fence of a quotation', '> ```\n> {{a}}\n> ```\n{{b}}', ['a']],
    ['in a span', 'Type `rm {{a}}` for {{b}}', ['a']],
    ['in a span of two backticks', 'Type ``a ` {{a}}`` for {{b}}', ['a']],
    ['in a span over two lines', 'Type `rm\n{{a}}` for {{b}}', ['a']],
    ['in a span that ends on a backslash', 'Type `\\` and {{b}} and `{{a}}`', ['a']],
    ['in a fence that holds a mark of a quotation', '```\n> ```\nrm {{a}}\n```\n{{b}}', ['a']],
    ['indented in an item', 'Do:\n\n-     rm {{a}}\n\n{{b}}', ['a']],
    ['indented in a numbered item', '1.     rm {{a}}\n2. {{b}}', ['a']],
    ['indented by tabs in an item', '-\t\trm {{a}}\n-\t{{b}}', ['a']],
    ['indented in a quotation of an item', '- >     rm {{a}}\n- > {{b}}', ['a']],
    ['indented by four', 'Do:\n\n    rm {{a}}\n\n{{b}}', ['a']],
  ])('is %s', (_where, markdown, names) => {
    expect([...namesInCode(markdown)]).toEqual(names);
  });

  it.each([
    ['a backtick alone', 'A ` and {{b}}'],
    ['an escaped backtick', 'A \\`{{b}}\\`'],
    ['a span that would end in another paragraph', 'A `\n\n{{b}} `'],
    ['backticks of another number', 'A ``{{b}}` c'],
  ])('is not begun by %s', (_what, markdown) => {
    expect([...namesInCode(markdown)]).toEqual([]);
  });

  it('leaves out nothing of the text, and adds nothing', () => {
    const piece = fc.constantFrom(
      '`',
      '``',
      '```',
      '~~~',
      '\n',
      '    ',
      '\\',
      'a',
      '{{a}}',
      '> ',
      '- ',
      ' ',
      '\t',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(
          stretchesOf(text)
            .map((each) => each.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('is found in a long text without patience', () => {
    expect(codeOf('`a'.repeat(20_001)).length).toBeGreaterThan(10_000);
  });
});
