/** A stretch of Markdown that is code, to be typed as it stands, or prose. */
export interface Stretch {
  text: string;
  isCode: boolean;
}

/** `{{name}}`: where the value of a parameter is filled in. */
export const PLACE = /\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}/g;

/** In a list or a quotation too. */
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)]|>)\s*)*(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** Code by CommonMark, or a paragraph of a list: what is safe in code is safe there too. */
const INDENTED = /^(?: {4}| {0,3}\t)/;
/** The same behind marks of lists and quotations, which take up to four of what follows them. */
const INDENTED_BEHIND_MARKS = /^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]*)*?(?:[-*+>]|\d{1,9}[.)])(?: {5}| *\t[ \t]| +\t)/;

/**
 * Markdown in stretches of code and prose, which together are the text. Code is what stands between fences, in spans of
 * backticks, or indented by four (CommonMark 4.4, 4.5, 6.1), behind marks of lists and quotations too; where that is in doubt it is taken for code.
 */
export function stretchesOf(markdown: string): Stretch[] {
  const found: Stretch[] = [];
  let prose = '';
  let fence: { mark: string; isMarked: boolean } | undefined;
  const flush = () => {
    found.push(...spansOf(prose));
    prose = '';
  };
  for (const line of markdown.split(/(?<=\n)/)) {
    const bare = line.replace(/\r?\n$/, '');
    if (fence !== undefined) {
      found.push({ text: line, isCode: true });
      if (closes(bare, fence)) fence = undefined;
      continue;
    }
    const opened = FENCE.exec(bare);
    if (opened || INDENTED.test(bare) || INDENTED_BEHIND_MARKS.test(bare)) {
      flush();
      found.push({ text: line, isCode: true });
      const mark = opened?.[1] ?? opened?.[2];
      fence = mark === undefined ? undefined : { mark, isMarked: !/^\s*[`~]/.test(bare) };
    } else {
      prose += line;
      // a span of code ends with its paragraph
      if (bare.trim() === '') flush();
    }
  }
  flush();
  return found.filter(({ text }) => text !== '');
}

/** The names of parameters that are filled in where somebody would type what they read. */
export function namesInCode(markdown: string): Set<string> {
  const code = stretchesOf(markdown).filter(({ isCode }) => isCode);
  return new Set(code.flatMap(({ text }) => [...text.matchAll(PLACE)].map(([, name]) => name ?? '')));
}

/** A mark of a quotation is text in a fence that stands in none. */
function closes(line: string, { mark, isMarked }: { mark: string; isMarked: boolean }): boolean {
  const bare = isMarked ? line.replace(/^[\s>]*/, '') : line;
  const closing = /^\s*(`{3,}|~{3,})\s*$/.exec(bare)?.[1];
  return closing?.startsWith(mark) === true;
}

function spansOf(prose: string): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (let at = 0; at < prose.length;) {
    if (prose[at] === '\\') {
      at += 2;
      continue;
    }
    const ticks = prose[at] === '`' ? (/^`+/.exec(prose.slice(at))?.[0] ?? '') : '';
    const end = ticks === '' ? -1 : endOfSpan(prose, at + ticks.length, ticks.length);
    if (end < 0) {
      at += Math.max(1, ticks.length);
      continue;
    }
    found.push({ text: prose.slice(from, at), isCode: false }, { text: prose.slice(at, end), isCode: true });
    at = from = end;
  }
  return [...found, { text: prose.slice(from), isCode: false }];
}

/** Behind the next run of exactly so many backticks; -1: there is none. */
function endOfSpan(prose: string, from: number, length: number): number {
  for (const run of prose.slice(from).matchAll(/`+/g)) if (run[0].length === length) return from + run.index + length;
  return -1;
}
