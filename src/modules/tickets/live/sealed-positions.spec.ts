import { expect, it } from '@jest/globals';
import { SealedPositions } from './sealed-positions.js';

const at = new Date('2026-03-10T09:00:00Z');
const holder = { personId: 'somebody', institutionId: 'ulco' };
const position = { snapshot: '10:20:10,12' };
const sealing = new SealedPositions(['first key', 'second key']);

it('opens for whom it was sealed', () => {
  expect(sealing.open(holder, sealing.seal(holder, position, at))).toEqual({ position, at });
});

it('opens what the former key sealed, and not what another one did', () => {
  const former = new SealedPositions(['second key']).seal(holder, position, at);
  expect(sealing.open(holder, former)).toEqual({ position, at });
  expect(sealing.open(holder, new SealedPositions(['stolen']).seal(holder, position, at))).toBeUndefined();
});

it.each([
  ['another person', { ...holder, personId: 'somebody else' }],
  ['another institution', { ...holder, institutionId: 'uphf' }],
])('does not open for %s', (_who, other) => {
  expect(sealing.open(other, sealing.seal(holder, position, at))).toBeUndefined();
});

it('does not open when any of it was changed or left out', () => {
  const sealed = sealing.seal(holder, position, at);
  for (let index = 0; index < sealed.length - 1; index += 1) {
    const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
    expect(sealing.open(holder, changed)).toBeUndefined();
    expect(sealing.open(holder, sealed.slice(0, index))).toBeUndefined();
  }
  expect(sealing.open(holder, 'A'.repeat(100_000))).toBeUndefined();
});

it('looks different each time, and as long whatever goes on', () => {
  const busy = { snapshot: '100000:100020:100001,100002,100003,100004,100007,100010,100013' };
  const sealed = [position, position, busy].map((one) => sealing.seal(holder, one, at));
  expect(new Set(sealed).size).toBe(3);
  expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
});
