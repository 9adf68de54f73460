import { describe, expect, it } from '@jest/globals';
import { isAftermath, outcomeAtClose, mayBegin, pointOfNoReturn, reviewReasons, standingOfModel } from './reviewing.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

describe('a review', () => {
  const calm = { class: 'normal', risk: 'low', outcome: 'successful', incidents: 0 } as const;

  it.each([
    [{}, []],
    [{ class: 'emergency' as const }, ['emergency']],
    [{ outcome: 'backed_out' as const, risk: 'medium' as const }, ['backed_out', 'risk']],
    [{ outcome: 'failed' as const, incidents: 2 }, ['failed', 'incidents']],
    [{ outcome: 'with_issues' as const }, []],
  ])('after %j is due for %j', (of, reasons) => {
    expect(reviewReasons({ ...calm, ...of })).toEqual(reasons);
  });

  it.each([
    [999, false],
    [1000, true],
    [2000 + 72 * 3_600_000 - 1, true],
    [2000 + 72 * 3_600_000, false],
  ])('an incident at %i in the aftermath: %p', (openedAt, is) => {
    expect(isAftermath(openedAt, { startedAt: 1000, endedAt: 2000 })).toBe(is);
  });
});

describe('a model', () => {
  const model = { approvedAt: 0, expiresAt: 365 * DAY };

  it.each([
    [[], 364, 'approved'],
    [[], 365, 'expired'],
    [[10], 20, 'approved'],
    [[10, 99], 100, 'suspended'],
    [[99, 10], 100, 'suspended'],
    [[10, 100], 101, 'approved'],
    [[10, 100, 120], 121, 'suspended'],
    // still suspended long after
    [[10, 20], 400, 'suspended'],
    // before it was approved anew
    [[-10, -5, 3], 10, 'approved'],
    [[10, 20], 15, 'approved'],
  ])('that failed on the days %j stands on day %i as %s', (days, now, standing) => {
    expect(
      standingOfModel(
        model,
        days.map((day) => day * DAY),
        now * DAY,
      ),
    ).toBe(standing);
  });
});

it.each([
  [['ana', 'bob'], null, 0, true],
  [['ana', 'ana'], null, 60, false],
  [['ana'], 'Nobody else is awake.', 30, true],
  [['ana'], 'Nobody else is awake.', 29, false],
  [['ana'], null, 30, false],
  [[], 'Nobody at all.', 60, false],
])('an emergency that %j approve, for %p, after %i minutes may begin: %p', (approvedBy, reason, minutes, may) => {
  expect(mayBegin({ askedAt: 0, approvedBy, reason }, minutes * MINUTE)).toBe(may);
});

it('the point of no return leaves time to back out', () => {
  expect(pointOfNoReturn({ to: 100 * MINUTE }, 30)).toBe(70 * MINUTE);
  expect(pointOfNoReturn({ to: 100 * MINUTE }, null)).toBeNull();
});

describe('the outcome at the close', () => {
  const closed = (...[move, recorded, said]: [...unknown[]]) => {
    const found = outcomeAtClose({ move, recorded, said } as Parameters<typeof outcomeAtClose>[0]);
    return found.ok ? found.value : found.refusal.code;
  };

  it('is what was recorded when it was made, where nothing else is said', () => {
    for (const outcome of ['successful', 'with_issues', 'failed', 'backed_out'])
      for (const said of [undefined, outcome]) expect(closed('close', outcome, said)).toBe(outcome);
    expect(closed('closeUnreviewed', 'with_issues', undefined)).toBe('with_issues');
  });

  it('is another one only by a review, and never whether it was backed out', () => {
    expect(closed('close', 'successful', 'failed')).toBe('failed');
    expect(closed('close', 'failed', 'with_issues')).toBe('with_issues');
    for (const [recorded, said] of [
      ['successful', 'backed_out'],
      ['backed_out', 'successful'],
    ])
      expect(closed('close', recorded, said)).toBe('recorded_otherwise');
    expect(closed('closeUnreviewed', 'successful', 'with_issues')).toBe('recorded_otherwise');
  });

  it('of what was never begun, is that it was not implemented', () => {
    expect(closed('lapse', null, undefined)).toBe('not_implemented');
    expect(closed('lapse', null, 'successful')).toBe('never_begun');
  });
});
