import { describe, expect, it } from '@jest/globals';
import { choose, type Candidate } from './choosing.js';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 10, 9, minute));
const of = (personId: string, load: number, minute?: number): Candidate => ({
  personId,
  load,
  lastAssignedAt: minute === undefined ? null : at(minute),
});

describe('who gets what comes into a queue', () => {
  it.each([
    ['in turn: who was given nothing for longest', 'round_robin', [of('a', 0, 5), of('b', 9, 3), of('c', 1, 4)], 'b'],
    ['in turn: who was never given anything first', 'round_robin', [of('a', 0, 1), of('c', 9), of('b', 9)], 'b'],
    ['who has least', 'least_loaded', [of('a', 2, 1), of('b', 1, 9), of('c', 3)], 'b'],
    ['of those who have least, who was given nothing for longest', 'least_loaded', [of('a', 1, 2), of('b', 1, 1)], 'b'],
    ['nobody when nobody is there', 'round_robin', [], undefined],
    ['nobody when it is given out by hand', 'manual', [of('a', 0)], undefined],
  ] as const)('%s', (_, mode, candidates, expected) => {
    expect(choose(mode, candidates)).toBe(expected);
    expect(choose(mode, [...candidates].reverse())).toBe(expected);
  });
});
