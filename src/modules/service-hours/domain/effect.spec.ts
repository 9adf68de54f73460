import { describe, expect, it } from '@jest/globals';
import { admitEffect, recordingAfter, type Effect } from './effect.js';

const decidedAt = Date.parse('2026-11-20T12:00:00Z');
const effect: Effect = {
  effectiveFrom: decidedAt,
  decidedAt,
  retroactive: false,
  reason: undefined,
  mayBackdate: false,
};
const answer = (more: Partial<Effect>) => {
  const outcome = admitEffect({ ...effect, ...more });
  return outcome.ok ? 'admitted' : `${outcome.refusal.code} ${outcome.refusal.errors?.[0]?.pointer ?? ''}`.trim();
};
const past = { effectiveFrom: decidedAt - 1 };

describe('when a version is to hold', () => {
  it.each<[string, Partial<Effect>, string]>([
    ['at the instant of the decision', {}, 'admitted'],
    ['a millisecond before', past, 'effect_has_passed /effectiveFrom'],
    ['100 years ahead', { effectiveFrom: Date.parse('2126-11-20T12:00:00Z') }, 'admitted'],
    [
      'more than 100 years ahead',
      { effectiveFrom: Date.parse('2126-11-22T12:00:00Z') },
      'effect_too_far /effectiveFrom',
    ],
    [
      'in the past, by right and with a reason',
      { ...past, retroactive: true, reason: 'x', mayBackdate: true },
      'admitted',
    ],
    ['in the past, without a reason', { ...past, retroactive: true, mayBackdate: true }, 'reason_required /reason'],
    ['in the past, without the right', { ...past, retroactive: true, reason: 'x' }, 'backdate_not_allowed'],
    [
      'in the past, with right and reason, but unsaid',
      { ...past, reason: 'x', mayBackdate: true },
      'effect_has_passed /effectiveFrom',
    ],
    ['ahead, said to be retroactive without the right', { retroactive: true, reason: 'x' }, 'backdate_not_allowed'],
  ])('%s', (_, more, expected) => {
    expect(answer(more)).toBe(expected);
  });
});

describe('instants of recording', () => {
  const at = (ms: number) => new Date(decidedAt + ms);

  it.each([
    [null, 0, 1],
    [-1, 0, 1],
    [0, 0, 1],
    [1, 0, 2],
    [5000, 0, 5001],
  ])('after %p, at %d: %d', (last, now, expected) => {
    expect(recordingAfter(last === null ? null : at(last), at(now))).toEqual(at(expected));
  });
});
