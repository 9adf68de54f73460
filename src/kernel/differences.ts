/** One field of something that is not what it is to be. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** The fields of `to` that differ from those of `from`; one that is undefined there is left as it is. */
export function changedFields<T extends object>(
  from: T,
  to: { readonly [K in keyof T]?: T[K] | undefined },
): FieldChange[] {
  return Object.entries(to).flatMap(([field, value]): FieldChange[] => {
    const standing = (from as Record<string, unknown>)[field];
    return value === undefined || isSame(standing, value) ? [] : [{ field, from: standing, to: value }];
  });
}

/** Where two plain values differ, down to their leaves; a list is a leaf. Paths as `targets.incident.P1`. */
export function leafChanges(from: unknown, to: unknown, path = ''): FieldChange[] {
  if (isSame(from, to)) return [];
  if (!isMap(from) || !isMap(to)) return [{ field: path, from, to }];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) => leafChanges(from[key], to[key], path === '' ? key : `${path}.${key}`));
}

/** Whether two plain values say the same; the order of keys says nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isMap(value)) return value ?? null;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key])]),
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
