import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { recomputedDifferences } from '../support/recompute.js';
import { verified } from '../support/verified.js';

/*
 * Six tickets of OAE, whose lead provider is ULORRAINE and whose support is held by ULCO, counted by hand. A P1 has to be
 * accepted within 30 minutes and delivered within 4 hours of Paris, 8:00 to 18:00.
 *
 *   A  UPHF  escalated 10 March 10:00, delivered 11:00                      met, March
 *   B  UPHF  escalated 10 March 10:00, delivered 15:00, due 14:00           missed, March; later settled: excluded
 *   C  UJM   escalated 31 March 10:00, delivered 11:00                      met, March, which is then published
 *            refused 1 April 10:30, the three hours left end at 13:30       missed, April
 *   D  UJM   escalated 10 March 10:00, recalled 10:20                       excluded, March
 *   E  UNC   as A, but its agreement is a pilot                             met, March, of the SLO
 *   F  UPHF  escalated 1 April 11:00                                        open
 */
let guichet: TestApp;
let references: Record<'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G', string>;
const at = (instant: string) => {
  guichet.clock.moveTo(new Date(instant));
};
const as = (account: string) => guichet.as(account);

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  references = { A: '', B: '', C: '', D: '', E: '', F: '', G: '' };
});
afterAll(() => guichet.close());

async function escalated(name: keyof typeof references, spoc: Browser): Promise<void> {
  const { body } = await spoc.post('/tickets', {
    kind: 'incident',
    service: 'OAE',
    title: 'Plus rien',
    description: 'Tout est arrêté.',
    impact: 'high',
    urgency: 'high',
    channel: 'phone',
  });
  references[name] = body.reference as string;
  await done(spoc, name, 'escalate', { function: 'support', summary: 'Tout est arrêté.' });
}

async function done(who: Browser, name: keyof typeof references, move: string, body: object = {}): Promise<void> {
  const answer = await who.post(`/tickets/${references[name]}/${move}`, body);
  if (answer.status !== 200) throw new Error(`${name} ${move}: ${JSON.stringify(answer.body)}`);
}
const delivery = { code: 'fixed', textForRequester: 'Rétabli.' };

async function report(account: string, query = ''): Promise<any> {
  const { status, body } = await (await as(account)).get(`/reports/handled-in-time?service=OAE${query}`);
  expect(status).toBe(200);
  return body.services[0];
}
const counts = ({ met, missed, excluded }: any) =>
  [met, missed, ...excluded.map(({ reason, count }: any) => `${String(count)} ${String(reason)}`)].join(' ');
const monthOf = (service: any, month: string) => service.months.find((one: any) => one.month === month);

describe('a month of escalations', () => {
  it('is met, missed and excluded as counted by hand', async () => {
    const [uphf, ujm, unc, ulco] = await Promise.all([
      as('spoc.uphf'),
      as('spoc.ujm'),
      as('spoc.unc'),
      as('engineer.ulco'),
    ]);
    await escalated('A', uphf);
    await escalated('B', uphf);
    await escalated('D', ujm);
    await escalated('E', unc);
    at('2026-03-10T09:10:00Z');
    for (const name of ['A', 'B', 'E'] as const) await done(ulco, name, 'escalations/1/accept');
    at('2026-03-10T09:20:00Z');
    await done(ujm, 'D', 'escalations/1/recall');
    at('2026-03-10T10:00:00Z');
    for (const [name, spoc] of [
      ['A', uphf],
      ['E', unc],
    ] as const) {
      await done(ulco, name, 'escalations/1/deliver', delivery);
      await done(spoc, name, 'escalations/1/confirm', { resolve: true });
    }
    at('2026-03-10T14:00:00Z');
    await done(ulco, 'B', 'escalations/1/deliver', delivery);
    await done(uphf, 'B', 'escalations/1/confirm', { resolve: true });

    const service = await report('manager.ulorraine', '&from=2026-03&to=2026-03');
    expect([counts(service.sla), counts(service.slo)]).toEqual(['1 1 1 recalled', '1 0']);
    expect(service.sla).toMatchObject({
      text: '1 of 2',
      percent: 50,
      judgement: 'broken',
      response: { met: 2, missed: 0 },
    });
    expect(service.slo).toMatchObject({ text: '1 of 1', percent: 100, judgement: 'held' });
    expect(service.budget).toMatchObject({ quarter: '2026-Q1', total: 2, missed: 1, allowed: 0, left: -1 });
    // one hour of A, one of E, and B up to its verdict
    expect(service.holders).toEqual([{ institution: 'ULCO', units: 3, missed: 1, consumedMs: 6 * 3_600_000 }]);
    expect(service.institutions.map((one: any) => [one.institution.code, one.sla.text, one.sla.judgement])).toEqual([
      ['UJM', '0 of 0', 'not_judged'],
      ['UNC', '0 of 0', 'not_judged'],
      ['UPHF', '1 of 2', 'not_judged'],
    ]);
  });

  it('is told to each as far as they are a part of it', async () => {
    const of = async (account: string) => {
      const service = await report(account);
      return service && [counts(service.sla), counts(service.slo), service.open];
    };
    expect(await of('manager.uphf')).toEqual(['1 1', '0 0', 0]);
    expect(await of('auditor.ujm')).toEqual(['0 0 1 recalled', '0 0', 0]);
    // the support delivered three of them; what was recalled from it is none of its figures
    expect(await of('manager.ulco')).toEqual(['1 1', '1 0', 0]);
    expect(await of('manager.amu')).toBe(undefined);
    for (const account of ['agent.uphf', 'engineer.ulco', 'requester.uphf', 'admin.uphf']) {
      expect((await (await as(account)).get('/reports/handled-in-time')).status).toBe(403);
    }
  });

  it('stands when it was published by the lead provider, once it is over', async () => {
    const [ujm, ulco] = await Promise.all([as('spoc.ujm'), as('engineer.ulco')]);
    const lead = await as('manager.ulorraine');
    const service = await report('manager.ulorraine');
    const agreement = service.institutions.find((one: any) => one.institution.code === 'UJM').agreementId as string;
    const publish = (who: Browser, month: string) => who.post(`/agreements/${agreement}/months/${month}/publish`);
    expect((await publish(lead, '2026-03')).body).toMatchObject({ status: 409, code: 'month_not_over' });

    // the other side contests B while it may
    at('2026-03-12T09:00:00Z');
    const claim = { verdict: 'excluded', reason: 'Le réseau de l’université était coupé.' };
    const contested = await (await as('manager.ulorraine')).post(`/tickets/${references.B}/contests`, claim);
    expect(contested).toMatchObject({
      status: 201,
      body: { n: 1, verdict: 'missed', claimed: 'excluded', agreed: null },
    });

    at('2026-03-31T08:00:00Z');
    const [ujmAgain, ulcoAgain] = await Promise.all([as('spoc.ujm'), as('engineer.ulco')]);
    expect([ujm, ulco]).toHaveLength(2);
    await escalated('C', ujmAgain);
    at('2026-03-31T08:05:00Z');
    await done(ulcoAgain, 'C', 'escalations/1/accept');
    at('2026-03-31T09:00:00Z');
    await done(ulcoAgain, 'C', 'escalations/1/deliver', delivery);

    at('2026-04-01T08:00:00Z');
    const leadNow = await as('manager.ulorraine');
    expect((await publish(await as('manager.ujm'), '2026-03')).status).toBe(403);
    expect((await publish(await as('manager.amu'), '2026-03')).status).toBe(404);
    expect((await publish(leadNow, '2026-3')).status).toBe(404);
    expect((await publish(leadNow, '2025-08')).body).toMatchObject({ status: 409, code: 'before_the_agreement' });
    expect(await publish(leadNow, '2026-03')).toMatchObject({
      status: 201,
      body: { month: '2026-03', at: '2026-04-01T08:00:00Z', sla: { met: 1, missed: 0, total: 1, percent: 100 } },
    });
    expect((await publish(leadNow, '2026-03')).body).toMatchObject({ status: 409, code: 'already_published' });
  });

  it('is corrected, not changed, when a delivery is refused afterwards', async () => {
    at('2026-04-01T08:30:00Z');
    await done(await as('spoc.ujm'), 'C', 'escalations/1/refuse', { reason: 'Toujours arrêté.' });
    const march = monthOf(await report('manager.ujm'), '2026-03');
    expect(counts(march.sla)).toBe('0 0 1 recalled');
    expect(march.published).toMatchObject([{ at: '2026-04-01T08:00:00Z', sla: { met: 1, missed: 0, total: 1 } }]);
    expect(march.corrections).toMatchObject([
      { at: '2026-04-01T08:30:00Z', reference: references.C, from: 'met', to: 'open', reason: 'delivery_refused' },
    ]);
    // it counts in the month in which it is missed, at the instant at which it is, swept or not
    at('2026-04-01T09:00:00Z');
    await escalated('F', await as('spoc.uphf'));
    await done(await as('engineer.ulco'), 'F', 'escalations/1/accept');
    at('2026-04-01T11:30:00Z');
    expect((await report('manager.ujm')).open).toBe(1);
    at('2026-04-01T11:30:00.001Z');
    const service = await report('manager.ujm');
    expect([service.open, counts(monthOf(service, '2026-04').sla)]).toEqual([0, '0 1']);
  });
});

describe('a verdict that is contested', () => {
  const contest = async (account: string, name: keyof typeof references, body: object) =>
    (await as(account)).post(`/tickets/${references[name]}/contests`, body);
  const settle = async (account: string, name: keyof typeof references, n: number, body: object) =>
    (await as(account)).post(`/tickets/${references[name]}/contests/${n}/settle`, body);
  const claim = { verdict: 'excluded', reason: 'Le réseau était coupé.' };

  it('is refused with the reason and the place, and what stood stays', async () => {
    at('2026-04-01T12:00:00Z');
    await guichet.sweep();
    expect((await contest('manager.ulorraine', 'C', { verdict: 'met' })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/reason', code: 'required' }],
    });
    expect((await contest('manager.ulorraine', 'C', { verdict: 'open', reason: 'x' })).body).toMatchObject({
      status: 400,
    });
    expect((await contest('manager.ulorraine', 'A', claim)).body).toMatchObject({ status: 409, code: 'too_late' });
    expect((await contest('manager.ulorraine', 'F', claim)).body).toMatchObject({ status: 409, code: 'no_verdict' });
    expect((await contest('manager.uphf', 'B', { verdict: 'met', reason: 'x' })).body).toMatchObject({
      status: 409,
      code: 'already_contested',
    });
    expect((await contest('manager.ujm', 'C', { verdict: 'missed', reason: 'x' })).body).toMatchObject({
      status: 409,
      code: 'same_verdict',
    });
    // seen, but no side of it; seen, but no manager; not seen
    expect((await contest('manager.ulco', 'B', claim)).status).toBe(403);
    expect((await contest('spoc.uphf', 'B', claim)).status).toBe(403);
    expect((await contest('manager.amu', 'B', claim)).status).toBe(404);
    expect((await settle('manager.uphf', 'B', 1, { agreed: true })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/reason', code: 'required' }],
    });
    expect((await settle('manager.uphf', 'B', 2, { agreed: true, reason: 'x' })).status).toBe(404);
    expect((await settle('manager.ulorraine', 'B', 1, { agreed: true, reason: 'x' })).body).toMatchObject({
      status: 403,
      code: 'other_side_settles',
    });
    const service = await report('manager.ulorraine');
    expect([counts(monthOf(service, '2026-03').sla), counts(monthOf(service, '2026-04').sla)]).toEqual([
      '1 1 1 recalled',
      '0 1',
    ]);
  });

  it('counts as both sides agreed, in its month, with the computed one beside', async () => {
    // the lead provider never held the ticket, and reaches it all the same
    expect((await contest('manager.ulorraine', 'C', claim)).status).toBe(201);
    expect(await settle('manager.ujm', 'C', 1, { agreed: true, reason: 'C’est exact.' })).toMatchObject({
      status: 200,
      body: { agreed: true, settledBy: { code: 'UJM' }, settlementReason: 'C’est exact.' },
    });
    expect((await settle('manager.ujm', 'C', 1, { agreed: false, reason: 'x' })).body).toMatchObject({
      status: 409,
      code: 'already_settled',
    });
    const service = await report('manager.ulorraine');
    expect(counts(monthOf(service, '2026-04').sla)).toBe('0 0 1 settled');
    const { body } = await (
      await as('manager.ujm')
    ).get('/reports/handled-in-time/tickets?figure=excluded&month=2026-04');
    expect(body.items).toMatchObject([
      {
        reference: references.C,
        verdict: 'excluded',
        computed: 'missed',
        settled: 'excluded',
        reason: 'settled',
        contested: false,
      },
    ]);
  });

  it('leaves a dated line where its month is published', async () => {
    const lead = await as('manager.ulorraine');
    const { institutions } = await report('manager.ulorraine');
    const agreement = institutions.find((one: any) => one.institution.code === 'UPHF').agreementId as string;
    await lead.post(`/agreements/${agreement}/months/2026-03/publish`);
    at('2026-04-01T12:01:00Z');
    await settle('manager.uphf', 'B', 1, { agreed: true, reason: 'Oui.' });
    const march = monthOf(await report('manager.uphf'), '2026-03');
    expect(counts(march.sla)).toBe('1 0 1 settled');
    expect(march.published[0].sla).toMatchObject({ met: 1, missed: 1 });
    expect(march.corrections).toMatchObject([
      { reference: references.B, from: 'missed', to: 'excluded', reason: 'settled' },
    ]);
    const seen = async (account: string) => (await as(account)).get(`/tickets/${references.B}/contests`);
    expect((await seen('manager.uphf')).body.items).toMatchObject([{ n: 1, claimed: 'excluded', agreed: true }]);
    // what two managers wrote to one another is not for whoever held the ticket
    expect((await seen('manager.ulco')).body.items).toEqual([]);
    expect((await seen('manager.amu')).status).toBe(404);
  });
});

describe('every figure', () => {
  it('has as many tickets behind it as it says', async () => {
    for (const account of ['manager.ulorraine', 'manager.uphf', 'manager.ujm', 'manager.ulco']) {
      const who = await as(account);
      const service = await report(account);
      const behind = async (query: string) => {
        const items: any[] = [];
        for (let cursor = ''; ;) {
          const { body } = await who.get(`/reports/handled-in-time/tickets?service=OAE&limit=1&${query}${cursor}`);
          items.push(...body.items);
          if (body.nextCursor === null) return items;
          cursor = `&cursor=${String(body.nextCursor)}`;
        }
      };
      const sumOf = (items: any[], name: string) => items.reduce((sum: number, item) => sum + Number(item[name]), 0);
      for (const commitment of ['sla', 'slo']) {
        for (const figure of [service, ...service.months]) {
          const month = figure.month ? `&month=${String(figure.month)}` : '';
          const query = (name: string) => behind(`figure=${name}&commitment=${commitment}${month}`);
          expect(await query('met')).toHaveLength(figure[commitment].met);
          expect(await query('missed')).toHaveLength(figure[commitment].missed);
          const excluded = figure[commitment].excluded.reduce((sum: number, { count }: any) => sum + Number(count), 0);
          expect(await query('excluded')).toHaveLength(excluded);
        }
      }
      expect(await behind('figure=open')).toHaveLength(service.open);
      expect(sumOf(await behind('figure=returns'), 'returns')).toBe(service.returns);
      expect(sumOf(await behind('figure=late_questions'), 'lateQuestions')).toBe(service.lateQuestions);
    }
  }, 240_000);

  it('can be counted again by anybody, from the export alone', async () => {
    for (const account of ['manager.ulorraine', 'manager.uphf', 'auditor.ujm']) {
      const { status, body } = await (await as(account)).get('/reports/handled-in-time/export?from=2026-03&to=2026-04');
      expect(status).toBe(200);
      expect(body.figures.services).toHaveLength(1);
      expect(JSON.stringify(body)).not.toContain('Tout est arrêté');
      const { code, said } = await verified(JSON.stringify(body));
      expect(said).toContain('Everything agrees.');
      expect(code).toBe(0);
      const tampered = JSON.parse(JSON.stringify(body));
      tampered.figures.services[0].sla.met = -1;
      expect((await verified(JSON.stringify(tampered))).code).toBe(1);
    }
    // what two managers wrote is for their two sides
    const { body } = await (await as('manager.ulco')).get('/reports/handled-in-time/export');
    expect(JSON.stringify(body)).not.toContain('réseau');
    expect(body.units.length).toBeGreaterThan(2);
  });

  it('is stored as the record says it', async () => {
    await guichet.sweep();
    const { compared, differences } = await recomputedDifferences(guichet);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });
});

it('a month that nobody published publishes itself at the end of the tenth working day after it', async () => {
  const { MonthRounds } = await compiled<typeof import('../../src/modules/reports/month-rounds.js')>(
    'modules/reports/month-rounds.js',
  );
  const rounds = guichet.app.get(MonthRounds);
  const published = async () => monthOf(await report('manager.ujm', '&from=2026-04&to=2026-05'), '2026-04').published;
  // 1, 8 and 14 May are holidays: the tenth working day is the 19th
  at('2026-05-19T15:59:59.999Z');
  await guichet.sweep();
  await rounds.run();
  expect(await published()).toEqual([]);
  at('2026-05-19T16:00:00Z');
  await Promise.all([rounds.run(), rounds.run()]);
  expect(await published()).toMatchObject([{ at: '2026-05-19T16:00:00Z', sla: { met: 0, missed: 0, total: 0 } }]);
  expect(await rounds.run()).toMatchObject({ published: 0 });
});

it('a settlement is about the verdict that was contested, and ends with it', async () => {
  at('2026-05-20T09:00:00Z');
  const accounts = ['spoc.ujm', 'engineer.ulco', 'manager.ujm', 'manager.ulorraine'];
  const [spoc, engineer, manager, lead] = (await Promise.all(accounts.map(as))) as [Browser, Browser, Browser, Browser];
  const contest = (claimed: string) =>
    manager.post(`/tickets/${references.G}/contests`, { verdict: claimed, reason: 'Non.' });
  const settle = (n: number, agreed: boolean) =>
    lead.post(`/tickets/${references.G}/contests/${String(n)}/settle`, { agreed, reason: 'Soit.' });
  const may = async () => counts(monthOf(await report('manager.ujm', '&from=2026-05&to=2026-05'), '2026-05').sla);

  await escalated('G', spoc);
  await done(engineer, 'G', 'escalations/1/accept');
  at('2026-05-20T10:00:00Z');
  await done(engineer, 'G', 'escalations/1/deliver', delivery);
  expect(await may()).toBe('1 0');
  expect((await contest('missed')).status).toBe(201);
  expect((await settle(1, true)).status).toBe(200);
  expect(await may()).toBe('0 1');

  // refused and delivered anew, in time: this verdict nobody has contested
  at('2026-05-20T11:00:00Z');
  await done(spoc, 'G', 'escalations/1/refuse', { reason: 'Toujours rien.' });
  expect(await may()).toBe('0 0');
  at('2026-05-20T11:30:00Z');
  await done(engineer, 'G', 'escalations/1/deliver', delivery);
  expect(await may()).toBe('1 0');
  const { body } = await manager.get('/reports/handled-in-time/export');
  expect(await verified(JSON.stringify(body))).toMatchObject({ code: 0 });

  // nobody agrees on a verdict that is gone meanwhile
  expect((await contest('excluded')).status).toBe(201);
  await done(spoc, 'G', 'escalations/1/refuse', { reason: 'Encore.' });
  expect((await settle(2, true)).body).toMatchObject({ status: 409, code: 'verdict_changed' });
  expect((await settle(2, false)).status).toBe(200);
  const both = await manager.get(`/tickets/${references.G}/contests`);
  expect(both.body.items).toMatchObject([{ agreed: true }, { agreed: false }]);
});
