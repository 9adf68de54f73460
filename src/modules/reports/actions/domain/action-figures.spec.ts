import { describe, expect, it } from '@jest/globals';
import { byActionAndService, restoring, runFigures, type EndedRun } from './action-figures.js';

const run = (
  outcome: EndedRun['outcome'],
  minutes: number | null = null,
  actionId = 'a',
  service = 'OAE',
): EndedRun => ({
  ...{ actionId, service, outcome, minutes },
});

describe('the figures of runs', () => {
  it('count each outcome, and leave abandoned runs out of success', () => {
    const runs = [run('worked'), run('worked'), run('no_effect'), run('abandoned'), run('made_worse'), run('partly')];
    expect(runFigures(runs)).toMatchObject({
      ...{ runs: 6, worked: 2, partly: 1, noEffect: 1, madeWorse: 1, abandoned: 1 },
      // 2 of 5: Wilson, 95 %
      success: { percent: 40, low: 11.8, high: 76.9 },
      isWeak: false,
    });
  });

  it('say nothing of what nobody ran', () => {
    expect(runFigures([])).toMatchObject({
      runs: 0,
      success: { percent: null, low: null, high: null },
      medianMinutes: null,
    });
    expect(runFigures([run('abandoned', 5)]).success.percent).toBeNull();
  });

  it('take the minutes of those of which they were said', () => {
    expect(
      runFigures([run('worked', 4), run('worked', 10), run('worked'), run('partly', 7), run('partly', 30)]),
    ).toMatchObject({
      medianMinutes: 7,
    });
  });

  it('go by action and service, what was run most first', () => {
    const runs = [
      run('worked', 1, 'b'),
      run('worked', 1, 'a', 'POD'),
      run('no_effect', 1, 'a', 'POD'),
      run('worked', 1, 'a'),
    ];
    expect(byActionAndService(runs).map(({ actionId, service, runs: n }) => [actionId, service, n])).toEqual([
      ['a', 'POD', 2],
      ['a', 'OAE', 1],
      ['b', 'OAE', 1],
    ]);
  });
});

describe('the time to restore', () => {
  it('is told with an action and without, by service', () => {
    const minutes = (n: number) => n * 60_000;
    expect(
      restoring([
        { service: 'POD', ms: minutes(30), isByAction: true },
        { service: 'POD', ms: minutes(10), isByAction: true },
        { service: 'POD', ms: minutes(90.5), isByAction: false },
        { service: 'OAE', ms: minutes(600), isByAction: false },
      ]),
    ).toEqual([
      {
        service: null,
        withAction: { incidents: 2, medianMinutes: 10 },
        without: { incidents: 2, medianMinutes: 90.5 },
      },
      {
        service: 'OAE',
        withAction: { incidents: 0, medianMinutes: null },
        without: { incidents: 1, medianMinutes: 600 },
      },
      {
        service: 'POD',
        withAction: { incidents: 2, medianMinutes: 10 },
        without: { incidents: 1, medianMinutes: 90.5 },
      },
    ]);
  });
});
