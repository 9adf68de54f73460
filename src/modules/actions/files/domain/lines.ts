/*
 * The lines of the Markdown of an action, read once from the top to the bottom. A fenced block of code that begins at the
 * beginning of its line hides what is in it; everything else that has a meaning here begins at the beginning of a line too,
 * so that what stands in a list or a quotation, indented or after `>`, is text whatever it looks like.
 *
 * A text in which a line looks like such a mark gets a backslash before it when it is written, and loses it when it is read.
 */
export interface Line {
  /** From 1, in the file. */
  readonly number: number;
  readonly text: string;
  /** A fence, or between two. */
  readonly isCode: boolean;
}

/** What has a meaning where: sections everywhere, steps and labels only among steps. */
export type Place = 'text' | 'steps';

const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;
const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;
const SECTION = /^##(?=[ \t]|$)/;
const STEP = /^###(?=[ \t]|$)/;
const LABEL = /^\*\*(?:attendu|expect|annuler|undo)[ \u00a0\u202f]?(?::\*\*|\*\*[ \u00a0\u202f]?:)/i;
const BRANCH = /^\*\*(?:si|if)\*\*(?=\s|$)/i;

export const isBlank = (text: string): boolean => text.trim() === '';
export const isSection = (text: string): boolean => SECTION.test(text);
export const isStep = (text: string): boolean => STEP.test(text);

export interface Label {
  readonly label: 'expect' | 'undo' | 'branch';
  readonly rest: string;
}

/** The mark that a label of a step is, without what follows it; undefined where there is none. */
export function labelIn(text: string): Label | undefined {
  const found = LABEL.exec(text);
  if (found) {
    const [mark] = found;
    return { label: /^\*\*(?:at|ex)/i.test(mark) ? 'expect' : 'undo', rest: text.slice(mark.length).trimStart() };
  }
  const branch = BRANCH.exec(text);
  return branch ? { label: 'branch', rest: text.slice(branch[0].length).trimStart() } : undefined;
}

export const isMark = (text: string, place: Place): boolean =>
  isSection(text) || (place === 'steps' && (isStep(text) || labelIn(text) !== undefined));

/**
 * Says of each line whether it is code. A fence that nothing closes hides nothing: `onOpen` hears of it. Looks at each line
 * twice, however many fences there are.
 */
export function scan(texts: readonly string[], first: number, onOpen: (line: number) => void): Line[] {
  const closers = closingsAfter(texts);
  const lines: Line[] = [];
  let open: { mark: string; length: number } | undefined;
  texts.forEach((text, index) => {
    const number = first + index;
    if (open) {
      lines.push({ number, text, isCode: true });
      const closing = CLOSING.exec(text)?.[1];
      if (closing?.startsWith(open.mark) && closing.length >= open.length) open = undefined;
      return;
    }
    const fence = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      const mark = fence.charAt(0);
      const longest = (mark === '`' ? closers.backticks : closers.tildes)[index + 1] ?? 0;
      if (longest >= fence.length) open = { mark, length: fence.length };
      else onOpen(number);
    }
    lines.push({ number, text, isCode: open !== undefined });
  });
  return lines;
}

/** From each line on, the longest fence that could close another. */
function closingsAfter(texts: readonly string[]): { backticks: number[]; tildes: number[] } {
  const backticks = new Array<number>(texts.length + 1).fill(0);
  const tildes = new Array<number>(texts.length + 1).fill(0);
  for (let index = texts.length - 1; index >= 0; index -= 1) {
    const closing = CLOSING.exec(texts[index] ?? '')?.[1] ?? '';
    backticks[index] = Math.max(backticks[index + 1] ?? 0, closing.startsWith('`') ? closing.length : 0);
    tildes[index] = Math.max(tildes[index + 1] ?? 0, closing.startsWith('~') ? closing.length : 0);
  }
  return { backticks, tildes };
}

/** A text as it stands in a file: whatever looks like a mark is written so that it is none. */
export function written(text: string, place: Place): string {
  const open = new Set<number>();
  const lines = scan(text.split('\n'), 0, (line) => open.add(line));
  return lines
    .map(({ text: line, number, isCode }) => {
      const isTaken = !isCode && (open.has(number) || isMark(line, place) || isMasked(line, place));
      return isTaken ? `\\${line}` : line;
    })
    .join('\n');
}

/** Lines as they were before `written`. */
export function unmasked(lines: readonly Line[], place: Place): string[] {
  return lines.map(({ text, isCode }) => (!isCode && isMasked(text, place) ? text.slice(1) : text));
}

/** The same as one text, without blank lines around it. */
export const textOf = (lines: readonly Line[], place: Place): string =>
  withoutBlankEnds(unmasked(lines, place)).join('\n');

/** Backslashes, and behind them what would be a mark. */
function isMasked(text: string, place: Place): boolean {
  let bare = 0;
  while (text.charAt(bare) === '\\') bare += 1;
  const rest = text.slice(bare);
  return bare > 0 && (isMark(rest, place) || FENCE.test(rest));
}

export function withoutBlankEnds(texts: readonly string[]): string[] {
  let from = 0;
  let to = texts.length;
  while (from < to && isBlank(texts[from] ?? '')) from += 1;
  while (to > from && isBlank(texts[to - 1] ?? '')) to -= 1;
  return texts.slice(from, to);
}
