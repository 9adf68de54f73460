import { expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, isInstantText, toPage } from './pagination.js';

const isText = (key: unknown): key is string => typeof key === 'string';
const written = (json: string): string => Buffer.from(json).toString('base64url');

it('gives a cursor only when there is more, for the last row shown', () => {
  const page = (rows: number[]) =>
    toPage(
      rows,
      2,
      (row) => ({ after: row }),
      (row) => `#${row}`,
    );
  expect(page([])).toEqual({ items: [], nextCursor: null });
  expect(page([7, 8])).toEqual({ items: ['#7', '#8'], nextCursor: null });
  const { items, nextCursor } = page([7, 8, 9]);
  expect(items).toEqual(['#7', '#8']);
  expect(Buffer.from(nextCursor ?? '', 'base64url').toString()).toBe('{"after":8}');
});

it('reads back what it wrote', () => {
  expect(decodeCursor(encodeCursor('été 😀'), isText)).toBe('été 😀');
  expect(decodeCursor(undefined, isText)).toBeUndefined();
});

it.each([written(String.raw`"\u0000"`), written(String.raw`"\ud800"`), written('7'), written('"'), 'a+b', ''])(
  'refuses a key that must not reach SQL: %j',
  (cursor) => {
    expect(() => decodeCursor(cursor, isText)).toThrow('This cursor was not given out by this list.');
  },
);

it('knows an instant from what only looks like one', () => {
  expect(['2026-03-29T02:30:00Z', '2026-03-29T02:30:00.123Z', '2026-03-29T02:30:00.123456Z'].every(isInstantText)).toBe(
    true,
  );
  expect(
    ['2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '2026-03-29', 'now', '', 7, null].some(
      isInstantText,
    ),
  ).toBe(false);
});
