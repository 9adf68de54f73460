import { registerDecorator } from 'class-validator';
import { parseLocalDate } from '../kernel/index.js';
import { parseInstant } from './instants.js';

/** A local date that exists, from 1950 to 2199: `2026-12-19`. */
function isLocalDate(text: string): boolean {
  return /^(19[5-9]\d|20\d\d|21\d\d)-/.test(text) && parseLocalDate(text) !== undefined;
}

/** A property that holds a local date. */
export const IsLocalDate = (): PropertyDecorator => holds('isLocalDate', 'must be a date, as 2026-12-19', isLocalDate);

/** A property that holds a local date, or an instant with an offset. */
export const IsDateOrInstant = (): PropertyDecorator =>
  holds(
    'isDateOrInstant',
    'must be a date, as 2026-12-19, or an ISO 8601 instant with an offset',
    (text) => isLocalDate(text) || parseInstant(text) !== undefined,
  );

function holds(name: string, message: string, isIt: (text: string) => boolean): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: { validate: (value: unknown) => typeof value === 'string' && isIt(value) },
    });
  };
}
