import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { until } from '../support/until.js';

// What is promised about a cause, whether it was done, and that the cause came back: found by nobody having to look.

let guichet: TestApp;
let admin: pg.Client;
let engineer: Browser, manager: Browser, changeManager: Browser, uphf: Browser, stranger: Browser;
let problem: string, improvement: string, ticket: string;
let run: () => Promise<number>;

beforeAll(async () => {
  // a Tuesday
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { ImprovementRounds } = await compiled<
    typeof import('../../src/modules/actions/improvements/improvement-rounds.js')
  >('modules/actions/improvements/improvement-rounds.js');
  run = () => guichet.app.get(ImprovementRounds).run();
});
/** Months go by: a session ends before that. */
beforeEach(async () => {
  const people = ['engineer.fun', 'manager.fun', 'change-manager.fun', 'spoc.uphf', 'engineer.ulorraine'];
  const signedIn: Browser[] = [];
  for (const one of people) signedIn.push(await guichet.as(one));
  [engineer, manager, changeManager, uphf, stranger] = signedIn as [Browser, Browser, Browser, Browser, Browser];
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const told = ({ status, body }: { status: number; body: any }) => [status, body.code];
const idOf = async (who: Browser) => (await who.get('/me')).body.id as string;
const at = (path = '') => `/improvements/${improvement}${path}`;
const read = async (who = engineer) => (await who.get(at())).body;
const ok = async (asked: Promise<{ status: number; body: any }>) => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
};
const day = (date: string) => {
  guichet.clock.moveTo(new Date(`${date}T08:00:00Z`));
};
/** The worker of the app looks by itself too: whoever comes first says it. */
const said = async (type: string) => {
  await until(async () => {
    await run();
    return (await engineer.get(at('/timeline'))).body.items.some((line: { type: string }) => line.type === type);
  });
};
const letter = (to: string, about: RegExp) =>
  guichet.mailbox.expect(to, ({ subject }) => about.test(subject ?? '') && subject?.includes(improvement) === true);
const toldOf = (about: RegExp) =>
  guichet.mailbox.received
    .filter(({ mail }) => about.test(mail.subject ?? ''))
    .flatMap(({ to }) => to.map((address) => address.split('@')[0]))
    .sort();
const words = (text: string | undefined) => (text ?? '').replace(/\s+/g, ' ');

describe('what is promised about a cause', () => {
  const promise = async (more: object = {}) => ({
    problem,
    kind: 'corrective',
    title: 'Une file à part pour les notes',
    criterion: 'Aucune demande de plus en trois mois.',
    owner: await idOf(engineer),
    dueOn: '2026-03-20',
    ...more,
  });

  it('is refused for a cause, by a person or on a date that it cannot have, and nothing is kept', async () => {
    ({ reference: problem } = await ok(
      engineer.post('/problems', {
        service: 'FUNCAMPUS',
        title: 'La file des tâches se remplit',
        publicTitle: { fr: 'Les notes arrivent tard', en: 'Marks come late' },
        workaround: { fr: 'Attendre une heure.', en: 'Wait an hour.' },
      }),
    ));
    await ok(engineer.post(`/problems/${problem}/publish`));
    const foreignOwner = await idOf(stranger);
    for (const [more, code] of [
      [{ owner: foreignOwner }, 'not_possible'],
      [{ owner: await idOf(await guichet.as('spoc.fun')) }, 'not_possible'],
      [{ owner: '00000000-0000-7000-8000-000000000000' }, 'not_possible'],
      [{ problem: 'PRB-FUN-2026-99999' }, 'unknown_problem'],
      [{ problem: "PRB-FUN'--" }, 'unknown_problem'],
      [{ dueOn: '2026-03-09' }, 'past'],
    ] as const)
      expect([more, ...told(await engineer.post('/improvements', await promise(more)))]).toEqual([more, 422, code]);
    for (const more of [
      { dueOn: '2026-02-30' },
      { dueOn: 'demain' },
      { title: 'Deux\nlignes' },
      { title: 'De droite à gauche \u202e' },
      { title: '  ' },
      { criterion: '' },
      { kind: 'recovery' },
      { owner: 'moi' },
      { state: 'effective' },
      { action: 'ACT' },
      { tasks: Array.from({ length: 51 }, String) },
    ])
      expect([more, (await engineer.post('/improvements', await promise(more))).status]).toEqual([more, 400]);
    // a published problem is seen by others; it is not theirs
    for (const name of ['engineer.ulorraine', 'manager.ulco']) {
      const asked = await promise({ owner: await idOf(await guichet.as(name)) });
      expect(told(await (await guichet.as(name)).post('/improvements', asked))).toEqual([422, 'unknown_problem']);
    }
    expect(told(await uphf.post('/improvements', await promise()))).toEqual([403, 'forbidden']);
    expect(told(await changeManager.post('/improvements', await promise()))).toEqual([403, 'forbidden']);
    expect((await engineer.get('/improvements')).body.items).toEqual([]);
  });

  it('is committed once under one key, and what looks like HTML is a text', async () => {
    const asked = await promise({
      title: '<b>Une file</b> à part',
      criterion: '<script>alert(1)</script> Aucune demande de plus en trois mois.',
      tasks: ['Essayer', 'Mettre en production'],
    });
    const send = () => engineer.post('/improvements', asked, { 'idempotency-key': 'promised-once' });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, first.headers.get('etag')]).toEqual([201, 201, '"1"']);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({
      reference: 'IMP-FUN-2026-00001',
      state: 'open',
      title: '<b>Une file</b> à part',
      problem: { reference: problem },
      nextOn: '2026-03-20',
      tasks: 2,
      moves: ['implement', 'cancel'],
    });
    improvement = first.body.reference as string;
    expect((await engineer.get('/improvements')).body.items).toHaveLength(1);
  });

  it('is changed by whoever read it last, and seen by nobody else', async () => {
    const change = (body: object, tag: Record<string, string>) => engineer.send('PATCH', at(), body, tag);
    expect((await change({ title: 'x' }, {})).status).toBe(428);
    expect((await change({ title: 'x' }, { 'if-match': '"9"' })).status).toBe(412);
    expect((await change({ title: null }, { 'if-match': '"1"' })).status).toBe(400);
    const foreign = { owner: await idOf(stranger) };
    expect(told(await change(foreign, { 'if-match': '"1"' }))).toEqual([422, 'not_possible']);
    expect((await change({ title: 'Une file à part pour les notes' }, { 'if-match': '"1"' })).body.version).toBe(2);
    expect((await engineer.post(at('/implement'), { note: 'Fait' }, { 'if-match': '"1"' })).status).toBe(412);
    const [first] = (await read()).todo;
    expect((await ok(engineer.send('PUT', at(`/tasks/${first.id as string}`), { done: true }))).tasksDone).toBe(1);
    expect((await engineer.send('PUT', at('/tasks/nonsense'), { done: true })).status).toBe(404);
    for (const nothing of ['IMP-FUN-2026-00002', 'IMP-FUN-2026-1', 'imp-fun-2026-00001', 'PRB-FUN-2026-00001', '%00'])
      expect((await engineer.get(`/improvements/${nothing}`)).status).toBe(404);
    for (const path of ['', '/timeline']) expect((await stranger.get(at(path))).status).toBe(404);
    expect((await stranger.post(at('/implement'), { note: 'Fait' })).status).toBe(404);
    expect((await stranger.get('/improvements')).body.items).toEqual([]);
    expect(told(await changeManager.post(at('/implement'), { note: 'Fait' }))).toEqual([403, 'forbidden']);
  });

  it('is told, once, to whoever answers for it and to the managers of the service when it is overdue', async () => {
    day('2026-03-20');
    await run();
    expect(JSON.stringify((await engineer.get(at('/timeline'))).body)).not.toContain('improvement.overdue');
    day('2026-03-21');
    await said('improvement.overdue');
    const { mail } = await letter('engineer.fun', /Plan d’action en retard/);
    expect(words(mail.text)).toContain('devait être réalisé le 20 mars 2026');
    expect(words(mail.text)).toContain('parce que vous répondez de ce plan d’action');
    await letter('manager.fun', /Plan d’action en retard/);
    expect((await engineer.get('/improvements?due=true')).body.items).toHaveLength(1);
  });
});

describe('a cause that comes back', () => {
  it('is found once a ticket that was opened later hangs on the problem, and shown without that ticket', async () => {
    await ok(engineer.post(at('/implement'), { note: 'La file est à part.' }));
    expect(await read()).toMatchObject({ state: 'implemented', nextOn: '2026-04-20', recurrences: 0 });
    expect((await engineer.get('/improvements?recurred=true')).body.items).toEqual([]);
    day('2026-04-01');
    const open = () =>
      ok(
        uphf.post('/tickets', {
          kind: 'incident',
          service: 'FUNCAMPUS',
          title: 'Les notes ne viennent toujours pas',
          description: 'Depuis hier.',
        }),
      );
    for (const { reference } of [await open(), await open()]) {
      ticket = reference as string;
      await ok(uphf.post(`/tickets/${ticket}/link-problem`, { problem }));
    }
    const { body: list } = await engineer.get('/improvements?recurred=true');
    expect(list.items).toMatchObject([{ reference: improvement, recurrences: 2 }]);
    const details = await read();
    expect(details.recurred).toMatchObject([
      { kind: 'ticket', ticket: null },
      { kind: 'ticket', ticket: null },
    ]);
    await said('improvement.recurred');
    const timeline = (await engineer.get(at('/timeline'))).body;
    expect(JSON.stringify([list, details, timeline])).not.toContain(ticket.slice(0, 4));
  });

  it('is told once that day to whoever answers for it and to the managers, without the ticket', async () => {
    const letters = await Promise.all(['engineer.fun', 'manager.fun'].map((who) => letter(who, /Cause réapparue/)));
    for (const { mail } of letters) {
      expect(words(mail.text)).toContain(`rattachée au problème ${problem}`);
      expect(`${mail.subject ?? ''}${mail.text ?? ''}${mail.html ?? ''}`).not.toContain('UPHF');
      expect(mail.html).not.toContain('<script');
    }
    const { rows } = await admin.query<{ n: number }>(
      `select count(*)::integer as n from mail where subject like '%Cause réapparue%'`,
    );
    expect(rows).toEqual([{ n: 2 }]);
  });
});

describe('whether it held', () => {
  it('is asked of those who neither answer for it nor did it, and said by nobody else nor before', async () => {
    day('2026-04-19');
    const judge = (who: Browser, verdict = 'effective') => who.post(at('/review'), { verdict, note: 'Vu.' });
    expect(told(await judge(manager))).toEqual([409, 'too_early']);
    day('2026-04-20');
    await said('improvement.review_due');
    for (const who of ['manager.fun', 'change-manager.fun']) {
      const { mail } = await letter(who, /Plan d’action à évaluer/);
      expect(words(mail.text)).toContain('a été réalisé il y a 30 jours');
    }
    expect(told(await judge(engineer))).toEqual([403, 'own_work']);
    expect(told(await judge(manager, 'perfect'))[0]).toBe(400);
    expect((await judge(stranger)).status).toBe(404);
    const judged = await ok(judge(manager, 'not_effective'));
    expect(judged).toMatchObject({ state: 'ineffective', nextOn: null, moves: ['resume'] });
    expect(judged.reviews[0]).toMatchObject({ afterDays: 30, verdict: 'not_effective', note: 'Vu.' });
    expect(told(await judge(changeManager))).toEqual([409, 'not_possible_now']);
    expect(toldOf(/Plan d’action à évaluer/)).toEqual(['change-manager.fun', 'manager.fun']);
    expect(toldOf(/Plan d’action en retard/)).toEqual(['engineer.fun', 'manager.fun']);
  });

  it('and if it did not, it is taken up again with another date', async () => {
    const resume = (dueOn: string) => engineer.post(at('/resume'), { dueOn, note: 'La file ne suffisait pas.' });
    expect(told(await resume('2026-04-19'))).toEqual([422, 'past']);
    expect(await ok(resume('2026-05-15'))).toMatchObject({ state: 'open', nextOn: '2026-05-15', implementedAt: null });
    const types = (await engineer.get(at('/timeline'))).body.items.map(({ type }: { type: string }) => type);
    expect(types.filter((type: string) => !type.includes('task'))).toEqual([
      'improvement.committed',
      'improvement.changed',
      'improvement.overdue',
      'improvement.implemented',
      'improvement.recurred',
      'improvement.recurred',
      'improvement.review_due',
      'improvement.reviewed',
      'improvement.resumed',
    ]);
    // what the list for the steering meeting says of it
    const { body } = await manager.get(`/improvements?problem=${problem}&state=open`);
    expect(body.items).toMatchObject([{ reference: improvement, recurrences: 2 }]);
  });
});
