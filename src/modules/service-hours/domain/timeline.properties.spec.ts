import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orThrow } from '../../../kernel/index.js';
import { type Pause } from './pauses.js';
import { segments } from './segments.js';
import { dueIn, elapsedIn, endOfWorkingDayIn, nextOpeningIn, segmentsIn, timelineOf } from './timeline.js';
import { DAY, given, oracleDue, oracleElapsed, oracleEndOfDay } from './timeline.spec-support.js';
import { endOfWorkingDay } from './working-day.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { at, HOUR, MINUTE, schedule } from './working-time.spec-support.js';
import { tries } from '../../../kernel/effort.spec-support.js';

const short = given(2 * DAY);
const long = given(60 * DAY);
const target = fc.integer({ min: 1, max: 100 * HOUR });

describe('hours that change on the way', () => {
  it('count what a walk through minutes counts', () => {
    fc.assert(
      fc.property(short, (it) => {
        expect(elapsedIn(it.timeline, it.from, it.from + it.span, it.pauses)).toBe(
          oracleElapsed(it, it.from, it.from + it.span),
        );
      }),
      { numRuns: tries(60) },
    );
  });

  it('are due where a walk through minutes ends', () => {
    fc.assert(
      fc.property(short, fc.integer({ min: 0, max: 10 * HOUR }), (it, wanted) => {
        const until = it.from + 3 * DAY;
        const dueAt = dueIn(it.timeline, it.from, wanted, it.pauses);
        const isBefore = dueAt !== undefined && dueAt <= until;
        expect(isBefore ? dueAt : undefined).toBe(oracleDue(it, wanted, until));
      }),
      { numRuns: tries(60) },
    );
  });

  it('end a working day where a walk through its quarters ends it', () => {
    fc.assert(
      fc.property(given(6 * DAY, true), fc.integer({ min: 1, max: 5 }), (it, days) => {
        const until = it.from + 50 * DAY;
        const end = endOfWorkingDayIn(it.timeline, it.from, days);
        const isBefore = end !== undefined && end <= until - 2 * DAY;
        const expected = oracleEndOfDay(it, days, until);
        expect(isBefore ? end : undefined).toBe(
          expected !== undefined && expected <= until - 2 * DAY ? expected : undefined,
        );
      }),
      { numRuns: tries(60) },
    );
  });

  it('are due when the target is used up, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(long, target, (it, wanted) => {
        const dueAt = dueIn(it.timeline, it.from, wanted, it.pauses);
        if (dueAt === undefined) throw new Error('every week here has working time');
        expect(elapsedIn(it.timeline, it.from, dueAt, it.pauses)).toBe(wanted);
        expect(elapsedIn(it.timeline, it.from, dueAt - 1, it.pauses)).toBe(wanted - 1);
      }),
    );
  });

  it('add up wherever a span is split, and so never fall', () => {
    fc.assert(
      fc.property(long, fc.nat(60 * DAY), (it, after) => {
        const [middle, to] = [it.from + Math.min(after, it.span), it.from + it.span];
        const first = elapsedIn(it.timeline, it.from, middle, it.pauses);
        const second = elapsedIn(it.timeline, middle, to, it.pauses);
        expect(first + second).toBe(elapsedIn(it.timeline, it.from, to, it.pauses));
        expect(Math.min(first, second)).toBeGreaterThanOrEqual(0);
        expect(second).toBeLessThanOrEqual(to - middle);
      }),
    );
  });

  it('are never due earlier for a later start or a longer target', () => {
    fc.assert(
      fc.property(long, target, fc.nat(DAY), (it, wanted, more) => {
        const dueAt = dueIn(it.timeline, it.from, wanted, it.pauses) ?? Infinity;
        expect(dueIn(it.timeline, it.from + more, wanted, it.pauses)).toBeGreaterThanOrEqual(dueAt);
        expect(dueIn(it.timeline, it.from, wanted + more, it.pauses)).toBeGreaterThanOrEqual(dueAt);
      }),
    );
  });

  it('do not mind the order of pauses, one twice, or one in pieces', () => {
    fc.assert(
      fc.property(long, target, (it, wanted) => {
        const to = it.from + it.span;
        const halves = it.pauses.flatMap(([a, b]): Pause[] => [
          [Math.floor((a + b) / 2), b],
          [a, Math.floor((a + b) / 2)],
        ]);
        for (const same of [it.pauses.toReversed(), [...it.pauses, ...it.pauses], halves]) {
          expect(elapsedIn(it.timeline, it.from, to, same)).toBe(elapsedIn(it.timeline, it.from, to, it.pauses));
          expect(dueIn(it.timeline, it.from, wanted, same)).toBe(dueIn(it.timeline, it.from, wanted, it.pauses));
        }
      }),
    );
  });

  it('are the hours themselves when every version says the same', () => {
    fc.assert(
      fc.property(long, fc.array(fc.nat(60 * DAY), { minLength: 1, maxLength: 4 }), target, (it, cuts, wanted) => {
        const hours = it.timeline[0]?.schedule;
        if (!hours) throw new Error('there is a first version');
        const same = timelineOf(
          [-DAY, ...cuts].map((after, index) => ({ number: index + 1, from: it.from + after, schedule: hours })),
        );
        const to = it.from + it.span;
        expect(elapsedIn(same, it.from, to, it.pauses)).toBe(elapsed(hours, it.from, to, it.pauses));
        expect(dueIn(same, it.from, wanted, it.pauses)).toBe(orThrow(due(hours, it.from, wanted, it.pauses)));
        expect(nextOpeningIn(same, it.from)).toBe(nextOpening(hours, it.from));
        expect(endOfWorkingDayIn(same, it.from, 3)).toBe(orThrow(endOfWorkingDay(hours, it.from, 3)));
        const sum = (parts: readonly { from: number; to: number; reason?: string }[], reason?: string) =>
          parts.reduce((total, part) => total + (part.reason === reason ? part.to - part.from : 0), 0);
        const [parts, whole] = [segmentsIn(same, it.from, to, it.pauses), segments(hours, it.from, to, it.pauses)];
        for (const reason of [undefined, 'closed', 'holiday', 'pause'])
          expect(sum(parts, reason)).toBe(sum(whole, reason));
      }),
    );
  });

  it('are explained by segments that lie end to end, add up, and name the version that held', () => {
    fc.assert(
      fc.property(long, (it) => {
        const to = it.from + it.span;
        const parts = segmentsIn(it.timeline, it.from, to, it.pauses);
        let cursor = it.from;
        for (const part of parts) {
          expect(part.from).toBe(cursor);
          expect(part.to).toBeGreaterThan(part.from);
          const holding = it.versions.filter(({ from }) => from <= part.from).map(({ number }) => number);
          expect(part.version).toBe(holding.length > 0 ? Math.max(...holding) : null);
          cursor = part.to;
        }
        expect(cursor).toBe(to);
        const counted = parts.reduce((sum, part) => sum + (part.counted ? part.to - part.from : 0), 0);
        expect(counted).toBe(elapsedIn(it.timeline, it.from, to, it.pauses));
      }),
      { numRuns: tries(40) },
    );
  });

  it('open next where time begins to count', () => {
    fc.assert(
      fc.property(long, (it) => {
        const opening = nextOpeningIn(it.timeline, it.from) ?? NaN;
        expect(elapsedIn(it.timeline, it.from, opening)).toBe(0);
        expect(elapsedIn(it.timeline, opening, opening + 1)).toBe(1);
      }),
    );
  });
});

describe('hours that begin, end, or hardly open', () => {
  const start = at('2026-01-01T00:00:00Z');
  const [minute]: [string, string][] = [['12:00', '12:01']];
  const weekly = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [minute!]]));
  const closures = Array.from({ length: 140 }, (_, index): [string, string] => {
    const year = 2020 + index;
    return [`${year}-01-02`, `${year}-12-31`];
  });
  /** One minute a year, at noon of the first of January. */
  const yearly = schedule({ timeZone: 'UTC', weekly, closures });

  it('of one minute a year have a due instant up to 100 years ahead, also across versions', () => {
    const line = timelineOf(
      ['2000', '2030', '2060', '2090'].map((year, index) => ({
        number: index + 1,
        from: at(`${year}-06-01T00:00:00Z`),
        schedule: yearly,
      })),
    );
    expect(dueIn(line, start, 2 * MINUTE)).toBe(at('2027-01-01T12:01:00Z'));
    expect(dueIn(line, start, 100 * MINUTE)).toBe(at('2125-01-01T12:01:00Z'));
    expect(dueIn(line, start, 102 * MINUTE)).toBeUndefined();
    expect(elapsedIn(line, start, at('2126-01-01T00:00:00Z'))).toBe(100 * MINUTE);
    expect(endOfWorkingDayIn(line, start, 3)).toBe(at('2029-01-01T12:01:00Z'));
  });

  it('count nothing before the first effect, and without any version nothing at all', () => {
    const line = timelineOf([{ number: 1, from: at('2026-03-03T09:00:00Z'), schedule: schedule({ timeZone: 'UTC' }) }]);
    const monday = at('2026-03-02T08:00:00Z');
    expect(elapsedIn(line, monday, at('2026-03-03T10:00:00Z'))).toBe(HOUR);
    expect(dueIn(line, monday, HOUR)).toBe(at('2026-03-03T10:00:00Z'));
    expect(nextOpeningIn(line, monday)).toBe(at('2026-03-03T09:00:00Z'));
    expect([dueIn([], monday, 1), nextOpeningIn([], monday), endOfWorkingDayIn([], monday, 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(elapsedIn([], monday, monday + DAY)).toBe(0);
    expect(segmentsIn([], monday, monday + DAY)).toEqual([
      { from: monday, to: monday + DAY, counted: false, reason: 'closed', version: null },
    ]);
  });

  it('open again in a later version although the one in between never does', () => {
    const line = timelineOf([
      { number: 1, from: at('2026-01-01T00:00:00Z'), schedule: schedule() },
      { number: 2, from: at('2026-03-02T09:00:00Z'), schedule: schedule({ closures: [['2026-01-01', '2999-12-31']] }) },
      { number: 3, from: at('2031-06-02T00:00:00Z'), schedule: schedule() },
    ]);
    expect(dueIn(line, at('2026-03-02T08:00:00Z'), 2 * HOUR)).toBe(at('2031-06-02T09:00:00+02:00'));
    expect(nextOpeningIn(line, at('2026-03-02T09:00:00Z'))).toBe(at('2031-06-02T08:00:00+02:00'));
  });

  it('of a higher number win from their effect on, wherever that lies among the others', () => {
    const [early, late] = [
      schedule({ weekly: { mon: [['08:00', '10:00']] } }),
      schedule({ weekly: { mon: [['14:00', '16:00']] } }),
    ];
    const from = at('2026-03-01T00:00:00Z');
    const line = timelineOf([
      { number: 2, from, schedule: late },
      { number: 1, from: from + 30 * DAY, schedule: early },
    ]);
    expect(line).toHaveLength(1);
    expect(nextOpeningIn(line, from + 31 * DAY)).toBe(at('2026-04-06T14:00:00+02:00'));
  });
});
