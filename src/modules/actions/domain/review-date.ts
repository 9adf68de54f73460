import { done, formatLocalDate, parseLocalDate, refused, type Outcome } from '../../../kernel/index.js';

/**
 * When an action is to be looked at again: at most a year after today, by default then (section 8 of the design). Refused
 * (422): a date that does not exist, one that is not ahead, one that is further away. All local dates.
 */
export function reviewDate(today: string, asked: string | undefined): Outcome<string> {
  const latest = yearAfter(today);
  const date = asked ?? latest;
  if (parseLocalDate(date) !== undefined && date > today && date <= latest) return done(date);
  const code = 'review_date';
  const message = 'An action is looked at again on a day ahead, at most a year from now.';
  return refused({ kind: 'unprocessable', code, detail: message, errors: [{ pointer: '/reviewOn', code, message }] });
}

/** Of 29 February, the 28th. */
function yearAfter(today: string): string {
  const [year = '', month = '', day = ''] = today.split('-');
  const date = `${String(Number(year) + 1)}-${month}-${day}`;
  const found = parseLocalDate(date) ?? parseLocalDate(`${String(Number(year) + 1)}-${month}-28`);
  return found === undefined ? date : formatLocalDate(found);
}
