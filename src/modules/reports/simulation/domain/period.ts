import type { FieldError } from '../../../../kernel/index.js';

/** Months, both within: `2026-01` to `2026-12`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const MOST_MONTHS = 36;

/** Why these months cannot be simulated, with pointers to `/from` and `/to`; empty when they can. `month`: the running one. */
export function flawsOfPeriod({ from, to }: Period, month: string): FieldError[] {
  const errors: FieldError[] = [];
  if (from > month) errors.push({ pointer: '/from', code: 'in_the_future', message: 'This month lies ahead.' });
  if (to > month) errors.push({ pointer: '/to', code: 'in_the_future', message: 'This month lies ahead.' });
  if (from > to) errors.push({ pointer: '/to', code: 'reversed_period', message: 'The period ends before it begins.' });
  if (numberOf(to) - numberOf(from) >= MOST_MONTHS)
    errors.push({ pointer: '/to', code: 'period_too_long', message: `A period has at most ${MOST_MONTHS} months.` });
  return errors;
}

/** The month that lies so many after another one; before it, when negative. */
export function monthAfter(month: string, count = 1): string {
  const number = numberOf(month) + count;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

export function monthsOf({ from, to }: Period): string[] {
  return Array.from({ length: numberOf(to) - numberOf(from) + 1 }, (_, index) => monthAfter(from, index));
}

/** The first instant of a month by UTC: within a day of where it begins anywhere. Epoch milliseconds. */
export function startOfMonth(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}
