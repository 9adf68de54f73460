import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { segments } from './segments.js';
import { due, elapsed } from './working-time.js';
import { at, HOUR, schedule } from './working-time.spec-support.js';

describe('a pause from Friday 17:00 to Monday 09:00, in hours from 8 to 18', () => {
  const hours = schedule();
  const friday = at('2026-03-06T17:00:00+01:00');
  const monday = at('2026-03-09T09:00:00+01:00');
  const from = at('2026-03-06T08:00:00+01:00');
  const to = at('2026-03-09T18:00:00+01:00');

  it('takes 2 hours, not 64', () => {
    const without = elapsed(hours, from, to);
    expect(without).toBe(20 * HOUR);
    expect(without - elapsed(hours, from, to, [[friday, monday]])).toBe(2 * HOUR);
  });

  it('moves a due instant by 2 hours of work', () => {
    expect(orThrow(due(hours, from, 12 * HOUR))).toBe(at('2026-03-09T10:00:00+01:00'));
    expect(orThrow(due(hours, from, 12 * HOUR, [[friday, monday]]))).toBe(at('2026-03-09T12:00:00+01:00'));
  });

  it('is shown where it took working time away, and the weekend between as closed', () => {
    const close = at('2026-03-06T18:00:00+01:00');
    const open = at('2026-03-09T08:00:00+01:00');
    expect(segments(hours, from, to, [[friday, monday]])).toEqual([
      { from, to: friday, counted: true },
      { from: friday, to: close, counted: false, reason: 'pause' },
      { from: close, to: open, counted: false, reason: 'closed' },
      { from: open, to: monday, counted: false, reason: 'pause' },
      { from: monday, to, counted: true },
    ]);
  });

  it('is shown as far as the answer may go', () => {
    expect(segments(hours, from, to, [[friday, monday]], 2)).toEqual([
      { from, to: friday, counted: true },
      { from: friday, to: at('2026-03-06T18:00:00+01:00'), counted: false, reason: 'pause' },
    ]);
  });
});
