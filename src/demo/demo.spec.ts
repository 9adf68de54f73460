import { calendarAt, timeline } from './play.js';
import { stories } from './stories/index.js';
import { titleOf } from './story.js';

describe('the stories, whenever they are told', () => {
  it('have each a title and run forward to at most the present', () => {
    expect(new Set(stories.map(titleOf)).size).toBe(34);
    // weekdays, weekends, nights, holidays and closures of more than a year
    for (let now = Date.UTC(2026, 2, 15); now < Date.UTC(2027, 4, 1); now += 97 * 3_600_000) {
      const cues = timeline(stories, calendarAt(new Date(now)));
      expect(cues.at(-1)?.at.getTime()).toBeLessThanOrEqual(now);
    }
  });

  it('know the last holiday that Metz alone had', () => {
    const metzAt = (now: string) => calendarAt(new Date(now)).metzHoliday();
    expect(metzAt('2026-11-21T12:00:00Z')).toEqual({ eve: '2026-04-02', holiday: '2026-04-03', after: '2026-04-07' });
    expect(metzAt('2026-03-10T09:00:00Z')).toEqual({ eve: '2025-12-24', holiday: '2025-12-26', after: '2026-01-02' });
  });

  it('count no day on which somebody in the consortium has a holiday', () => {
    const calendar = calendarAt(new Date('2026-11-23T12:00:00Z'));
    // 20 November is a holiday in Polynesia since 2025, 11 November everywhere
    expect([-1, -6, 1].map((n) => calendar.day(n))).toEqual(['2026-11-19', '2026-11-12', '2026-11-24']);
  });
});
