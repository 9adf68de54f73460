import { expect, it } from '@jest/globals';
import { levels, priorityOf, ruleOf } from './priority.js';

it('follows the matrix of the consortium', () => {
  const rows = levels.map((impact) => levels.map((urgency) => priorityOf(impact, urgency)));
  expect(rows).toEqual([
    ['P1', 'P2', 'P3'],
    ['P2', 'P3', 'P3'],
    ['P3', 'P3', 'P4'],
  ]);
});

it('is corrected by the side that set it, and raised by the other side or on new facts', () => {
  const asked = { impact: 'high', urgency: 'high' } as const;
  expect(ruleOf('P3', 'P1', undefined, false)).toBe('corrected');
  expect(ruleOf('P3', 'P1', asked, false)).toBe('raised');
  expect(ruleOf('P3', 'P2', asked, false)).toBe('corrected');
  expect(ruleOf('P3', 'P1', undefined, true)).toBe('raised');
  expect(ruleOf('P1', 'P3', { impact: 'low', urgency: 'high' }, true)).toBe('corrected');
});
