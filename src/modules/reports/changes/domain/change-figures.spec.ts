import { describe, expect, it } from '@jest/globals';
import { figuresOf, type EndedChange } from './change-figures.js';

const DAY = 86_400_000;
const one = (more: Partial<EndedChange> = {}): EndedChange => ({
  class: 'normal',
  outcome: 'successful',
  risk: 'low',
  services: ['POD'],
  model: null,
  implementers: [],
  openedAt: 0,
  decidedAt: DAY,
  startedAt: 3 * DAY,
  endedAt: 3 * DAY + DAY / 24,
  isNoticeKept: true,
  plannedMinutes: 10,
  realMinutes: 15,
  incidentsCaused: 0,
  ...more,
});

describe('figures of changes', () => {
  it('of none are none, and no share of nothing', () => {
    expect(figuresOf([])).toEqual({
      success: {
        changes: 0,
        successful: 0,
        withIssues: 0,
        backedOut: 0,
        failed: 0,
        unauthorised: 0,
        workedPercent: null,
      },
      byService: [],
      byModel: [],
      byRisk: [],
      byImplementer: [],
      emergencies: { changes: 0, percent: null },
      lead: {
        openedToDecided: { changes: 0, median: null, p90: null },
        decidedToStarted: { changes: 0, median: null, p90: null },
        startedToEnded: { changes: 0, median: null, p90: null },
      },
      incidentsCaused: { incidents: 0, changes: 0 },
      notice: { asked: 0, kept: 0 },
      interruption: { changes: 0, plannedMinutes: null, realMinutes: null },
    });
  });

  it('count each outcome apart; only what stayed and was authorised has worked', () => {
    const outcomes = ['successful', 'with_issues', 'backed_out', 'failed', 'unauthorised', 'unauthorised'];
    expect(figuresOf(outcomes.map((outcome) => one({ outcome }))).success).toEqual({
      changes: 6,
      successful: 1,
      withIssues: 1,
      backedOut: 1,
      failed: 1,
      unauthorised: 2,
      workedPercent: 33.3,
    });
  });

  it('count a change of two services for each, and once in the whole', () => {
    const { success, byService } = figuresOf([one({ services: ['POD', 'OAE'] }), one({ outcome: 'failed' })]);
    expect(success.changes).toBe(2);
    expect(byService.map(({ service, changes, failed }) => [service, changes, failed])).toEqual([
      ['OAE', 1, 0],
      ['POD', 2, 1],
    ]);
  });

  it('take the nearest rank, and leave out what was never decided', () => {
    const lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100];
    const changes = lengths.map((days) => one({ decidedAt: days * DAY, startedAt: days * DAY }));
    expect(figuresOf([...changes, one({ decidedAt: null })]).lead.openedToDecided).toEqual({
      changes: 11,
      median: 6,
      p90: 10,
    });
  });

  it('take the mean of the interruptions, planned and real, and count notice only where it is asked for', () => {
    const { interruption, notice, emergencies } = figuresOf([
      one({ plannedMinutes: 0, realMinutes: 10 }),
      one({ plannedMinutes: 5, realMinutes: 5, isNoticeKept: false }),
      one({ plannedMinutes: 5, realMinutes: 5, isNoticeKept: null, class: 'emergency' }),
    ]);
    expect(interruption).toEqual({ changes: 3, plannedMinutes: 3.3, realMinutes: 6.7 });
    expect(notice).toEqual({ asked: 2, kept: 1 });
    expect(emergencies).toEqual({ changes: 1, percent: 33.3 });
  });

  it('name models and people once each, by their ids', () => {
    const ann = { id: '1', name: 'Ann' };
    const model = { id: 'm', title: 'Certificate' };
    const figures = figuresOf([one({ implementers: [ann], model }), one({ implementers: [ann], outcome: 'failed' })]);
    expect(figures.byImplementer).toMatchObject([{ implementer: ann, changes: 2, failed: 1 }]);
    expect(figures.byModel).toMatchObject([
      { model: null, changes: 1 },
      { model, changes: 1 },
    ]);
  });
});
