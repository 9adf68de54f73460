import { done, parseLocalDate, refused, type FieldError, type Outcome } from '../../../kernel/index.js';

// Months are text, `2026-03`: they sort as they follow one another. Quarters are `2026-Q1`.

export interface Range {
  /** First and last month, both within. */
  from: string;
  to: string;
}

/** A report, and a simulation, is of at most so many months. */
export const LONGEST = 36;

/**
 * The months asked for. `from` and `to` are months or local dates; left out, the twelve months that end with `current`.
 *
 * Refused (400, with the pointer): what is no month or date, `from` after `to`, more than 36 months.
 */
export function parseRange(from: string | undefined, to: string | undefined, current: string): Outcome<Range> {
  const last = to === undefined ? current : monthIn(to);
  const first = from === undefined ? last && addMonths(last, -11) : monthIn(from);
  const errors: FieldError[] = [];
  const message = 'must be a month (2026-03) or a date (2026-03-31) between 1970 and 2199';
  if (first === undefined && from !== undefined) errors.push({ pointer: '/from', code: 'is_month', message });
  if (last === undefined) errors.push({ pointer: '/to', code: 'is_month', message });
  if (first !== undefined && last !== undefined && first > last)
    errors.push({ pointer: '/from', code: 'reversed', message: 'must not come after the last month' });
  else if (first !== undefined && last !== undefined && monthsOf({ from: first, to: last }).length > LONGEST)
    errors.push({
      pointer: '/from',
      code: 'too_long',
      message: `must be at most ${LONGEST} months before the last one`,
    });
  if (first === undefined || last === undefined || errors.length > 0) {
    return refused({ kind: 'malformed', code: 'invalid_input', detail: 'The input is not valid.', errors });
  }
  return done({ from: first, to: last });
}

/** The month of a month or a date; undefined for anything else, and for a date that does not exist. */
export function monthIn(text: string): string | undefined {
  const date = /^\d{4}-\d\d$/.test(text) ? `${text}-01` : text;
  if (!/^(?:19[7-9]\d|2[01]\d\d)-/.test(date) || parseLocalDate(date) === undefined) return undefined;
  return date.slice(0, 7);
}

export function addMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

export function monthsOf({ from, to }: Range): string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
}

/** First and last month of a month's quarter. */
export function quarterRange(month: string): Range {
  const from = addMonths(month, -((Number(month.slice(5)) - 1) % 3));
  return { from, to: addMonths(from, 2) };
}

/** The quarters that a range touches, whole ones. */
export function quartersOf(range: Range): { quarter: string; range: Range }[] {
  const quarters = new Map(monthsOf(range).map((month) => [quarterOf(month), quarterRange(month)]));
  return [...quarters].map(([quarter, whole]) => ({ quarter, range: whole }));
}

/** The twelve months that end with the last one. */
export function rollingTo({ to }: Range): Range {
  return { from: addMonths(to, -11), to };
}
