import { Findings, type ActionFile, type FileNote, MOST_FILE_BYTES } from './action-file.js';
import { readFrontMatter } from './front-matter.js';
import { isBlank } from './lines.js';
import { readBody } from './read-body.js';
import { readFields } from './read-fields.js';

export interface ReadFile {
  /** Undefined where there are errors. */
  file: ActionFile | undefined;
  errors: FileNote[];
  warnings: FileNote[];
}

/** What is wrong with an action, by its place in it. */
export interface DocumentFlaw {
  pointer: string;
  code: string;
  message: string;
}

const FENCE = /^---[ \t]*$/;

/** Text without a mark of its encoding, its lines ended in one way. */
export const normalised = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Whether a file begins as one that says what action it is. */
export const hasFrontMatter = (text: string): boolean => FENCE.test(text.split('\n', 1)[0] ?? '');

/**
 * An action out of the text of its file, or everything that is wrong with it, with the lines. `check` says what is wrong with
 * an action that is well written. What it takes grows with the length of the text and no faster.
 */
export function readActionFile(text: string, check: (file: ActionFile) => readonly DocumentFlaw[]): ReadFile {
  const findings = new Findings();
  const file = Buffer.byteLength(text) > MOST_FILE_BYTES ? tooLong(findings) : read(normalised(text), findings);
  if (file)
    for (const { pointer, code, message } of check(file))
      if (!findings.hasErrorIn(pointer)) findings.error(findings.lineOf(pointer), code, message, pointer);
  const { errors, warnings } = findings;
  return { file: errors.length === 0 ? file : undefined, errors, warnings };
}

/** Undefined where so much is wrong that nothing can be said of the rest. */
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

function tooLong(findings: Findings): undefined {
  findings.error(null, 'file_too_large', 'A file has at most 1 MB.');
}
