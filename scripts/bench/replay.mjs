import { dist } from './dist.mjs';

const { newId } = await dist('kernel/index.js');

/** New ids for the rows that a recorded request made. */
export const newIds = () => newId(new Date());

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const REFERENCE = /^[A-Z0-9]+-\d{4}-\d{5,}$/;

/**
 * A request that writes, ready to be said again: what differs between two recordings of it was made by the program (ids,
 * and the reference, which follows from the counter), and is made anew each time.
 */
export function scriptOf(statements, other = statements) {
  const known = new Set(idsIn(other));
  const fresh = [...new Set(idsIn(statements))].filter((id) => other !== statements && !known.has(id));
  const reference = statements
    .flatMap(({ values }) => values)
    .find((value) => other !== statements && typeof value === 'string' && REFERENCE.test(value));
  return { statements, fresh, reference };
}

function idsIn(statements) {
  return statements.flatMap(({ values }) => JSON.stringify(values).match(UUID) ?? []);
}

/** Says a recorded request to PostgreSQL: prepared statements as the program prepares them, begin and commit included. */
export async function replay(client, { statements, fresh, reference }, makeId) {
  const instead = new Map(fresh.map((id) => [id, makeId()]));
  const old = fresh.length > 0 ? new RegExp([...fresh, ...(reference ? [reference] : [])].join('|'), 'g') : undefined;
  const renew = (value) => {
    if (old === undefined) return value;
    if (typeof value === 'string') return value.replace(old, (found) => instead.get(found) ?? found);
    return Array.isArray(value) ? value.map(renew) : value;
  };
  for (const { name, text, values } of statements) {
    const { rows } = await client.query(name === undefined ? text : { name, text, values: values.map(renew) });
    if (reference && text.includes('into reference_counter')) {
      instead.set(reference, reference.replace(/\d+$/, String(rows[0].last).padStart(5, '0')));
    }
  }
}
