import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { DomainError, isUuid } from '../kernel/index.js';
import { flawsOf } from './text-guard.js';

export interface Page<T> {
  items: T[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * A page out of `limit + 1` rows: the extra row only tells that there is more. `keyOf` gives the sort keys of a row,
 * which the next page starts after.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => unknown,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), nextCursor: more ? encodeCursor(keyOf(last)) : null };
}

/** Opaque to callers, not secret: the sort keys of the last row, which the caller has just been shown. */
export function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The key inside a cursor; undefined without one. Anybody can write a cursor: `isKey` must check every part that
 * reaches SQL (`isInstantText`, `isUuid`, a whole number). Text is already known to be storable. Refused: 400 `bad_cursor`.
 */
export function decodeCursor<Key>(cursor: string | undefined, isKey: (key: unknown) => key is Key): Key | undefined {
  if (cursor === undefined) return undefined;
  const key = /^[\w-]+$/.test(cursor) ? parsed(Buffer.from(cursor, 'base64url').toString()) : undefined;
  if (flawsOf(key).length === 0 && isKey(key)) return key;
  throw new DomainError({
    kind: 'malformed',
    code: 'bad_cursor',
    detail: 'This cursor was not given out by this list.',
    errors: [{ pointer: '/cursor', code: 'bad_cursor', message: 'is not a cursor of this list' }],
  });
}

/** An instant as this program writes it, so a date that PostgreSQL also accepts. */
export function isInstantText(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(text)) return false;
  const instant = new Date(text);
  // 30 February is taken for 2 March
  return (
    !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text.slice(0, 10)) && !text.startsWith('0000')
  );
}

/** Recognises places in a list that is ordered by one key and, where that is equal, by id. */
export function placeBy<K extends string>(
  key: K,
  isKey: (part: unknown) => boolean,
): (place: unknown) => place is Record<K | 'id', string> {
  return (place): place is Record<K | 'id', string> => {
    const parts = (place ?? {}) as Partial<Record<string, unknown>>;
    return (
      typeof parts[key] === 'string' && isKey(parts[key]) && typeof parts['id'] === 'string' && isUuid(parts['id'])
    );
  };
}

/** The same of a list in the order of instants. */
export const placeInTime = <K extends string>(key: K) => placeBy(key, isInstantText);

/** The same of a list in the order of names. */
export const placeByName = placeBy('name', () => true);

/** Documents `{items, nextCursor}`. */
export function ApiPage(item: Type): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      schema: {
        type: 'object',
        required: ['items', 'nextCursor'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(item) } },
          nextCursor: { type: 'string', nullable: true },
        },
      },
    }),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
