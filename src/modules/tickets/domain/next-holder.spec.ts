import { describe, expect, it } from '@jest/globals';
import { askedInMatter, nextInLine } from './next-holder.js';

const free = (id: string) => ({ id, suspended: false });
const away = (id: string) => ({ id, suspended: true });
const next = (...args: Parameters<typeof nextInLine>) => nextInLine(...args)?.id;

describe('who is asked next', () => {
  it('is the next holder in order, then the lead provider, then nobody', () => {
    const holders = [free('a'), free('b')];
    expect(next(holders, free('lead'), 'a', new Set(['a']))).toBe('b');
    expect(next(holders, free('lead'), 'b', new Set(['a', 'b']))).toBe('lead');
    expect(next(holders, free('lead'), 'lead', new Set(['a', 'b', 'lead']))).toBeUndefined();
    expect(next([free('a')], undefined, 'a', new Set(['a']))).toBeUndefined();
  });

  it('passes over who is suspended, or was asked already', () => {
    const holders = [free('a'), away('b'), free('c'), free('d')];
    expect(next(holders, free('lead'), 'a', new Set(['a']))).toBe('c');
    expect(next(holders, free('lead'), 'a', new Set(['a', 'c']))).toBe('d');
    expect(next([free('a')], away('lead'), 'a', new Set(['a']))).toBeUndefined();
    expect(next([free('a'), free('lead')], free('lead'), 'a', new Set(['a', 'lead']))).toBeUndefined();
  });
});

describe('who was asked in a matter', () => {
  const one = (
    holderId: string,
    state: 'forwarded' | 'returned' | 'confirmed' | 'recalled' | 'offered',
    confirmed = false,
  ) => ({
    holderId,
    state,
    returnConfirmedAt: confirmed ? new Date() : null,
  });
  const asked = (...escalations: ReturnType<typeof one>[]) => [...askedInMatter(escalations)].sort();

  it('is everybody back to where it began', () => {
    expect(asked(one('a', 'forwarded'), one('b', 'returned'), one('c', 'offered'))).toEqual(['a', 'b', 'c']);
  });

  it('is nobody of a matter that was over', () => {
    expect(asked(one('a', 'confirmed'), one('b', 'offered'))).toEqual(['b']);
    expect(asked(one('a', 'recalled'), one('b', 'offered'))).toEqual(['b']);
    expect(asked(one('a', 'returned', true), one('b', 'forwarded'), one('c', 'offered'))).toEqual(['b', 'c']);
  });
});
