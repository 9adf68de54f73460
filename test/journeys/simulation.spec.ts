import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

/*
 * A year of ULCO's tickets on FUN Campus, all of priority P2: ten hours from the escalation to the delivery. From
 * 5 January on the agreement's hours are 8:00 to 18:00, Monday to Saturday. Each month but August has
 *   A  Tuesday 9:00 to Wednesday 8:30: 9.5 h, met
 *   B  Tuesday 9:00 to Wednesday 9:30: due on Wednesday at 9:00, missed
 *   D  Friday 12:00 to Monday 8:30: 6 h on Friday, due on Saturday at 12:00, missed
 * August has A alone. The weeks hold no holiday and no closure.
 *
 * With 8:00 to 16:00, B is due on Wednesday at 11:00 (7 h and 3 h): met. D is due on Saturday at 14:00: missed.
 * Without Saturday, D is due on Monday at 12:00: met. B stays missed.
 */
const tuesdays = [13, 10, 10, 14, 12, 9, 7, 4, 8, 6, 17, 8];
const months = tuesdays.map((_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
const isSummer = (month: number) => month >= 4 && month <= 10;
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const week = (until: string, count = 6) =>
  Object.fromEntries(days.slice(0, count).map((day) => [day, [['08:00', until]]]));
const hours = (weekly: object) => ({ timeZone: 'Europe/Paris', holidayRegion: 'FR', weekly });

let guichet: TestApp;
let spoc: Browser, engineer: Browser, ours: Browser, theirs: Browser;
let agreement: string;
const played: Record<'A' | 'B' | 'D', string[]> = { A: [], B: [], D: [] };

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-01-02T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  ours = await guichet.as('manager.ulco');
  theirs = await guichet.as('manager.fun');
  const { body } = await ours.get('/agreements?service=FUNCAMPUS');
  agreement = `/agreements/${(body.items as { id: string; institution: { code: string } }[]).find(({ institution }) => institution.code === 'ULCO')?.id ?? ''}`;
  const { body: proposed } = await ours.post(`${agreement}/versions`, {
    effectiveFrom: '2026-01-05T00:00:00+01:00',
    hours: hours(week('18:00')),
  });
  const accepted = await theirs.post(`${agreement}/versions/${String(proposed.number)}/accept`);
  if (accepted.status !== 200) throw new Error(JSON.stringify([proposed, accepted.body]));
  for (const [index, tuesday] of tuesdays.entries()) await playMonth(index + 1, tuesday);
  guichet.clock.moveTo(new Date('2027-01-04T09:00:00Z'));
  await guichet.sweep();
  ours = await guichet.as('manager.ulco');
  theirs = await guichet.as('manager.fun');
}, 240_000);
afterAll(() => guichet.close());

async function playMonth(month: number, tuesday: number): Promise<void> {
  const at = async (day: number, time: string) => {
    const offset = isSummer(month) ? '+02:00' : '+01:00';
    const date = `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    guichet.clock.moveTo(new Date(`${date}T${time}:00${offset}`));
    spoc = await guichet.as('spoc.ulco');
    engineer = await guichet.as('engineer.fun');
  };
  await at(tuesday, '09:00');
  const a = await escalate('A');
  const b = month === 8 ? undefined : await escalate('B');
  await at(tuesday + 1, '08:30');
  await deliver(a);
  await at(tuesday + 1, '09:30');
  if (b) await deliver(b);
  if (month === 8) return;
  await at(tuesday + 3, '12:00');
  const d = await escalate('D');
  await at(tuesday + 6, '08:30');
  await deliver(d);
}

async function escalate(what: 'A' | 'B' | 'D'): Promise<string> {
  const { body } = await spoc.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: what,
    description: 'Un texte.',
    impact: 'medium',
    urgency: 'high',
  });
  const reference = body.reference as string;
  const { status } = await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un texte.' });
  expect(status).toBe(200);
  played[what].push(reference);
  return reference;
}

async function deliver(reference: string): Promise<void> {
  const ticket = `/tickets/${reference}/escalations/1`;
  await engineer.post(`${ticket}/accept`);
  await engineer.post(`${ticket}/deliver`, { code: 'fixed', textForRequester: 'Réparé.' });
  expect((await spoc.post(`${ticket}/confirm`, { resolve: true })).status).toBe(200);
}

/** Asks, lets the worker do it, and gives back what came of it. */
async function simulate(terms: object, who = ours) {
  const { SimulationRunner } = await compiled<
    typeof import('../../src/modules/reports/simulation/simulation-runner.js')
  >('modules/reports/simulation/simulation-runner.js');
  const asked = await who.post(`${agreement}/simulate`, { from: '2026-01', to: '2026-12', ...terms });
  expect([asked.status, asked.body.state]).toEqual([202, 'queued']);
  await guichet.app.get(SimulationRunner).run();
  const { body } = await who.get(`${agreement}/simulations/${asked.body.id as string}`);
  return body;
}

const count = (met: number, missed: number, percent: number | null) => ({ met, missed, total: met + missed, percent });
const month = (name: string, simulatedMet: number) => {
  const [met, missed] = name === '2026-08' ? [1, 0] : [1, 2];
  const actual = count(met, missed, name === '2026-08' ? 100 : 33.333);
  const simulated = name === '2026-08' ? actual : count(simulatedMet, 3 - simulatedMet, 66.666);
  return { month: name, actual, simulated, byPriority: [{ priority: 'P2', actual, simulated }] };
};

describe('a year under other hours', () => {
  it('would have kept what fell between 16:00 and 18:00, had a day eight hours', async () => {
    const { state, done, total, result, terms } = await simulate({ hours: hours(week('16:00')) });
    expect([state, done, total]).toEqual(['done', 34, 34]);
    expect(result.sla.total).toEqual({ actual: count(12, 22, 35.294), simulated: count(23, 11, 67.647) });
    expect(result.sla.months).toEqual(months.map((name) => month(name, 2)));
    expect(result.slo.total).toEqual({ actual: count(0, 0, null), simulated: count(0, 0, null) });
    expect(result.flips.map(({ reference }: { reference: string }) => reference).sort()).toEqual([...played.B].sort());
    expect(result.flips[0]).toEqual({
      reference: played.B[0],
      kind: 'incident',
      priority: 'P2',
      from: { verdict: 'missed', month: '2026-01', dueAt: '2026-01-14T08:00:00Z' },
      to: { verdict: 'met', month: '2026-01', dueAt: '2026-01-14T10:00:00Z' },
    });
    expect([result.flipped, result.isCut]).toEqual([11, false]);
    expect(terms.hours.weekly.sat).toEqual([['08:00', '16:00']]);
    expect(terms.targets.incident.P2).toEqual({ response: 60, resolution: 600 });
  });

  it('would have kept what lay over a week-end, had Saturday been closed', async () => {
    const { result } = await simulate({ hours: hours(week('18:00', 5)) });
    expect(result.sla.months).toEqual(months.map((name) => month(name, 2)));
    expect(result.flips.map(({ reference }: { reference: string }) => reference).sort()).toEqual([...played.D].sort());
    expect(result.flips[0].to).toEqual({ verdict: 'met', month: '2026-01', dueAt: '2026-01-19T11:00:00Z' });
  });

  it('would have been as it was under the terms as they are', async () => {
    const { result } = await simulate({});
    expect(result).toMatchObject({ flipped: 0, flips: [] });
    expect(result.sla.total.simulated).toEqual(result.sla.total.actual);
  });

  it('counts a shorter target by its due instants, for the months that were asked', async () => {
    // 9 h: A would have been due on Tuesday at 18:00
    const { result, total } = await simulate({
      from: '2026-03',
      to: '2026-03',
      targets: { incident: { P2: { response: 60, resolution: 540 } } },
    });
    expect(result.sla.total).toEqual({ actual: count(1, 2, 33.333), simulated: count(0, 3, 0) });
    expect(result.flips).toEqual([
      {
        reference: played.A[2],
        kind: 'incident',
        priority: 'P2',
        from: { verdict: 'met', month: '2026-03', dueAt: '2026-03-11T08:00:00Z' },
        to: { verdict: 'missed', month: '2026-03', dueAt: '2026-03-10T17:00:00Z' },
      },
    ]);
    expect(total).toBeLessThan(34);
  });
});

describe('who sees it', () => {
  it('is the side that asked; to the other one there is nothing', async () => {
    const { id } = await simulate({});
    expect((await theirs.get(`${agreement}/simulations/${id as string}`)).status).toBe(404);
    expect((await theirs.post(`${agreement}/simulations/${id as string}/cancel`)).status).toBe(404);
    expect((await theirs.get(`${agreement}/simulations`)).body.items).toEqual([]);
    const { body } = await ours.get(`${agreement}/simulations?limit=1`);
    expect(body.items.map((one: { id: string }) => one.id)).toEqual([id]);
    expect(body.nextCursor).not.toBeNull();
    const next = await ours.get(`${agreement}/simulations?limit=1&cursor=${body.nextCursor as string}`);
    expect(next.body.items[0].id).not.toBe(id);
  });

  it('counts the same for the lead provider, who asks for itself', async () => {
    const { result } = await simulate({ hours: hours(week('16:00')) }, theirs);
    expect(result.sla.total.simulated).toEqual(count(23, 11, 67.647));
  });

  it('is no auditor, no SPOC and no third institution', async () => {
    const ask = async (account: string) =>
      (await (await guichet.as(account)).post(`${agreement}/simulate`, { from: '2026-01', to: '2026-02' })).status;
    expect(await ask('auditor.ulco')).toBe(403);
    expect(await ask('spoc.ulco')).toBe(403);
    expect(await ask('manager.uphf')).toBe(404);
  });
});

describe('what is refused', () => {
  const ask = async (body: object) => {
    const answer = await ours.post(`${agreement}/simulate`, { from: '2026-01', to: '2026-12', ...body });
    const errors = (answer.body.errors ?? []) as { pointer: string; code: string }[];
    return [answer.status, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)];
  };

  it('a period that lies ahead, ends before it begins, or is too long', async () => {
    expect(await ask({ from: '2026-12', to: '2027-02' })).toEqual([400, '/to in_the_future']);
    expect(await ask({ from: '2026-05', to: '2026-04' })).toEqual([400, '/to reversed_period']);
    expect(await ask({ from: '2023-12', to: '2026-12' })).toEqual([400, '/to period_too_long']);
    expect(await ask({ from: '2026-13' })).toEqual([400, '/from matches']);
    expect(await ask({ effectiveFrom: '2026-01-01T00:00:00Z' })).toEqual([400, '/effectiveFrom unknown_field']);
  });

  it('terms that could not be proposed, at the same places', async () => {
    const proposed = { hours: hours({ mon: [['08:00', '25:00']] }), targets: { incident: { P2: { resolution: 0 } } } };
    const proposal = await ours.post(`${agreement}/versions`, { ...proposed, effectiveFrom: '2027-06-01T00:00:00Z' });
    const errors = proposal.body.errors as { pointer: string; code: string }[];
    expect(errors.length).toBeGreaterThan(1);
    expect(await ask(proposed)).toEqual([422, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)]);
  });
});
