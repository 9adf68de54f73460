import { parseLocalDate } from '../../../../kernel/index.js';
import { sharings } from '../../domain/action-document.js';
import { checkDocument } from '../../domain/checking.js';
import { Findings, type ActionFile, type FileNote, MOST_FILE_BYTES, MOST_FILE_LINES } from './action-file.js';
import { readPlainRunbook, type RunbookWish } from './plain-runbook.js';
import { readFrontMatter } from './front-matter.js';
import { isBlank } from './lines.js';
import { readBody } from './read-body.js';
import { readFields } from './read-fields.js';

export interface ReadFile {
  /** Undefined where there are errors. */
  file: ActionFile | undefined;
  errors: FileNote[];
  warnings: FileNote[];
  /** Where a part of what it says stands, by its pointer. */
  lineOf: (pointer: string) => number | null;
}

/** More than an action may say; what is longer is not looked at. */
const MOST_SAID = 250_000;
const KEY = /^[a-z0-9][a-z0-9-]{0,79}$/;
const FENCE = /^---[ \t]*$/;

/** Text without a mark of its encoding, its lines ended in one way. */
const normalised = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Whether a file begins as one that says what action it is. */
const hasFrontMatter = (text: string): boolean => FENCE.test(text.split('\n', 1)[0] ?? '');

/**
 * An action out of the text of its file, or everything that is wrong with it, with the lines. What it takes grows with the
 * length of the text and no faster.
 */
export function readActionFile(text: string): ReadFile {
  const findings = new Findings();
  return checked(parseActionFile(text, findings), findings);
}

/** The same, and a runbook that nobody wrote for this program, which is guessed at. */
export function readAnyFile(text: string, wish: RunbookWish): ReadFile & { isGuessed: boolean } {
  const clean = normalised(text);
  const isGuessed = !hasFrontMatter(clean);
  if (!isGuessed) return { ...readActionFile(clean), isGuessed };
  const findings = new Findings();
  const file = isTooLong(clean, findings) ? undefined : readPlainRunbook(clean, wish, findings);
  return { ...checked(file, findings), isGuessed };
}

/** What was read, if it is an action that somebody could follow. */
function checked(read: ActionFile | undefined, findings: Findings): ReadFile {
  const file = read && { ...read, document: checkedDocument(read, findings) ?? read.document };
  const { errors, warnings } = findings;
  const lineOf = (pointer: string) => findings.lineOf(pointer);
  return { file: errors.length === 0 ? file : undefined, errors, warnings, lineOf };
}

function checkedDocument({ key, sharing, reviewOn, document }: ActionFile, findings: Findings) {
  const wrong = (pointer: string, code: string, message: string) => {
    if (!findings.hasErrorIn(pointer)) findings.error(findings.lineOf(pointer), code, message, pointer);
  };
  if (!KEY.test(key)) wrong('/key', 'malformed', 'Small letters, digits and hyphens, at most 80.');
  if (!sharings.includes(sharing)) wrong('/sharing', 'unknown_value', `One of ${sharings.join(', ')}.`);
  if (reviewOn !== null && parseLocalDate(reviewOn) === undefined)
    wrong('/reviewOn', 'malformed', 'A date: 2027-06-30.');
  if (JSON.stringify(document).length > MOST_SAID) {
    findings.error(null, 'too_large', 'An action says less than this.');
    return undefined;
  }
  const outcome = checkDocument(document);
  if (outcome.ok) return outcome.value;
  for (const { pointer, code, message } of outcome.refusal.errors ?? []) wrong(pointer, code, message);
  return undefined;
}

/** What stands in a file, as far as it is written as a file is; undefined where too much is wrong to say more. */
export function parseActionFile(text: string, findings: Findings): ActionFile | undefined {
  return isTooLong(text, findings) ? undefined : read(normalised(text), findings);
}

function isTooLong(text: string, findings: Findings): boolean {
  const isLong = Buffer.byteLength(text) > MOST_FILE_BYTES;
  if (isLong) findings.error(null, 'file_too_large', 'A file has at most 1 MB.');
  const lines = isLong ? 0 : text.split('\n', MOST_FILE_LINES + 1).length;
  if (lines > MOST_FILE_LINES)
    findings.error(MOST_FILE_LINES, 'too_many_lines', `A file has at most ${String(MOST_FILE_LINES)} lines.`);
  return findings.errors.length > 0;
}

function read(text: string, findings: Findings): ActionFile | undefined {
  const lines = text.split('\n');
  if (!hasFrontMatter(text)) {
    findings.error(1, 'no_front_matter', 'The file begins with --- and the fields of the action.');
    return undefined;
  }
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) {
    findings.error(1, 'open_front_matter', 'The front matter has no end: a line ---.');
    return undefined;
  }
  const front = readFrontMatter(`${lines.slice(1, end).join('\n')}\n`, 2, findings);
  const fields = front && readFields(front, findings);
  let first = end + 1;
  while (first < lines.length && isBlank(lines[first] ?? '')) first += 1;
  const { summary, prerequisites, steps, verification } = readBody(lines.slice(first), first + 1, findings);
  // without one of its steps, branches would seem to lead nowhere
  if (!fields || findings.errors.some(({ code }) => code === 'malformed_step')) return undefined;
  const { document, ...rest } = fields;
  return { ...rest, document: { ...document, summary, prerequisites, steps, verification } };
}
