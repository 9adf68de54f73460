import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { overlaps, type Interval } from '../../../kernel/index.js';
import { isInside } from './conflicts.js';
import { windowsOf, type WindowSearch } from './windows.js';

const search = (of: Partial<WindowSearch>): WindowSearch => ({
  length: 10,
  within: { from: 100, to: 200 },
  maintenance: [],
  blockers: [],
  ...of,
});
const span = (from: number, to: number): Interval => ({ from, to });
const block = (id: string, from: number, to: number) => ({ id, from, to });

describe('windows', () => {
  it('begin where the notice is kept, the agreements allow it and nothing blocks', () => {
    expect(windowsOf(search({}), 5).windows).toEqual([span(100, 110)]);
    const maintenance = [
      [span(90, 115), span(150, 170)],
      [span(95, 112), span(140, 165)],
    ];
    expect(windowsOf(search({ maintenance }), 5).windows).toEqual([span(100, 110), span(150, 160)]);
    expect(windowsOf(search({ maintenance, blockers: [block('F', 0, 155)] }), 5).windows).toEqual([span(155, 165)]);
    expect(windowsOf(search({ maintenance }), 1).windows).toHaveLength(1);
  });

  it.each<[Partial<WindowSearch>, object[]]>([
    [{ within: span(100, 105) }, [{ kind: 'no_time', missing: 5 }]],
    [{ within: span(100, 90) }, [{ kind: 'no_time', missing: 20 }]],
    [{ maintenance: [[span(100, 150)], [span(150, 200)]] }, [{ kind: 'no_common_maintenance' }]],
    [{ maintenance: [[span(100, 104), span(150, 159)]] }, [{ kind: 'maintenance_too_short', longest: 9 }]],
    [
      { maintenance: [[span(100, 120)]], blockers: [block('F', 105, 115), block('G', 150, 160)] },
      [{ kind: 'blocked', by: 'F' }],
    ],
  ])('are none, and what stands in the way is said: %#', (of, obstacles) => {
    expect(windowsOf(search(of), 5)).toEqual({ windows: [], obstacles });
  });

  it('are right wherever they are found, and none is missed', () => {
    const anySpans = fc.array(
      fc.tuple(fc.nat(60), fc.nat(60)).map(([from, to]) => span(from, to)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), anySpans, anySpans, anySpans, (length, one, other, blocking) => {
        const blockers = blocking
          .map((each, index) => ({ ...each, id: String(index) }))
          .filter(({ from, to }) => from < to);
        const within = span(5, 55);
        const { windows, obstacles } = windowsOf({ length, within, maintenance: [one, other], blockers }, 100);
        const isPossible = (window: Interval) =>
          isInside(window, [within]) &&
          isInside(window, one) &&
          isInside(window, other) &&
          !blockers.some((blocker) => overlaps(blocker, window));
        const starts = Array.from({ length: 61 }, (_, from) => from).filter((from) =>
          isPossible(span(from, from + length)),
        );
        expect(windows.every(isPossible)).toBe(true);
        // one for each run of possible starts
        expect(windows.map(({ from }) => from)).toEqual(starts.filter((from) => !starts.includes(from - 1)));
        expect(obstacles.length > 0).toBe(windows.length === 0);
      }),
    );
  });
});
