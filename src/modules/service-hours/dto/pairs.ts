import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { buildMessage, ValidateBy } from 'class-validator';

const LONGEST_TEXT = 64;

export type Pair = [first: string, second: string];

/** A list of at most `most` pairs of short texts; what the texts say is judged later, each at its own place. */
export function Pairs(options: {
  most: number;
  required: boolean;
  text: { format: string } | { pattern: string };
  example: Pair;
}): PropertyDecorator {
  const { most, required, text, example } = options;
  const pair = { type: 'array', items: { type: 'string', ...text }, minItems: 2, maxItems: 2 };
  return applyDecorators(
    ApiProperty({ type: 'array', items: pair, maxItems: most, required, example: [example] }),
    ValidateBy({
      name: 'isPairs',
      validator: {
        validate: (value: unknown) => Array.isArray(value) && value.length <= most && value.every(isPair),
        defaultMessage: buildMessage((each) => `${each}must be a list of at most ${most} pairs of texts`),
      },
    }),
  );
}

function isPair(value: unknown): value is Pair {
  return Array.isArray(value) && value.length === 2 && value.every(isShortText);
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}
