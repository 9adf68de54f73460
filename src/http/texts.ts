import { registerDecorator } from 'class-validator';

/*
 * What people type is plain text. Control characters have no place in it, and neither have the characters that override or
 * isolate the direction of writing: with them a title shows something else than it says. The marks that text written from
 * right to left needs (U+200E, U+200F, U+061C) are no danger, and stay.
 */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;
const LINES = /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|[\t\n\r])*$/u;

/** A property that holds a title or a name. */
export const OneLine = (): PropertyDecorator =>
  holds(
    'oneLine',
    ONE_LINE,
    'must be one line, without control characters and characters that turn the direction of writing',
  );

/** A property that holds a text. */
export const Lines = (): PropertyDecorator =>
  holds('lines', LINES, 'must not hold control characters or characters that turn the direction of writing');

function holds(name: string, pattern: RegExp, message: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      // whether it is text at all is for another rule to say
      validator: { validate: (value: unknown) => typeof value !== 'string' || pattern.test(value) },
    });
  };
}
