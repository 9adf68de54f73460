import { cleanLine, cleanText } from '../clean.js';
import type { Passage } from '../letter-kinds.js';
import type { Frame } from './frame.js';

const WIDTH = 76;

/**
 * The letter as plain text: sentences wrapped, what people wrote behind "> " so that nothing in it can pass for a line
 * of ours. Words longer than a line (addresses) are never broken.
 */
export function plainText(passage: Passage, frame: Frame, url: string): string {
  const blocks = [wrapped(frame.greeting), wrapped(passage.lead)];
  if (passage.list) blocks.push(listed(passage.list, frame));
  for (const { title, body } of passage.texts ?? []) {
    const { lines, isCut } = cleanText(body);
    if (lines.length === 0) continue;
    const quoted = lines.flatMap((line) => wrap(line, WIDTH - 2)).map((line) => `> ${line}`.trimEnd());
    blocks.push([`${title}${frame.colon}`, ...quoted, ...(isCut ? [frame.cut] : [])].join('\n'));
  }
  for (const paragraph of passage.after ?? []) blocks.push(wrapped(paragraph));
  const links = [{ label: frame.link, url }, ...(frame.more ?? [])];
  const goTo = links.map((one) => `${one.label}${frame.colon}\n${cleanLine(one.url)}`);
  blocks.push(factLines(frame), ...goTo, `-- \n${wrapped(frame.why)}`);
  return `${blocks.join('\n\n')}\n`;
}

/** Each behind its sign, for titles are what people wrote; and outside of it, where it is read. */
function listed({ title, items, isCut }: NonNullable<Passage['list']>, frame: Frame): string {
  const lines = items.flatMap(({ tag, text, url }) => [
    ...wrap(cleanLine(`${tag} ${text}`), WIDTH - 2).map((line) => `> ${line}`.trimEnd()),
    cleanLine(url),
  ]);
  return [`${title}${frame.colon}`, ...lines, ...(isCut ? [frame.cut] : [])].join('\n');
}

function factLines({ facts }: Frame): string {
  const width = Math.max(...facts.map(({ label }) => label.length));
  return facts
    .map(({ label, value }) => {
      const [first, ...rest] = wrap(cleanLine(value), WIDTH - width - 3);
      return [`${label.padEnd(width)} : ${first ?? ''}`, ...rest.map((line) => `${' '.repeat(width + 3)}${line}`)].join(
        '\n',
      );
    })
    .join('\n');
}

function wrapped(sentence: string): string {
  return wrap(cleanLine(sentence), WIDTH).join('\n');
}

/** Breaks at plain spaces only: the no-break spaces of French typography hold. */
function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current: string | undefined;
  for (const word of line.split(' ')) {
    if (current === undefined) current = word;
    else if (current.length + 1 + word.length <= width) current += ` ${word}`;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current ?? ''];
}
