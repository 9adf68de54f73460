import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAsk } from './scan-retry.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CAME = new Date('2026-03-10T09:00:00Z');
const after = (milliseconds: number) => new Date(CAME.getTime() + milliseconds);

/** The instants at which a scanner that never answers is asked, in milliseconds after the file came. */
function asked(firstAfter: number, term: number, takes = 0): number[] {
  const instants: number[] = [];
  for (let at: Date | undefined = after(firstAfter); at && instants.length < 1000;) {
    instants.push(at.getTime() - CAME.getTime());
    const now = new Date(at.getTime() + takes);
    at = nextAsk({ attemptsBefore: instants.length - 1, since: CAME, now }, term);
  }
  return instants;
}

describe('a scanner that never answers', () => {
  it('is asked after growing pauses, a last time at the end of the term', () => {
    const minutes = asked(0, DAY).map((milliseconds) => milliseconds / MINUTE);
    expect(minutes).toEqual([0, 1, 6, 21, 81, 261, 621, 981, 1341, 1440]);
  });

  it('is asked twice about a file whose term was over when it was first asked', () => {
    expect(asked(30 * HOUR, DAY)).toEqual([30 * HOUR, 30 * HOUR + MINUTE]);
  });

  it('is never asked for ever', () => {
    const times = fc.record({
      first: fc.integer({ min: 0, max: 100 * DAY }),
      term: fc.integer({ min: HOUR, max: 30 * DAY }),
      takes: fc.integer({ min: 0, max: 5 * 60_000 }),
    });
    fc.assert(
      fc.property(times, ({ first, term, takes }) => {
        const instants = asked(first, term, takes);
        expect(instants.length).toBeGreaterThanOrEqual(2);
        expect(instants.length).toBeLessThan(200);
        // the last time is within or after the term, and no earlier than it
        expect((instants.at(-1) ?? 0) + takes).toBeGreaterThanOrEqual(term);
      }),
    );
  });
});
