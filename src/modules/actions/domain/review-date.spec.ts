import { describe, expect, it } from '@jest/globals';
import { keyOf } from './keys.js';
import { localDate } from '../../../kernel/index.js';
import { reviewDate } from './review-date.js';

const dateOf = (today: string, asked?: string) => {
  const outcome = reviewDate(today, asked);
  return outcome.ok ? outcome.value : outcome.refusal.errors?.[0]?.pointer;
};

describe('the review of an action', () => {
  it('is a year from now, unless somebody says earlier', () => {
    expect(dateOf('2026-03-10')).toBe('2027-03-10');
    expect(dateOf('2028-02-29')).toBe('2029-02-28');
    expect(dateOf('2026-03-10', '2026-03-11')).toBe('2026-03-11');
    expect(dateOf('2026-03-10', '2027-03-10')).toBe('2027-03-10');
  });

  it.each(['2026-03-10', '2026-03-09', '2027-03-11', '2026-02-30', 'demain'])('is not %s', (asked) => {
    expect(dateOf('2026-03-10', asked)).toBe('/reviewOn');
  });

  it('goes by the date where the site is', () => {
    const at = new Date('2026-03-10T23:30:00Z');
    expect([localDate(at, 'Europe/Paris'), localDate(at, 'America/Cayenne')]).toEqual(['2026-03-11', '2026-03-10']);
  });
});

describe('the key of an action', () => {
  it.each([
    ['Libérer l’œil d’une base', 'liberer-l-oeil-d-une-base'],
    ['  --  ', 'action'],
    ['x'.repeat(100), 'x'.repeat(60)],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('%j is %s', (title, key) => {
    expect(keyOf(title)).toBe(key);
  });
});
