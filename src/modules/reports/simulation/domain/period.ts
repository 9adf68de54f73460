import type { FieldError } from '../../../../kernel/index.js';
import { LONGEST, monthsOf, type Range } from '../../domain/months.js';

/** Why these months cannot be simulated, with pointers to `/from` and `/to`; empty when they can. `month`: the running one. */
export function flawsOfPeriod({ from, to }: Range, month: string): FieldError[] {
  const errors: FieldError[] = [];
  if (from > month) errors.push({ pointer: '/from', code: 'in_the_future', message: 'This month lies ahead.' });
  if (to > month) errors.push({ pointer: '/to', code: 'in_the_future', message: 'This month lies ahead.' });
  if (from > to) errors.push({ pointer: '/to', code: 'reversed_period', message: 'The period ends before it begins.' });
  if (monthsOf({ from, to }).length > LONGEST)
    errors.push({ pointer: '/to', code: 'period_too_long', message: `A period has at most ${LONGEST} months.` });
  return errors;
}

/** The first instant of a month by UTC: within a day of where it begins anywhere. Epoch milliseconds. */
export function startOfMonth(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}
