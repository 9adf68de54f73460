import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms, version } from './calendar.spec-support.js';

describe('a version recorded while a timer stood still', () => {
  const begun = '2026-01-01T00:00:00Z';
  const given = (hours: number) =>
    agreement([
      [version(1, terms({ P1: 8 }), begun), version(2, terms({ P1: hours }), '2026-03-03T15:00:00+01:00', begun)],
      officeIn(),
    ]);
  const facts = escalated('2026-03-03T09:00:00+01:00');
  const goesOn = (state: 'delivered' | 'recalled') => [
    ...facts,
    moved('2026-03-03T14:00:00+01:00', state),
    ...(state === 'recalled' ? [moved('2026-03-03T16:00:00+01:00', 'offered', 2)] : []),
    ...(state === 'delivered' ? [moved('2026-03-03T16:00:00+01:00', 'accepted')] : []),
  ];

  it('leaves what was met as it is', () => {
    expect(seen(goesOn('delivered').slice(0, -1), given(2), '2026-03-05T09:00:00+01:00')).toMatchObject([
      { state: 'met', targetMinutes: 480 },
    ]);
  });

  it('moves the run that goes on in its place', () => {
    expect(seen(goesOn('delivered'), given(6), '2026-03-03T16:30:00+01:00')).toMatchObject([
      { state: 'superseded', targetMinutes: 480 },
      { state: 'running', targetMinutes: 360, dueAt: '2026-03-03T16:00:00.000Z' },
    ]);
  });

  it.each(['delivered', 'recalled'] as const)('after %s: late by it, the miss falls when the run goes on', (state) => {
    expect(seen(goesOn(state), given(4), '2026-03-04T09:00:00+01:00').at(-1)).toMatchObject({
      state: 'missed',
      missCause: 'recorded',
      dueAt: '2026-03-03T12:00:00.000Z',
      verdictAt: '2026-03-03T15:00:00.000Z',
    });
  });

  it('leaves a cancelled run as it is, if it never goes on', () => {
    expect(seen(goesOn('recalled').slice(0, -1), given(2), '2026-03-05T09:00:00+01:00')).toMatchObject([
      { state: 'cancelled', targetMinutes: 480, consumedMinutes: 300 },
    ]);
  });

  it('leaves what a cancelled run had consumed as it was counted, though the hours were others', () => {
    const shorter = { ...officeIn(), holidays: ['2026-03-03'] };
    const hours = [version(1, officeIn(), begun), version(2, shorter, '2026-03-03T15:00:00+01:00', begun)];
    const recalled = goesOn('recalled').slice(0, -1);
    expect(seen(recalled, agreement([terms({ P1: 8 }), hours]), '2026-03-05T09:00:00+01:00')).toMatchObject([
      { state: 'cancelled', consumedMinutes: 300 },
    ]);
  });
});
