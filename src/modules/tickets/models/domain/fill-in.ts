import { isUuid, type FieldError } from '../../../../kernel/index.js';
import { parseLocalDate } from '../../../service-hours/index.js';
import { LONGEST, type Field, type FieldType } from './content.js';

export type Value = string | number | boolean;

export interface Answer {
  field: Field;
  value: Value;
}

export interface FilledIn {
  /** In the order of the form; fields left empty are left out. */
  answers: Answer[];
  /** Everything that is wrong, at once; pointers into the body of the request. */
  errors: FieldError[];
}

/** More than this of one form is no form any more, and would not fit below a description. */
const LONGEST_FORM = 15_000;

/**
 * Checks what was filled in against the fields of a version. Null, an absent member and an empty text are no answer. A
 * person is only checked for the form of an id here: whether they are there is for the caller to see. `isEmail` knows what
 * a mail address looks like.
 */
export function fillIn(
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
  isEmail: (text: string) => boolean,
): FilledIn {
  const answers: Answer[] = [];
  const errors: FieldError[] = [];
  const wrong = (key: string, code: string, message: string) =>
    errors.push({ pointer: `/fields/${escaped(key)}`, code, message });
  for (const key of Object.keys(given)) {
    if (!fields.some((field) => field.key === key)) wrong(key, 'unknown_field', 'is no field of the form in force');
  }
  for (const field of fields) {
    const raw = Object.hasOwn(given, field.key) ? given[field.key] : undefined;
    if (raw === undefined || raw === null || raw === '') {
      if (field.required) wrong(field.key, 'required', 'is required');
      continue;
    }
    const value = read(field, raw, isEmail);
    if (value.ok) answers.push({ field, value: value.value });
    else wrong(field.key, value.code, value.message);
  }
  const length = answers.reduce((sum, { value }) => sum + String(value).length, 0);
  if (length > LONGEST_FORM) {
    errors.push({ pointer: '/fields', code: 'too_long', message: `${LONGEST_FORM} characters at most in all` });
  }
  return { answers, errors };
}

/** The answers as text, in one language. `names`: of the people who are named, by id. */
export function formText(answers: readonly Answer[], locale: 'fr' | 'en', names: ReadonlyMap<string, string>): string {
  const colon = locale === 'fr' ? '\u00a0:' : ':';
  return answers
    .map(({ field, value }) => {
      const separator = field.type === 'longText' ? '\n' : ' ';
      return `${field.label[locale]}${colon}${separator}${spoken(field, value, locale, names)}`;
    })
    .join('\n');
}

/** An answer as people say it, in one language. */
export function spoken(field: Field, value: Value, locale: 'fr' | 'en', names: ReadonlyMap<string, string>): string {
  if (typeof value === 'boolean') return { fr: ['non', 'oui'], en: ['no', 'yes'] }[locale][value ? 1 : 0] ?? '';
  if (field.type === 'choice') return field.choices?.find(({ key }) => key === value)?.label[locale] ?? String(value);
  if (field.type === 'person') return names.get(String(value)) ?? '';
  return String(value);
}

type Read = { ok: true; value: Value } | { ok: false; code: string; message: string };

const good = (value: Value): Read => ({ ok: true, value });
const bad = (code: string, message: string): Read => ({ ok: false, code, message });

function read(field: Field, raw: unknown, isEmail: (text: string) => boolean): Read {
  const { type } = field;
  if (type === 'number') return readNumber(field, raw);
  if (type === 'boolean') return typeof raw === 'boolean' ? good(raw) : bad('wrong_type', 'is true or false');
  if (typeof raw !== 'string') return bad('wrong_type', `is text: ${expectation[type]}`);
  if (type === 'text' || type === 'longText') return readText(field, raw, LONGEST[type]);
  const isGood =
    (type === 'date' && parseLocalDate(raw) !== undefined) ||
    (type === 'email' && raw.length <= LONGEST.email && isEmail(raw)) ||
    (type === 'person' && isUuid(raw)) ||
    (type === 'choice' && field.choices?.some(({ key }) => key === raw) === true);
  if (!isGood) return bad('wrong_value', `is ${expectation[type]}`);
  return good(type === 'person' ? raw.toLowerCase() : raw);
}

const expectation: Record<Exclude<FieldType, 'number' | 'boolean'>, string> = {
  text: 'one line',
  longText: 'some lines',
  date: 'a date that exists, as 2026-04-03',
  choice: 'the key of one of the choices',
  person: 'the id of a person of your institution',
  email: 'a mail address',
};

function readNumber({ min, max }: Field, raw: unknown): Read {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) return bad('wrong_type', 'is a number');
  if (min !== undefined && raw < min) return bad('too_small', `is ${min} at least`);
  if (max !== undefined && raw > max) return bad('too_large', `is ${max} at most`);
  return good(raw);
}

/** Characters are counted as people see them written: a pair of surrogates is one. */
function readText({ type, min, max }: Field, raw: string, longest: number): Read {
  // a line break in one line would let an answer look like the next question
  if (type === 'text' && /[\n\r\u2028\u2029]/u.test(raw)) return bad('wrong_value', 'is one line');
  const length = Array.from(raw).length;
  if (length < (min ?? 0)) return bad('too_short', `has ${min ?? 0} characters at least`);
  if (length > (max ?? longest)) return bad('too_long', `has ${max ?? longest} characters at most`);
  return good(raw);
}

/** As RFC 6901 writes a name in a pointer. */
function escaped(key: string): string {
  return key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
