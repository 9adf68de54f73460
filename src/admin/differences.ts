/** What is kept of a ticket under a name (a timer, an appointment, ...), with its values. */
export interface Kept {
  name: string;
  values: Readonly<Record<string, unknown>>;
}

/** In words, what is stored of a ticket otherwise than it was recomputed: more, less or something else. */
export function differences(reference: string, stored: readonly Kept[], recomputed: readonly Kept[]): string[] {
  const left = new Map(stored.map(({ name, values }) => [name, values]));
  const right = new Map(recomputed.map(({ name, values }) => [name, values]));
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names.flatMap((name) => {
    const [kept, made] = [left.get(name), right.get(name)];
    if (!kept) return [`${reference}: the ${name} is not stored`];
    if (!made) return [`${reference}: the ${name} is stored and does not follow from the record`];
    return Object.keys(made)
      .filter((key) => asText(kept[key]) !== asText(made[key]))
      .map((key) => `${reference}: ${key} of ${name} is stored as ${asText(kept[key])}, and is ${asText(made[key])}`);
  });
}

function asText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? JSON.stringify(inOrder(value)) : String(value);
}

/** With the keys of every object in order: how they were written says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}
