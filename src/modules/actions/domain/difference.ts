import type { ActionDocument, Step } from './action-document.js';

/** A field that says something else. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** What became of a step; places count from 1. */
export interface StepChange {
  id: string;
  change: 'added' | 'removed' | 'moved' | 'changed';
  from: number | null;
  to: number | null;
  /** Of one that is in both: what of it says something else. */
  fields: FieldChange[];
}

export interface Difference {
  fields: FieldChange[];
  steps: StepChange[];
}

/**
 * What of a document says something else in another: its fields, and its steps by their ids. A step is moved when it has
 * another place among those that are in both; one that is moved and says something else is both.
 */
export function differenceOf(before: ActionDocument, after: ActionDocument): Difference {
  const { steps: stepsBefore, ...restBefore } = before;
  const { steps: stepsAfter, ...restAfter } = after;
  return { fields: changesBetween(restBefore, restAfter), steps: changedSteps(stepsBefore, stepsAfter) };
}

/** Names of the fields that say something else, in order. */
export function differingFields(before: ActionDocument, after: ActionDocument): string[] {
  return changesBetween(before, after).map(({ field }) => field);
}

function changedSteps(before: readonly Step[], after: readonly Step[]): StepChange[] {
  const beforeIds = before.map(({ id }) => id);
  const afterIds = after.map(({ id }) => id);
  const kept = afterIds.filter((id) => beforeIds.includes(id));
  const stayed = longestInOrder(kept, beforeIds);
  const removed = before.flatMap(({ id }, index): StepChange[] =>
    afterIds.includes(id) ? [] : [{ id, change: 'removed', from: index + 1, to: null, fields: [] }],
  );
  const others = after.flatMap((step, index): StepChange[] => {
    const { id } = step;
    const from = beforeIds.indexOf(id);
    const old = before[from];
    if (!old) return [{ id, change: 'added', from: null, to: index + 1, fields: [] }];
    const place = { id, from: from + 1, to: index + 1 };
    const fields = changesBetween(old, step);
    return [
      ...(stayed.has(id) ? [] : [{ ...place, change: 'moved' as const, fields: [] }]),
      ...(fields.length > 0 ? [{ ...place, change: 'changed' as const, fields }] : []),
    ];
  });
  return [...removed, ...others];
}

/** The most of these ids that stand in the order of the others: the rest were moved. */
function longestInOrder(ids: readonly string[], order: readonly string[]): Set<string> {
  const best: string[][] = [];
  ids.forEach((id, index) => {
    const place = order.indexOf(id);
    const before = best
      .slice(0, index)
      .filter((chain) => order.indexOf(chain.at(-1) ?? '') < place)
      .reduce<string[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []);
    best.push([...before, id]);
  });
  return new Set(best.reduce<string[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []));
}

function changesBetween<T extends object>(before: T, after: T): FieldChange[] {
  const all = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).flatMap(([field, value]: [string, unknown]) =>
    canonical(all.get(field)) === canonical(value) ? [] : [{ field, before: all.get(field), after: value }],
  );
}

/** The same for the same values: jsonb keeps members in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
