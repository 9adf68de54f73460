import { done, localDate, type Outcome, refused } from '../../../../kernel/index.js';
import { parseLocalDate } from '../../../service-hours/index.js';

const TAKEN_BACK_WITHIN_MS = 24 * 3_600_000;

/**
 * The day for which time is entered: by default today, else a date of the ticket's life, where its people are.
 *
 * @param asked `YYYY-MM-DD`; refused: another form, a date that does not exist, before the opening, after today
 */
export function spentOn(asked: string | undefined, openedAt: Date, now: Date, timeZone: string): Outcome<string> {
  const today = localDate(now, timeZone);
  if (asked === undefined) return done(today);
  const fits = parseLocalDate(asked) !== undefined && asked >= localDate(openedAt, timeZone) && asked <= today;
  if (fits) return done(asked);
  const message = 'a date between the opening of the ticket and today';
  return refused({
    kind: 'unprocessable',
    code: 'not_then',
    detail: 'Time is spent on a ticket between its opening and today.',
    errors: [{ pointer: '/on', code: 'not_then', message }],
  });
}

/** Whether somebody may still take back what they entered; later it stays, and another entry goes beside it. */
export function mayTakeBack(enteredAt: Date, now: Date): boolean {
  return now.getTime() - enteredAt.getTime() <= TAKEN_BACK_WITHIN_MS;
}
