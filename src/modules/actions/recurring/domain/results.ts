import type { ResultField } from '../../domain/action-document.js';
import { isGood } from '../../runs/domain/finishing.js';

/** What a run measured in one field, and what the version that was run says of it. */
export type Measured = Omit<ResultField, 'type'> & { good: boolean | null } & (
    { type: 'number'; value: number } | { type: 'boolean'; value: boolean }
  );

/**
 * The results of a run, judged by the fields of the version that was run. A value is good within its bounds, both
 * included; null where the version says nothing of what is good. What is no value of its field is left out.
 */
export function judged(fields: readonly ResultField[], results: Readonly<Record<string, unknown>>): Measured[] {
  return fields.flatMap((field): Measured[] => {
    const value = Object.hasOwn(results, field.name) ? results[field.name] : undefined;
    if (field.type === 'number' && typeof value === 'number' && Number.isFinite(value))
      return [{ ...field, type: 'number', value, good: isGood(field, value) }];
    if (field.type === 'boolean' && typeof value === 'boolean')
      return [{ ...field, type: 'boolean', value, good: isGood(field, value) }];
    return [];
  });
}

/** A run that was made for a plan. */
export interface PlanRun {
  runId: string;
  onDate: string;
  outcome: string;
  finishedAt: Date;
  results: readonly Measured[];
}

export interface Point {
  /** The date of the plan for which it was measured. */
  date: string;
  at: Date;
  value: number | boolean;
  good: boolean | null;
  run: string;
}

/** A field over time. Its label and bounds are those of its last run; each point was judged by its own. */
export interface Series extends Omit<ResultField, 'is'> {
  is: boolean | null;
  points: Point[];
}

/** `runs`: oldest first. Values of another type or unit are another series, whatever they are called. */
export function seriesOf(runs: readonly PlanRun[]): Series[] {
  const found = new Map<string, Series>();
  for (const { runId, onDate, finishedAt, results } of runs)
    for (const { value, good, ...field } of results) {
      const key = JSON.stringify([field.name, field.type, field.unit]);
      const points = found.get(key)?.points ?? [];
      points.push({ date: onDate, at: finishedAt, value, good, run: runId });
      found.set(key, { ...field, points });
    }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
