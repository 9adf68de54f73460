import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import { openRuns, publishedAction } from '../../actions/runs/runs.spec-support.js';
import { RunMovesService } from '../../actions/runs/run-moves.service.js';
import { RunsService } from '../../actions/runs/runs.service.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { ReportsModule } from '../reports.module.js';
import { ActionReportService } from './action-report.service.js';

let office: Office;
let agent: Actor, spoc: Actor, engineer: Actor, foreign: Actor;
let action: string;
const report = (who: Actor, question = {}) => office.app.get(ActionReportService).read(who, question);
const minutes = (n: number) => {
  office.clock.advance(n * 60_000);
};

/** An incident of FUN Campus at ULCO that is resolved after so many minutes, with a run of the action or without. */
async function incident(after: number, outcome?: 'worked' | 'no_effect'): Promise<void> {
  const asked = { kind: 'incident' as const, service: 'FUNCAMPUS', title: 'Une panne', description: 'Rien ne va.' };
  const { ticket } = await office.desks.opening.open(agent, asked);
  const about = { actor: agent, reference: ticket.reference };
  await office.desks.moves.take(about);
  minutes(after);
  if (outcome) {
    const { run } = await office.app.get(RunsService).start(agent, { action }, ticket.reference);
    const end = { outcome, minutes: 4, note: null, results: {} };
    await office.app.get(RunMovesService).finish(agent, run.id, undefined, end);
  }
  await office.desks.moves.resolve(about, { code: 'fixed', text: 'Cela marche.' });
}

beforeAll(async () => {
  office = await openRuns(ReportsModule);
  const { cast } = office;
  agent = await cast.actor('agent.ulco');
  spoc = await cast.actor('spoc.ulco');
  engineer = await cast.actor('engineer.fun');
  foreign = await cast.actor('spoc.uphf');
  ({ reference: action } = await publishedAction(office));
  await incident(10, 'worked');
  await incident(60);
  await incident(30, 'worked');
  await incident(90, 'no_effect');
});
afterAll(() => office.close());

describe('the report of actions', () => {
  it('tells of the own runs, with the interval of their success, and how long it took with an action and without', async () => {
    const { level1, provider } = await report(spoc);
    expect(provider).toBeNull();
    expect(level1).toMatchObject({
      ...{ runs: 3, worked: 2, noEffect: 1, medianMinutes: 4 },
      // 2 of 3: Wilson, 95 %
      success: { percent: 66.7, low: 20.8, high: 93.9 },
      byAction: [{ action: { reference: action }, service: 'FUNCAMPUS', runs: 3 }],
    });
    const without = { incidents: 2, medianMinutes: 60 };
    expect(level1?.restore).toEqual(
      [null, 'FUNCAMPUS'].map((service) => ({ service, withAction: { incidents: 2, medianMinutes: 10 }, without })),
    );
  });

  it('tells the provider what stands in its catalogue, and nothing of the runs of others', async () => {
    const { level1, provider } = await report(engineer);
    expect(level1).toBeNull();
    expect(provider).toMatchObject({ runs: 0, byAction: [], catalogue: { published: 1, suspended: 0, stale: [] } });
    expect(provider?.improvements).toEqual({
      ...{ open: 0, overdue: 0, toReview: 0, implemented: 0, effective: 0, ineffective: 0, recurred: 0 },
    });
  });

  it('tells nothing to another institution that uses the service, nor of another service or month', async () => {
    const nothing = { runs: 0, byAction: [], success: { percent: null } };
    expect((await report(foreign)).level1).toMatchObject(nothing);
    expect((await report(foreign)).level1?.restore).toHaveLength(1);
    expect((await report(spoc, { service: 'OAE' })).level1).toMatchObject(nothing);
    expect((await report(spoc, { service: 'NOWHERE' })).level1).toMatchObject(nothing);
    expect((await report(spoc, { from: '2026-02', to: '2026-02' })).level1).toMatchObject(nothing);
  });

  it('names an action as stale once its review is overdue', async () => {
    await office.admin.query(`update action set review_on = '2026-03-09' where reference = $1`, [action]);
    const { provider } = await report(engineer);
    expect(provider?.catalogue.stale).toMatchObject([{ reference: action, reviewOn: '2026-03-09' }]);
  });
});
