import type { ActionDocument } from '../../domain/action-document.js';
import type { Values } from './parameters.js';
import { PLACE, stretchesOf } from './code-places.js';

/** What a document says where values are filled in. */
type Filled = Pick<ActionDocument, 'summary' | 'prerequisites' | 'steps' | 'verification'>;

/** What Markdown reads as more than a letter; an underscore only at the edge of a word. */
const ACTIVE = /[\\`*[\]<>#|~!&{}()]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const LINE_BEGINS = /^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*$/;
/** Of a line: makes it a list or a heading. */
const BEGINNING = /^(?:[-+=]|\d{1,9}(?=[.)](?:\s|$)))/;

/**
 * A text of a step with the values in place of `{{name}}`. In code a value stands as it is: there it is one word, for
 * `checkParameters` lets no other in. In prose it is Markdown that reads as the value, so that nobody writes a link or an
 * image by a parameter. What is not filled in keeps its place. The answer is Markdown, as data: nothing here is HTML, and
 * nothing of it is ever executed.
 */
export function fillIn(markdown: string, values: Values): string {
  return stretchesOf(markdown)
    .map(({ text, isCode }, index, all) => {
      let read = 0;
      // undefined: something stands before it on the line
      let lineBegan = index === 0 || all[index - 1]?.text.endsWith('\n') === true ? 0 : undefined;
      return text.replace(PLACE, (place: string, name: string, at: number) => {
        const end = text.slice(read, at).lastIndexOf('\n');
        if (end >= 0) lineBegan = read + end + 1;
        const beginsLine = lineBegan !== undefined && LINE_BEGINS.test(text.slice(lineBegan, at));
        [read, lineBegan] = [at, undefined];
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value === undefined) return place;
        return isCode ? String(value) : inProse(String(value), beginsLine);
      });
    })
    .join('');
}

/** A title: a line of plain text, in which Markdown means nothing; a value of several lines becomes one. */
export function fillInPlain(line: string, values: Values): string {
  return line.replace(PLACE, (place: string, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]).replace(/\s+/g, ' ') : place,
  );
}

export function filled(document: Filled, values: Values): Filled {
  const fill = (markdown: string) => fillIn(markdown, values);
  const maybe = (markdown: string | null) => (markdown === null ? null : fill(markdown));
  return {
    summary: fill(document.summary),
    prerequisites: document.prerequisites.map(fill),
    verification: fill(document.verification),
    steps: document.steps.map((step) => ({
      id: step.id,
      title: fillInPlain(step.title, values),
      do: fill(step.do),
      expect: maybe(step.expect),
      undo: maybe(step.undo),
      branches: step.branches.map(({ when, to }) => ({ when: fill(when), to })),
    })),
  };
}

function inProse(value: string, beginsLine: boolean): string {
  const escaped = value.replace(ACTIVE, '\\$&');
  if (!beginsLine) return escaped;
  const [beginning] = BEGINNING.exec(escaped) ?? [];
  if (beginning === undefined) return escaped;
  return /\d/.test(beginning) ? `${beginning}\\${escaped.slice(beginning.length)}` : `\\${escaped}`;
}
