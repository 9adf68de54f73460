import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms } from './calendar.spec-support.js';

describe('created on a holiday', () => {
  const may = officeIn('Europe/Paris', { holidays: ['2026-05-01', '2026-05-08'] });

  it('a timer starts there and counts from the next opening', () => {
    // 1 May 2026 is a Friday
    const facts = escalated('2026-05-01T10:00:00+02:00');
    expect(seen(facts, agreement([terms({ P1: 4 }), may]), '2026-05-04T09:00:00+02:00')).toMatchObject([
      { state: 'running', dueAt: '2026-05-04T10:00:00.000Z', consumedMinutes: 60 },
    ]);
  });

  it('ends when midnight of the zone says so, not that of UTC', () => {
    const noumea = officeIn('Pacific/Noumea', { holidays: ['2026-05-01'] });
    // in Nouméa it is Thursday 17:00, an hour before the holiday's eve closes
    const facts = escalated('2026-04-30T17:00:00+11:00');
    expect(seen(facts, agreement([terms({ P1: 4 }), noumea]), '2026-04-30T17:00:00+11:00')).toMatchObject([
      { dueAt: new Date('2026-05-04T11:00:00+11:00').toISOString() },
    ]);
  });
});
