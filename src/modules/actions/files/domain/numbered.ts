import { isBlank, withoutBlankEnds, type Line } from './lines.js';

/** A blank line, a list, code, a quotation, a table. */
const ENDS_PARAGRAPH = /^[ \t]*(?:$|[-*+>|][ \t]|`{3}|~{3}|\d{1,9}[.)][ \t])/;
const NUMBER = /^\d{1,9}[.)][ \t]+/;

export interface Item {
  line: number;
  /** Its first paragraph, in one line. */
  first: string;
  /** All of it, its indentation taken away. */
  text: string;
  /** What follows the first paragraph. */
  below: string;
}

/**
 * The items of the numbered lists that begin at the beginning of a line, with whatever stands between them, for many write
 * code there without indenting it. Behind the last item, from the first paragraph on that is not part of it, is the rest.
 */
export function numberedIn(lines: readonly Line[]): { items: Item[]; rest: Line[] } {
  const begins = lines.flatMap((line, index) => (!line.isCode && NUMBER.test(line.text) ? [index] : []));
  const [first] = begins;
  if (first === undefined) return { items: [], rest: [...lines] };
  const end = endOfLast(lines, begins.at(-1) ?? first);
  const items = begins.map((at, index) => itemIn(lines.slice(at, begins[index + 1] ?? end)));
  return { items, rest: [...lines.slice(0, first), ...lines.slice(end)] };
}

function endOfLast(lines: readonly Line[], from: number): number {
  let isAfterBlank = false;
  for (let at = from + 1; at < lines.length; at += 1) {
    const { text = '', isCode = false } = lines[at] ?? {};
    if (isBlank(text)) isAfterBlank = true;
    else if (!isCode && ((isAfterBlank && /^\S/.test(text)) || text.startsWith('#'))) return at;
    else isAfterBlank = false;
  }
  return lines.length;
}

function itemIn(lines: readonly Line[]): Item {
  const [head, ...others] = lines;
  const mark = NUMBER.exec(head?.text ?? '')?.[0] ?? '';
  const indent = new RegExp(`^[ \\t]{0,${String(mark.length)}}`);
  const texts = [head?.text.slice(mark.length) ?? '', ...others.map(({ text }) => text.replace(indent, ''))];
  const end = texts.findIndex((text, index) => index > 0 && ENDS_PARAGRAPH.test(text));
  const lead = end < 0 ? texts : texts.slice(0, end);
  return {
    line: head?.number ?? 0,
    first: lead
      .map((text) => text.trim())
      .join(' ')
      .trim(),
    text: joined(texts),
    below: end < 0 ? '' : joined(texts.slice(end)),
  };
}

const joined = (texts: readonly string[]): string => withoutBlankEnds(texts).join('\n');
