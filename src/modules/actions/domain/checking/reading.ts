import type { FieldError } from '../../../../kernel/index.js';
import { flawsOfMarkdown } from './markdown.js';

const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;
const LINES = /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|[\t\n])*$/u;
/** As a name of a field reads that somebody made up. */
const LONGEST_NAME = 50;
const MOST_ERRORS = 100;
const LONGEST = 20_000;

export type Members = Readonly<Record<string, unknown>>;

/**
 * Reads what somebody said field by field, and keeps everything that is wrong with it. A field that is wrong reads as
 * something harmless of its type, so that the rest is looked at too.
 */
export class Reading {
  readonly errors: FieldError[] = [];
  /** Names that texts hold as `{{name}}`, and where. */
  readonly used: { name: string; pointer: string }[] = [];

  wrong(pointer: string, code: string, message: string): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push({ pointer, code, message });
  }

  /** An object with these fields and no others. */
  members(value: unknown, pointer: string, fields: readonly string[]): Members {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.wrong(pointer, value === undefined ? 'missing' : 'not_an_object', 'Fields are expected here.');
      return {};
    }
    for (const name of Object.keys(value))
      if (!fields.includes(name)) this.wrong(`${pointer}/${pointed(name)}`, 'unknown_field', 'This is not known here.');
    return value as Members;
  }

  /** Each of a list; of one that is too long none. */
  each<T>(
    value: unknown,
    pointer: string,
    { least = 0, most }: { least?: number; most: number },
    read: (item: unknown, pointer: string, index: number) => T,
  ): T[] {
    const items: unknown = value ?? [];
    if (!Array.isArray(items)) {
      this.wrong(pointer, 'not_a_list', 'A list is expected here.');
      return [];
    }
    if (items.length < least) this.wrong(pointer, 'too_few', `There is at least ${String(least)}.`);
    if (items.length > most) {
      this.wrong(pointer, 'too_many', `There are at most ${String(most)}.`);
      return [];
    }
    return items.map((item: unknown, index) => read(item, `${pointer}/${String(index)}`, index));
  }

  line(value: unknown, pointer: string, longest = 200): string {
    return this.text(value, pointer, ONE_LINE, longest, true);
  }

  /** Markdown without HTML. */
  markdown(value: unknown, pointer: string, isNeeded: boolean, longest = LONGEST): string {
    const text = this.text(value, pointer, LINES, longest, isNeeded);
    for (const { code, message } of flawsOfMarkdown(text)) this.wrong(pointer, code, message);
    return text;
  }

  perhaps<T>(value: unknown, read: (value: unknown) => T): T | null {
    return value === undefined || value === null || value === '' ? null : read(value);
  }

  bilingual(value: unknown, pointer: string): { fr: string; en: string | null } {
    const { fr, en } = this.members(value, pointer, ['fr', 'en']);
    return { fr: this.line(fr, `${pointer}/fr`), en: this.perhaps(en, (one) => this.line(one, `${pointer}/en`)) };
  }

  named(value: unknown, pointer: string, form: RegExp, message: string): string {
    if (typeof value === 'string' && form.test(value)) return value;
    this.wrong(pointer, value === undefined ? 'missing' : 'malformed', message);
    return '';
  }

  oneOf<T extends string>(value: unknown, pointer: string, choices: readonly [T, ...T[]]): T {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    this.wrong(pointer, value === undefined ? 'missing' : 'unknown_value', `One of ${choices.join(', ')}.`);
    return choices[0];
  }

  number(value: unknown, pointer: string): number {
    if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e15) return value;
    this.wrong(pointer, value === undefined ? 'missing' : 'not_a_number', 'A number is expected here.');
    return 0;
  }

  whole(value: unknown, pointer: string, least: number, most: number): number {
    const number = this.number(value, pointer);
    if (typeof value === 'number' && (!Number.isInteger(value) || value < least || value > most))
      this.wrong(pointer, 'out_of_range', `A whole number from ${String(least)} to ${String(most)}.`);
    return number;
  }

  yesOrNo(value: unknown, pointer: string, otherwise: boolean): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.wrong(pointer, 'not_yes_or_no', 'true or false is expected here.');
    return otherwise;
  }

  /** Each once. */
  unique(values: readonly string[], pointerOf: (index: number) => string, code: string): void {
    const seen = new Set<string>();
    values.forEach((value, index) => {
      if (value !== '' && seen.has(value)) this.wrong(pointerOf(index), code, 'This stands here more than once.');
      seen.add(value);
    });
  }

  private text(value: unknown, pointer: string, form: RegExp, longest: number, isNeeded: boolean): string {
    if (typeof value !== 'string') {
      if (isNeeded || (value !== undefined && value !== null))
        this.wrong(pointer, value === undefined || value === null ? 'missing' : 'not_text', 'A text is expected here.');
      return '';
    }
    const text = value.replaceAll(/\r\n?/g, '\n').trim();
    if (isNeeded && text === '') this.wrong(pointer, 'empty', 'This says nothing.');
    if (text.length > longest) {
      this.wrong(pointer, 'too_long', `At most ${String(longest)} characters.`);
      return '';
    }
    if (!form.test(text) || /[\0\p{Surrogate}]/u.test(text))
      this.wrong(pointer, 'control_character', 'Control characters have no place here.');
    for (const [, name = ''] of text.matchAll(/\{\{\s*([\p{L}_][\w-]*)\s*\}\}/gu)) this.used.push({ name, pointer });
    return text;
  }
}

const pointed = (name: string): string => name.slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1');
