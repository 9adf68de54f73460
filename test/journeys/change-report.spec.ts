import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// How changes went: figures of what was made, which anybody can count again from the record.

let guichet: TestApp;
let admin: pg.Client;
let author: Browser, peer: Browser, spoc: Browser;
let implementer: string;
let caused: string;

// a Tuesday, 10:00 in Paris
const NOW = Date.parse('2026-03-10T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (offset: number) => new Date(NOW + offset).toISOString();

const said = {
  kind: 'standard',
  services: ['FUNCAMPUS'],
  title: 'Mise à jour',
  why: 'Des corrections.',
  plan: 'Basculer.',
  tests: 'Ouvrir un cours.',
  backoutPlan: 'Revenir.',
  backoutMinutes: 10,
  wasTried: true,
  interruptionMinutes: 0,
  answers: {
    reach: 'few',
    tried: 'yes',
    backout: 'short',
    data: 'none',
    experience: 'us',
    when: 'quiet',
    parts: 'none',
  },
};

async function drafted(more: object = {}): Promise<string> {
  const window = { from: at(3 * DAY), to: at(3 * DAY + 2 * HOUR) };
  const { status, body } = await author.post('/changes', { ...said, window, implementers: [implementer], ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return `/changes/${body.reference as string}`;
}
const sure = async (asked: Promise<{ status: number; body: any }>) => {
  const { status, body } = await asked;
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};
async function signIn(): Promise<void> {
  [author, peer, spoc] = [
    await guichet.as('engineer.fun'),
    await guichet.as('change-manager.fun'),
    await guichet.as('spoc.ulco'),
  ];
}

/** Four that end: one well, one with issues after an objection turned it, one backed out with an incident, one emergency. */
beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await signIn();
  implementer = (await author.get('/me')).body.id;
  const well = await drafted();
  const after = { from: at(3 * DAY + 2 * HOUR), to: at(3 * DAY + 4 * HOUR) };
  const back = await drafted({ window: after });
  const turned = await drafted({ window: { from: at(14 * DAY), to: at(14 * DAY + 2 * HOUR) } });
  for (const change of [well, back, turned]) await sure(peer.post(`${change}/schedule`));
  await sure(spoc.post(`${turned}/object`, { reason: 'Nos examens.' }));
  for (let times = 0; times < 2; times += 1) await sure(peer.post(`${turned}/decide`, { decision: 'approve' }));
  await sure(author.post(`${turned}/schedule`));
  const later = { from: at(40 * DAY), to: at(40 * DAY + HOUR) };
  const night = await drafted({ kind: 'emergency', emergencyReason: 'Panne.', interruptionMinutes: 30, window: later });
  for (const who of [author, peer]) await sure(who.post(`${night}/decide`, { decision: 'approve' }));
  await sure(author.post(`${night}/start`));
  guichet.clock.advance(2 * HOUR);
  await signIn();
  await sure(author.post(`${night}/implement`, { outcome: 'failed', interruptedMinutes: 45 }));

  guichet.clock.advance(3 * DAY - 2 * HOUR);
  await signIn();
  await sure(author.post(`${well}/start`));
  guichet.clock.advance(HOUR);
  await sure(author.post(`${well}/implement`, { outcome: 'successful', interruptedMinutes: 0 }));
  guichet.clock.advance(HOUR);
  await sure(author.post(`${back}/start`));
  const { body: ticket } = await spoc.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Plus rien ne s’ouvre',
    description: 'Depuis la mise à jour.',
    impact: 'high',
    urgency: 'high',
  });
  caused = ticket.reference;
  await sure(spoc.post(`/tickets/${caused}/escalate`, { function: 'support', summary: 'Bloqué' }));
  await sure(author.post(`${back}/back-out`, { reason: 'Rien ne s’ouvrait.', interruptedMinutes: 25 }));
  await sure(peer.post(`${back}/review`));
  await sure(peer.post(`${back}/links`, { kind: 'ticket', reference: caused, relation: 'caused' }));

  guichet.clock.advance(11 * DAY - HOUR);
  await signIn();
  await sure(author.post(`${turned}/start`));
  await sure(author.post(`${turned}/implement`, { outcome: 'with_issues', interruptedMinutes: 12 }));
  await sure(spoc.get(turned));
  await drafted({ window: { from: at(20 * DAY), to: at(20 * DAY + 2 * HOUR) } });
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const ask = async (who: Browser, query = '') => sure(who.get(`/reports/changes?from=2026-03&to=2026-03${query}`));

interface Told {
  stream: string;
  type: string;
  at: number;
  data: Record<string, any>;
}

/** The record alone, read as it is written down: no function of the program, and no row of a change. */
async function counted() {
  const { rows } = await admin.query<Told>(
    `select stream_id as stream, type, (extract(epoch from occurred_at) * 1000)::float8 as at, data
       from event where type like 'change.%' order by stream_id, number`,
  );
  const streams = [...new Set(rows.map(({ stream }) => stream))];
  const changes = streams.map((stream) => {
    const events = rows.filter((row) => row.stream === stream);
    const last = (...types: string[]) => events.findLast(({ type }) => types.includes(type));
    const links = new Map<string, string>();
    for (const { type, data } of events) {
      if (type === 'change.linked') links.set(data['targetId'], data['relation']);
      if (type === 'change.unlinked') links.delete(data['targetId']);
    }
    const ended = last('change.implemented', 'change.backed_out');
    const closed = last('change.closed')?.data['outcome'];
    return {
      pinned: last('change.pinned')?.data,
      opened: last('change.opened', 'change.asked_for')?.at,
      started: last('change.started')?.at,
      ended: ended?.at,
      outcome: closed ?? (ended?.type === 'change.backed_out' ? 'backed_out' : ended?.data['outcome']),
      real: ended?.data['interruptedMinutes'],
      caused: [...links.values()].filter((relation) => relation === 'caused').length,
      objections: events.filter(({ type }) => type === 'change.objected').length,
      isTurned: events.some(({ type, data }) => type === 'change.classed' && data['because'] === 'objection'),
    };
  });
  const over = changes.filter(({ ended }) => ended !== undefined);
  const outcome = (name: string) => over.filter((one) => one.outcome === name).length;
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const tenth = (number: number) => Math.round(number * 10) / 10;
  const asked = over.filter(({ pinned }) => pinned?.['isNoticeKept'] !== null);
  const rank = (lengths: number[], share: number) => {
    const sorted = [...lengths].sort((one, other) => one - other);
    return Math.round(((sorted[Math.ceil(share * sorted.length) - 1] ?? NaN) / DAY) * 100) / 100;
  };
  const lead = (lengths: number[]) => ({
    changes: lengths.length,
    median: rank(lengths, 0.5),
    p90: rank(lengths, 0.9),
  });
  const decided = (pinned: Record<string, any> | undefined) => Date.parse(pinned?.['decidedAt'] as string);
  const isDecided = ({ pinned }: (typeof over)[number]) => pinned?.['decidedAt'] !== null;
  return {
    success: {
      changes: over.length,
      successful: outcome('successful'),
      withIssues: outcome('with_issues'),
      backedOut: outcome('backed_out'),
      failed: outcome('failed'),
      unauthorised: outcome('unauthorised'),
      workedPercent: tenth(((outcome('successful') + outcome('with_issues')) * 100) / over.length),
    },
    emergencies: over.filter(({ pinned }) => pinned?.['class'] === 'emergency').length,
    lead: {
      openedToDecided: lead(over.filter(isDecided).map(({ pinned, opened }) => decided(pinned) - (opened ?? NaN))),
      decidedToStarted: lead(over.filter(isDecided).map(({ pinned, started }) => (started ?? NaN) - decided(pinned))),
      startedToEnded: lead(over.map(({ started, ended }) => (ended ?? NaN) - (started ?? NaN))),
    },
    incidentsCaused: {
      incidents: sum(over.map((one) => one.caused)),
      changes: over.filter((one) => one.caused > 0).length,
    },
    notice: { asked: asked.length, kept: asked.filter(({ pinned }) => pinned?.['isNoticeKept'] === true).length },
    interruption: {
      changes: over.length,
      plannedMinutes: tenth(sum(over.map(({ pinned }) => pinned?.['interruptionMinutes'] as number)) / over.length),
      realMinutes: tenth(sum(over.map(({ real }) => real as number)) / over.length),
    },
    objections: sum(changes.map((one) => one.objections)),
    turned: changes.filter(({ isTurned }) => isTurned).length,
  };
}

describe('the report of changes', () => {
  it('is what anybody counts from the record alone', async () => {
    const { made } = await ask(peer);
    const { emergencies, objections, turned, ...rest } = await counted();
    expect(made).toMatchObject(rest);
    expect(made.emergencies).toEqual({ changes: emergencies, percent: 25 });
    expect(made.objections).toEqual({
      number: objections,
      withdrawn: 0,
      turned,
      byInstitution: [{ institution: 'ULCO', number: 1 }],
    });
    // and what happened here
    expect(made.success).toEqual({
      changes: 4,
      successful: 1,
      withIssues: 1,
      backedOut: 1,
      failed: 1,
      unauthorised: 0,
      workedPercent: 50,
    });
    expect(made).toMatchObject({
      notice: { asked: 3, kept: 3 },
      incidentsCaused: { incidents: 1, changes: 1 },
      interruption: { changes: 4, plannedMinutes: 7.5, realMinutes: 20.5 },
      lead: { decidedToStarted: { changes: 3, median: 3.08, p90: 14.04 } },
    });
    expect(turned).toBe(1);
  });

  it('names who made them to managers and change managers alone', async () => {
    const people = [{ implementer: { id: implementer, name: expect.any(String) }, changes: 4, failed: 1 }];
    expect((await ask(peer)).made.byImplementer).toMatchObject(people);
    expect((await ask(await guichet.as('manager.fun'))).made.byImplementer).toMatchObject(people);
    expect((await ask(await guichet.as('auditor.fun'))).made.byImplementer).toBeNull();
    expect((await author.get('/reports/changes')).status).toBe(403);
  });

  it('tells an affected institution of what concerns it, and no name of anybody', async () => {
    const report = await ask(spoc);
    expect(report.made).toBeNull();
    expect(report.concerning).toMatchObject({
      success: { changes: 4, successful: 1, withIssues: 1, backedOut: 1, failed: 1 },
      byService: [{ service: 'FUNCAMPUS', changes: 4 }],
      emergencies: { changes: 1, percent: 25 },
      interruption: { realMinutes: 20.5 },
      objections: { number: 1, withdrawn: 0, turned: 1 },
    });
    expect(Object.keys(report.concerning).sort()).toEqual([
      'byRisk',
      'byService',
      'emergencies',
      'interruption',
      'lead',
      'notice',
      'objections',
      'success',
    ]);
    expect(Object.keys(report.concerning.lead)).toEqual(['decidedToStarted', 'startedToEnded']);
    // who did not object reads of no objection
    const other = await ask(await guichet.as('spoc.uphf'));
    expect(other.concerning.objections).toEqual({ number: 0, withdrawn: 0, turned: 0 });
    expect(JSON.stringify(other)).not.toContain('ULCO');
    expect(JSON.stringify(report)).not.toContain(implementer);
  });

  it('keeps to the service, the institution and the months that are asked for', async () => {
    const number = async (who: Browser, side: string, query: string) =>
      (await sure(who.get(`/reports/changes${query}`)))[side].success.changes as number;
    expect(await number(peer, 'made', '?service=FUNCAMPUS&institution=ULCO')).toBe(4);
    for (const query of ['?service=POD', '?service=RIEN', '?institution=NIRGENDS', '?from=2026-01&to=2026-02'])
      expect([query, await number(peer, 'made', query)]).toEqual([query, 0]);
    expect(await number(spoc, 'concerning', '?institution=FUN')).toBe(4);
    expect(await number(spoc, 'concerning', '?institution=AMU')).toBe(0);
    for (const query of ['?from=2026-13', '?from=2026-03&to=2026-01', '?from=2019-01&to=2026-03', '?x=1'])
      expect([query, (await peer.get(`/reports/changes${query}`)).status]).toEqual([query, 400]);
  });
});
