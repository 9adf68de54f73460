import type { Findings } from './action-file.js';
import { isBlank, unmasked, withoutBlankEnds, type Line } from './lines.js';

const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;

/** The items of a list; a paragraph that stands between them is one too. What belongs to an item is indented, or follows it. */
export function readItems(lines: readonly Line[], pointer: string, findings: Findings): string[] {
  const items: { offset: number; texts: string[] }[] = [];
  let isAfterBlank = true;
  const texts = unmasked(lines, 'text');
  lines.forEach((line, index) => {
    const text = texts[index] ?? '';
    const last = items.at(-1);
    if (isBlank(text)) {
      last?.texts.push(text.slice(last.offset));
      isAfterBlank = true;
      return;
    }
    const mark = line.isCode ? undefined : ITEM.exec(text)?.[0];
    if (last && mark === undefined && (/^[ \t]/.test(text) || !isAfterBlank || line.isCode))
      last.texts.push(withoutIndent(text, last.offset));
    else {
      findings.stands(`${pointer}/${String(items.length)}`, line.number);
      items.push({ offset: mark?.length ?? 0, texts: [text.slice(mark?.length ?? 0)] });
    }
    isAfterBlank = false;
  });
  return items.map((item) => withoutBlankEnds(item.texts).join('\n')).filter((item) => item !== '');
}

function withoutIndent(text: string, most: number): string {
  let indent = 0;
  while (indent < most && (text.charAt(indent) === ' ' || text.charAt(indent) === '\t')) indent += 1;
  return text.slice(indent);
}

/** A list that is read as these items. */
export const listOf = (items: readonly string[]): string =>
  items
    .map((item) => {
      const [first = '', ...rest] = item.split('\n');
      return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
    })
    .join('\n');
