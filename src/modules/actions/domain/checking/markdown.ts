/*
 * Texts of actions are Markdown without HTML. What shows them may use any renderer, so a text passes only where all of them
 * agree what is code and what is not: a fence is closed at its own indentation, the lines inside are indented as it is, and a
 * code span ends on its line. A fence begins its line and no item or quotation, for it ends with these too, and an address
 * between < and > holds no backtick, for some read that as its own and others as code. Outside of code nothing begins like a
 * tag, and links lead to the web or to an address.
 */

export interface Flaw {
  code: 'html' | 'unclear_code' | 'link';
  message: string;
}

const html: Flaw = { code: 'html', message: 'HTML has no place here; what holds < and > is written as code.' };
const unclear: Flaw = {
  code: 'unclear_code',
  message:
    'Code is opened and closed: backticks on one line, fences with the same indentation as what is between them.',
};
const link: Flaw = { code: 'link', message: 'Links lead to http, https or mailto.' };

const FENCE = /^( *)(`{3,}|~{3,})(.*)$/;
const MARKED_FENCE = /^[\s>*+\d.)-]*[>*+.)-]\s*(?:`{3,}[^`]*|~{3,}.*)$/;
const ADDRESS_WITH_CODE = /<[a-z][a-z\d+.-]*:[^\s<>`]*`/i;
const AUTOLINK = /<(?:https?:\/\/|mailto:)[^\s<>]*>/gi;
const TAG = /<[a-z/!?]/i;
const SCRIPT = /\b(?:java|vb)script:\S/i;
/** Targets of links and images; of definitions of links at the beginning of a line, behind marks of lists and quotes. */
const TARGETS = [/\]\(\s*<?([^\s)>]*)/g, /^(?:[^\S\n]|[>*+-]|\d+[.)])*\[[^\]\n]*\]:\s*<?(\S*)/gm];
const ALLOWED = /^(?:https?:\/\/|mailto:)/i;

/** What is wrong with a Markdown text; each kind of flaw once. */
export function flawsOfMarkdown(text: string): Flaw[] {
  const prose = withoutCode(text);
  if (prose === undefined) return [unclear];
  const flaws: Flaw[] = [];
  if (TAG.test(prose.replace(AUTOLINK, ''))) flaws.push(html);
  const targets = TARGETS.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, target]) => target ?? ''));
  if (SCRIPT.test(prose) || targets.some((target) => target !== '' && !ALLOWED.test(target))) flaws.push(link);
  return flaws;
}

/** The text with its code taken out; undefined where it is not clear what is code. */
function withoutCode(text: string): string | undefined {
  const prose: string[] = [];
  let fence: { indent: number; mark: string } | undefined;
  let before = '';
  for (const line of text.split('\n').map(untabbed)) {
    const indent = line.length - line.trimStart().length;
    if (fence) {
      const isEnd = endsFence(line.trim(), fence.mark);
      if (line.trim() !== '' && (isEnd ? indent !== fence.indent : indent < fence.indent)) return undefined;
      if (isEnd) fence = undefined;
    } else {
      const [, , mark, info = ''] = FENCE.exec(line) ?? [];
      if (mark !== undefined && !(mark.startsWith('`') && info.includes('`'))) {
        // deeper than a list indents, it goes on with the paragraph before
        if (indent > 3 && before.trim() !== '') return undefined;
        fence = { indent, mark };
      } else if (MARKED_FENCE.test(line) || ADDRESS_WITH_CODE.test(line)) {
        return undefined;
      } else {
        const outside = withoutSpans(line);
        if (outside === undefined) return undefined;
        prose.push(outside);
      }
    }
    before = line;
  }
  return fence ? undefined : prose.join('\n');
}

const endsFence = (line: string, mark: string): boolean =>
  line.length >= mark.length && line === mark.slice(0, 1).repeat(line.length);

/** A line without its code spans; undefined where one is not closed. Looks at each run of backticks once or twice. */
function withoutSpans(line: string): string | undefined {
  const closings = closingsIn(line);
  let outside = '';
  for (let at = 0; at < line.length;) {
    if (line[at] === '\\') {
      outside += line.slice(at, at + 2);
      at += 2;
    } else if (line[at] === '`') {
      const from = at;
      while (line[at] === '`') at += 1;
      const length = at - from;
      const places = closings.get(length) ?? [];
      let place = places.pop();
      while (place !== undefined && place < at) place = places.pop();
      if (place === undefined) return undefined;
      outside += '`';
      at = place + length;
    } else {
      outside += line.charAt(at);
      at += 1;
    }
  }
  return outside;
}

/** Where runs of backticks begin, by their length, the last first. */
function closingsIn(line: string): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const { 0: run, index } of [...line.matchAll(/`+/g)].reverse()) {
    const same = places.get(run.length);
    if (same) same.push(index);
    else places.set(run.length, [index]);
  }
  return places;
}

/** Tabs that indent, as the spaces that they stand for. */
function untabbed(line: string): string {
  const indentation = line.slice(0, line.length - line.trimStart().length);
  let spaces = '';
  for (const one of indentation) spaces += one === '\t' ? ' '.repeat(4 - (spaces.length % 4)) : ' ';
  return spaces + line.trimStart();
}
