import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { at, HOUR, schedule } from './working-time.spec-support.js';

describe('four hours of work from 17:00, in hours from 8 to 18', () => {
  const start = at('2026-03-03T17:00:00+01:00');

  it('end at 11:00 the next day', () => {
    expect(orThrow(due(schedule(), start, 4 * HOUR))).toBe(at('2026-03-04T11:00:00+01:00'));
  });

  it('end after the weekend, on a Friday', () => {
    const friday = at('2026-03-06T17:00:00+01:00');
    expect(orThrow(due(schedule(), friday, 4 * HOUR))).toBe(at('2026-03-09T11:00:00+01:00'));
  });

  it('end a day later when the next day is a holiday', () => {
    const dueAt = due(schedule({ holidays: ['2026-03-04'] }), start, 4 * HOUR);
    expect(orThrow(dueAt)).toBe(at('2026-03-05T11:00:00+01:00'));
  });

  it('end after a closure, both its dates being closed', () => {
    const hours = schedule({ closures: [['2026-03-04', '2026-03-05']] });
    expect(orThrow(due(hours, start, 4 * HOUR))).toBe(at('2026-03-06T11:00:00+01:00'));
  });

  it('end after closures that lie within one another', () => {
    const hours = schedule({
      closures: [
        ['2026-03-05', '2026-03-05'],
        ['2026-03-04', '2026-03-12'],
        ['2026-03-06', '2026-03-09'],
      ],
    });
    expect(orThrow(due(hours, start, 4 * HOUR))).toBe(at('2026-03-13T11:00:00+01:00'));
  });

  it('are due at once when they are no hours, open or not', () => {
    const night = at('2026-03-03T23:00:00+01:00');
    expect(orThrow(due(schedule(), night, 0))).toBe(night);
    expect(nextOpening(schedule(), night)).toBe(at('2026-03-04T08:00:00+01:00'));
    expect(elapsed(schedule(), night, start)).toBe(0);
  });
});
