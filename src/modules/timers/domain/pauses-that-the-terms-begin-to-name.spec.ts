import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms, ticketIs, version } from './calendar.spec-support.js';

describe('waiting that the terms name as a pause only from a version on', () => {
  const begun = '2026-01-01T00:00:00Z';
  const [running, paused] = [terms({ P1: 20 }), terms({ P1: 20 }, ['third_party'])];
  const facts = [
    ...escalated('2026-03-03T09:00:00+01:00'),
    ticketIs('2026-03-03T10:00:00+01:00', 'waiting', 'third_party'),
  ];

  it('stops time where the version takes effect, and the timer wakes there', () => {
    const effect = '2026-03-03T15:00:00+01:00';
    const given = agreement([[version(1, running, begun), version(2, paused, begun, effect)], officeIn()]);
    expect(seen(facts, given, '2026-03-03T12:00:00+01:00')).toMatchObject([
      { state: 'running', wakeAt: '2026-03-03T14:00:00.000Z' },
    ]);
    expect(seen(facts, given, '2026-03-04T12:00:00+01:00')).toMatchObject([
      { state: 'paused', pausedSince: '2026-03-03T14:00:00.000Z', consumedMinutes: 360 },
    ]);
  });

  it('lets time go on where it no longer does, and the timer wakes there', () => {
    const effect = '2026-03-03T15:00:00+01:00';
    const given = agreement([[version(1, paused, begun), version(2, running, begun, effect)], officeIn()]);
    expect(seen(facts, given, '2026-03-03T12:00:00+01:00')).toMatchObject([
      { state: 'paused', wakeAt: '2026-03-03T14:00:00.000Z', dueAt: null },
    ]);
    expect(seen(facts, given, '2026-03-03T16:00:00+01:00')).toMatchObject([{ state: 'running', consumedMinutes: 120 }]);
  });

  it('recorded late with effect before, the time waited is given back', () => {
    const given = agreement([
      [version(1, running, begun), version(2, paused, '2026-03-03T15:00:00+01:00', begun)],
      officeIn(),
    ]);
    expect(seen(facts, given, '2026-03-03T14:00:00+01:00')).toMatchObject([{ state: 'running', consumedMinutes: 300 }]);
    expect(seen(facts, given, '2026-03-03T16:00:00+01:00')).toMatchObject([
      { state: 'paused', pausedSince: '2026-03-03T09:00:00.000Z', consumedMinutes: 60 },
    ]);
  });
});
