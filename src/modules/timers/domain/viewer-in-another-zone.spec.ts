import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms } from './calendar.spec-support.js';

const local = ['getTimezoneOffset', 'getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes'] as const;

describe('a viewer in another zone', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('sees the same instants: the zone of the machine or of the viewer is never asked for', () => {
    for (const getter of local) {
      jest.spyOn(Date.prototype, getter).mockImplementation(() => {
        throw new Error(`${getter} depends on where one looks`);
      });
    }
    expect(() => new Date(0).getHours()).toThrow('depends on where one looks');
    const facts = escalated('2026-03-06T17:00:00-04:00');
    const given = agreement([terms({ P1: 4 }), officeIn('America/Martinique')]);
    for (const now of ['2026-03-09T09:00:00-04:00', '2026-03-09T14:00:00+01:00', '2026-03-10T00:00:00+11:00']) {
      expect(seen(facts, given, now)).toMatchObject([{ dueAt: '2026-03-09T15:00:00.000Z', consumedMinutes: 120 }]);
    }
  });
});
