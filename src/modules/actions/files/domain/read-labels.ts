import type { Step } from '../../domain/action-document.js';
import type { Findings } from './action-file.js';
import {
  isBlank,
  isMark,
  labelIn,
  type Label,
  type Line,
  scan,
  textOf,
  unmasked,
  withoutBlankEnds,
  written,
} from './lines.js';

/*
 * What follows the heading of a step: what to do, and labelled blocks. A block goes on to the next label, or to a blank line
 * with a plain paragraph behind it; that paragraph is part of what to do.
 */

/** The words for the end of an action; a step that is called so is named between backticks. */
const ENDS: readonly string[] = ['fin', 'end'];
/** What a block may go on with behind a blank line: a list, a quotation, a table, whatever is indented. */
const NO_PARAGRAPH = /^(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)|^[>| \t]/;
/** The id of a step, between backticks or not, or a word for the end. */
const TARGET = /^(?:`([a-zA-Z][a-zA-Z0-9-]*)`|([a-zA-Z][a-zA-Z0-9-]*))\.?$/;

export function readStepBody(lines: readonly Line[], pointer: string, findings: Findings): Omit<Step, 'id' | 'title'> {
  const body: Omit<Step, 'id' | 'title'> = { do: '', expect: null, undo: null, branches: [] };
  const what: Line[] = [];
  let isAfterLabel = false;
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    if (!line) break;
    const found = line.isCode ? undefined : labelIn(line.text);
    if (!found) {
      if (isAfterLabel && !isBlank(line.text)) {
        const message = 'A paragraph behind a labelled one is read as part of what to do.';
        findings.warning(line.number, 'paragraph_after_label', message);
        if (!isBlank(what.at(-1)?.text ?? '')) what.push({ number: line.number, text: '', isCode: false });
        isAfterLabel = false;
      }
      if (!isAfterLabel) what.push(line);
      at += 1;
      continue;
    }
    const isBare = found.label === 'branch' && /^(?:→|->)/.test(found.rest);
    const end = isBare ? quotedBelow(lines, at + 1) : endOfBlock(lines, at, found);
    const block = lines.slice(at + 1, end);
    if (found.label === 'branch') addBranch(body, found.rest, block, line.number, pointer, findings);
    else addText(body, found.label, found.rest, block, line.number, pointer, findings);
    isAfterLabel = true;
    at = end;
  }
  const first = what.find(({ text }) => !isBlank(text));
  if (first) findings.stands(`${pointer}/do`, first.number);
  body.do = textOf(what, 'steps');
  return body;
}

/** The first line behind a labelled block. A branch is one paragraph; a label may stand alone before its paragraph. */
function endOfBlock(lines: readonly Line[], label: number, { label: name, rest }: Label): number {
  const isParagraph = name === 'branch';
  let isAlone = rest === '';
  let at = label + 1;
  while (at < lines.length) {
    const line = lines[at];
    if (!line || (!line.isCode && isMark(line.text, 'steps'))) return at;
    if (line.isCode && isParagraph) return at;
    if (line.isCode || !isBlank(line.text)) {
      at += 1;
      isAlone = false;
      continue;
    }
    let next = at;
    while (next < lines.length && isBlank(lines[next]?.text ?? '')) next += 1;
    const behind = lines[next];
    if (isParagraph || !behind || (!behind.isCode && !isAlone && !NO_PARAGRAPH.test(behind.text))) return at;
    at = next;
  }
  return at;
}

function addText(
  body: Pick<Step, 'expect' | 'undo'>,
  name: 'expect' | 'undo',
  rest: string,
  block: readonly Line[],
  line: number,
  pointer: string,
  findings: Findings,
): void {
  const text = labelledText(rest, block);
  findings.stands(`${pointer}/${name}`, line);
  if (text === '') findings.error(line, 'empty_label', 'This label has no text.');
  else if (body[name] !== null) findings.error(line, 'label_twice', 'A step has this label once.');
  else body[name] = text;
}

/** A label that is followed by one quotation means what is quoted, whatever it is made of. */
function labelledText(rest: string, block: readonly Line[]): string {
  const texts = withoutBlankEnds([rest, ...unmasked(block, 'steps')]);
  const isQuoted = rest === '' && block.every(({ text, isCode }) => !isCode && (isBlank(text) || text.startsWith('>')));
  if (!isQuoted || texts.some((text) => !text.startsWith('>'))) return texts.join('\n');
  return withoutBlankEnds(texts.map((text) => text.slice(text.startsWith('> ') ? 2 : 1))).join('\n');
}

function addBranch(
  body: Pick<Step, 'branches'>,
  rest: string,
  block: readonly Line[],
  line: number,
  pointer: string,
  findings: Findings,
): void {
  const isQuoted = block.some(({ text }) => text.startsWith('>'));
  const text = [rest, ...(isQuoted ? [] : block.map(({ text: each }) => each.trim()))].join(' ').trim();
  const [at, length] = lastArrow(text);
  const [, id, word] = TARGET.exec(text.slice(at + length).trim()) ?? [];
  const to = id ?? word;
  const when = isQuoted ? labelledText('', block) : text.slice(0, at).trim();
  findings.stands(`${pointer}/branches/${String(body.branches.length)}`, line);
  if (at < 0 || to === undefined || when === '') {
    findings.error(line, 'malformed_branch', 'A branch is written **Si** what is seen → the id of a step, or fin.');
    return;
  }
  body.branches.push({ when, to: id === undefined && ENDS.includes(to.toLowerCase()) ? null : to });
}

/** `**Si** → id`, and what is seen behind it, quoted: for what takes more than one line. */
function quotedBelow(lines: readonly Line[], from: number): number {
  let at = from;
  while (at < lines.length && isBlank(lines[at]?.text ?? '')) at += 1;
  let end = at;
  while (end < lines.length && lines[end]?.text.startsWith('>')) end += 1;
  return end > at ? end : from;
}

function lastArrow(text: string): [at: number, length: number] {
  const arrow = text.lastIndexOf('→');
  const drawn = text.lastIndexOf('->');
  return arrow > drawn ? [arrow, 1] : [drawn, 2];
}

/** A branch of a step. */
export function branchLine({ when, to }: Step['branches'][number]): string {
  const target = to === null ? 'fin' : ENDS.includes(to) ? `\`${to}\`` : to;
  const isQuoted = when.includes('\n') || /^(?:→|->)/.test(when);
  return isQuoted ? `**Si** → ${target}\n\n${quoted(when)}` : `**Si** ${when} → ${target}`;
}

/** A text behind its label, in the plainest form that is read as it was. */
export function labelled(label: string, text: string): string {
  const masked = written(text, 'steps');
  const inline = `${label} ${masked}`;
  const below = `${label}\n\n${masked}`;
  const [first = ''] = text.split('\n', 1);
  const startsBlock = NO_PARAGRAPH.test(first) || /^(?:`{3}|~{3})/.test(first);
  for (const form of startsBlock ? [below, inline] : [inline, below]) if (reads(form) === text) return form;
  return `${label}\n\n${quoted(text)}`;
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

/** What a labelled block is read as when nothing follows it; undefined where it is not all of one block. */
function reads(form: string): string | undefined {
  const open: number[] = [];
  const lines = scan(form.split('\n'), 1, (line) => open.push(line));
  const found = labelIn(lines[0]?.text ?? '');
  if (!found || open.length > 0 || endOfBlock(lines, 0, found) < lines.length) return undefined;
  return labelledText(found.rest, lines.slice(1));
}
