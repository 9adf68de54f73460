import { describe, expect, it } from '@jest/globals';
import { mayTakeBack, spentOn } from './spent.js';

const opened = new Date('2026-03-10T22:30:00Z');
const now = new Date('2026-03-12T10:30:00Z');
const on = (asked: string | undefined, zone = 'Europe/Paris') => {
  const outcome = spentOn(asked, opened, now, zone);
  return outcome.ok ? outcome.value : outcome.refusal.code;
};

describe('the day for which time is entered', () => {
  it.each([
    [undefined, '2026-03-12'],
    ['2026-03-10', '2026-03-10'],
    ['2026-03-12', '2026-03-12'],
    ['2026-03-09', 'not_then'],
    ['2026-03-13', 'not_then'],
    ['2026-02-30', 'not_then'],
    ['12/03/2026', 'not_then'],
  ])('%p is %p in Paris', (asked, expected) => {
    expect(on(asked)).toBe(expected);
  });

  it('is the local one: where it is tomorrow already, tomorrow', () => {
    expect(on(undefined, 'Pacific/Kiritimati')).toBe('2026-03-13');
    expect(on('2026-03-10', 'Pacific/Noumea')).toBe('not_then');
  });
});

it('is taken back within a day, to the millisecond', () => {
  const day = 24 * 3_600_000;
  expect(mayTakeBack(opened, new Date(opened.getTime() + day))).toBe(true);
  expect(mayTakeBack(opened, new Date(opened.getTime() + day + 1))).toBe(false);
});
