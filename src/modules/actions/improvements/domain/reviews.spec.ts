import { describe, expect, it } from '@jest/globals';
import { admitVerdict, endedBy, nextReview, reviewDates, type Review } from './reviews.js';

const reviews = (...verdicts: (Review['verdict'] | undefined)[]): Review[] => [
  { afterDays: 90, dueOn: '2026-06-08', verdict: verdicts[1] ?? null },
  { afterDays: 30, dueOn: '2026-04-09', verdict: verdicts[0] ?? null },
];
const people = (reviewerId: string) => ({ ownerId: 'owner', implementedBy: 'hand', reviewerId });

describe('the reviews of an improvement', () => {
  it('are due 30 and 90 days after it was implemented, by the calendar', () => {
    expect(reviewDates('2026-03-10')).toEqual([
      { afterDays: 30, dueOn: '2026-04-09' },
      { afterDays: 90, dueOn: '2026-06-08' },
    ]);
    expect(reviewDates('2027-12-31').map(({ dueOn }) => dueOn)).toEqual(['2028-01-30', '2028-03-30']);
  });

  it.each(['owner', 'hand'])('are not made by the %s', (reviewer) => {
    expect(admitVerdict(reviews(), people(reviewer), '2026-05-01')).toMatchObject({
      ok: false,
      refusal: { kind: 'forbidden', code: 'own_work' },
    });
  });

  it('are made in their order, each from its date on', () => {
    expect(nextReview(reviews())?.afterDays).toBe(30);
    expect(admitVerdict(reviews(), people('other'), '2026-04-08')).toMatchObject({ refusal: { code: 'too_early' } });
    expect(admitVerdict(reviews(), people('other'), '2026-04-09')).toMatchObject({ value: { afterDays: 30 } });
    expect(admitVerdict(reviews('effective'), people('other'), '2026-06-07')).toMatchObject({
      refusal: { code: 'too_early' },
    });
    expect(admitVerdict(reviews('effective'), people('other'), '2026-06-08')).toMatchObject({
      value: { afterDays: 90 },
    });
    expect(admitVerdict(reviews('effective', 'effective'), people('other'), '2026-06-08')).toMatchObject({
      refusal: { code: 'nothing_to_review' },
    });
  });

  it('end it by the last one, or by the first that sees that it does not work', () => {
    expect(endedBy('effective', false)).toBeUndefined();
    expect(endedBy('unclear', false)).toBeUndefined();
    expect(endedBy('not_effective', false)).toBe('ineffective');
    expect(endedBy('effective', true)).toBe('effective');
    expect(endedBy('unclear', true)).toBe('ineffective');
  });
});
