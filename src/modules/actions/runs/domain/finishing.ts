import { done, refused, type FieldError, type Outcome } from '../../../../kernel/index.js';
import type { ResultField } from '../../domain/action-document.js';

/** `worked` alone is success; `abandoned` is left out of figures. */
export const outcomes = ['worked', 'partly', 'no_effect', 'made_worse', 'abandoned'] as const;
export type RunOutcome = (typeof outcomes)[number];

export type Results = Readonly<Record<string, number | boolean>>;

/**
 * What a control measured, by name: all that its version asks for, unless the run was abandoned, and nothing else. Refused
 * (422) with a pointer for each.
 */
export function checkResults(
  fields: readonly ResultField[],
  outcome: RunOutcome,
  given: Readonly<Record<string, unknown>>,
): Outcome<Results> {
  const errors: FieldError[] = [];
  const results: Record<string, number | boolean> = {};
  const add = (name: string, code: string, message: string) =>
    errors.push({
      pointer: `/results/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code,
      message,
    });
  for (const name of Object.keys(given))
    if (!fields.some((field) => field.name === name)) add(name, 'unknown_result', 'is no result of this action');
  for (const { name, type } of fields) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) {
      if (outcome !== 'abandoned') add(name, 'required', 'has to be said');
    } else if (typeof value !== type || (typeof value === 'number' && !Number.isFinite(value))) {
      add(name, `not_a_${type}`, `must be a ${type}`);
    } else {
      results[name] = value as number | boolean;
    }
  }
  if (errors.length === 0) return done(results);
  const detail = 'The results of the run cannot be used.';
  return refused({ kind: 'unprocessable', code: 'invalid_results', detail, errors });
}

/** Whether a result is as the action says it should be; null where it says nothing. */
export function isGood({ atLeast, atMost, is }: ResultField, value: number | boolean): boolean | null {
  if (typeof value === 'boolean') return is === null ? null : value === is;
  if (atLeast === null && atMost === null) return null;
  return (atLeast === null || value >= atLeast) && (atMost === null || value <= atMost);
}
