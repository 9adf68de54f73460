import { expect, it } from '@jest/globals';
import { isUuid, newId } from './ids.js';

const at = new Date('2026-03-10T09:00:00.123Z');

it('makes UUIDs of version 7 that carry their instant', () => {
  const id = newId(at);
  expect(isUuid(id)).toBe(true);
  expect(id).toMatch(/^.{14}7.{4}[89ab]/);
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime());
});

it('keeps the order in which they were made, within a millisecond and across', () => {
  const ids = [...Array.from({ length: 10_000 }, () => newId(at)), newId(new Date(at.getTime() + 1))];
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it('keeps the order of one instant also when ids of others are made in between', () => {
  const others = Array.from({ length: 50 }, (_, index) => new Date(at.getTime() + 1000 + index));
  const ids = others.map((other) => {
    newId(other);
    return newId(at);
  });
  expect([...ids].sort()).toEqual(ids);
});
