import { registerDecorator } from 'class-validator';
import { parseLocalDate } from '../kernel/index.js';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Between these, a question costs what its answer is worth: offsets and holidays are worked out year by year. */
const FIRST = Date.UTC(1950, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

/**
 * Epoch milliseconds of an ISO 8601 date and time with an offset; undefined for anything else, a date that does not
 * exist, and a year outside 1950 to 2199. Digits beyond the millisecond are dropped.
 */
export function parseInstant(text: string): number | undefined {
  const date = INSTANT.exec(text)?.[1];
  if (date === undefined || parseLocalDate(date) === undefined) return undefined;
  const instant = Date.parse(text);
  return instant >= FIRST && instant < LAST ? instant : undefined;
}

/** ISO 8601 in UTC; milliseconds when there are any. */
export function formatInstant(instant: number | Date): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** A property that holds an instant: ISO 8601 with an offset. */
export function IsInstant(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isInstant',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'must be an ISO 8601 instant with an offset, as 2026-04-03T12:30:00Z' },
      validator: { validate: (value: unknown) => typeof value === 'string' && parseInstant(value) !== undefined },
    });
  };
}
