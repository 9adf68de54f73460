import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

/** Tasks, decisions and deputies in one's turn and one's mail; one mail for a bulk; views that look for words. */
let guichet: TestApp;
let admin: pg.Client;
let agent: Browser,
  spoc: Browser,
  spoc2: Browser,
  manager: Browser,
  requester: Browser,
  foreign: Browser,
  boss: Browser;
const ids: Record<string, string> = {};

beforeAll(async () => {
  // a Tuesday
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await signIn();
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

async function signIn(): Promise<void> {
  const as = async (name: string) => {
    const who = await guichet.as(name);
    ids[name] = (await who.get('/me')).body.id as string;
    return who;
  };
  agent = await as('agent.ulco');
  spoc = await as('spoc.ulco');
  spoc2 = await as('spoc2.ulco');
  manager = await as('manager.ulco');
  requester = await as('requester.ulco');
  foreign = await as('spoc.uphf');
  boss = await as('admin.ulco');
}

const open = async (who: Browser, more: object = {}) => {
  const ticket = { kind: 'incident', service: 'FUNCAMPUS', title: 'Un titre', description: 'Un texte', ...more };
  return (await who.post('/tickets', ticket)).body.reference as string;
};
const mine = async (who: Browser, query = '') => (await who.get(`/my-turn?limit=100${query}`)).body;
const turnOn = async (who: Browser, reference: string) =>
  ((await mine(who)).items as any[]).filter((turn) =>
    [turn.ticket?.reference, turn.approval?.ticket].includes(reference),
  );
const mailTo = (name: string, text: string) =>
  guichet.mailbox.received.filter(
    ({ to, mail }) =>
      to.includes(`${name}@guichet.example`) && `${mail.subject ?? ''} ${mail.text ?? ''}`.includes(text),
  );

async function askedFor(approver: string, who = requester): Promise<string> {
  const content = {
    service: 'FUNCAMPUS',
    name: { fr: 'Un accès', en: 'An access' },
    fields: [],
    tasks: [],
    approver: { kind: 'person', personId: ids[approver] },
  };
  const model = (await spoc.post('/request-models', content)).body.id as string;
  await spoc.post(`/request-models/${model}/publish`);
  return open(who, { kind: 'request', model, fields: {} });
}

/** Until so many things that bulks did wait to be told. */
async function noted(count: number): Promise<void> {
  const end = Date.now() + 15_000;
  for (let found = -1; found !== count;) {
    found = (await admin.query<{ n: number }>('select count(*)::integer as n from bulk_news')).rows[0]?.n ?? -1;
    if (found !== count && Date.now() > end) throw new Error(`${String(found)} things wait, not ${String(count)}`);
  }
}

const bulkLetters = async () =>
  (
    await compiled<typeof import('../../src/modules/notifications/bulk-letters.js')>(
      'modules/notifications/bulk-letters.js',
    )
  ).BulkLetters;

describe('a task', () => {
  it('is told to who gets it, a day before, and when it is due; and stands in their turn from then on', async () => {
    const reference = await open(requester);
    await spoc.post(`/tickets/${reference}/take`);
    const written = { title: 'Appeler le prestataire', assignee: ids['agent.ulco'], dueAt: '2026-03-12T09:00:00Z' };
    const { body: task } = await spoc.post(`/tickets/${reference}/tasks`, written);
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => /Tâche confiée/.test(subject ?? ''));
    const kinds = async () =>
      (await spoc.get(`/tickets/${reference}/appointments`)).body.items.map(({ kind, at }: any) => [kind, at]);
    expect(await kinds()).toEqual([
      ['remind_task', '2026-03-11T09:00:00Z'],
      ['task_overdue', '2026-03-12T09:00:00Z'],
    ]);
    expect(await turnOn(agent, reference)).toEqual([]);
    guichet.clock.moveTo(new Date('2026-03-11T09:00:00Z'));
    await signIn();
    await guichet.sweep();
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => /Tâche à faire demain/.test(subject ?? ''));
    const [turn] = await turnOn(agent, reference);
    expect(turn).toMatchObject({ kind: 'task', also: [], since: '2026-03-11T09:00:00Z', side: 'user' });
    expect((await mine(agent, '&kind=task')).items).toHaveLength(1);
    expect((await mine(agent)).counts.task).toBe(1);
    // whose ticket it is has no task of theirs; nobody else has one either
    for (const who of [spoc, spoc2, manager, requester, foreign]) expect((await mine(who)).counts.task).toBe(0);
    guichet.clock.moveTo(new Date('2026-03-12T09:00:00Z'));
    await signIn();
    await guichet.sweep();
    await guichet.sweep();
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => /Tâche en retard/.test(subject ?? ''));
    expect(mailTo('agent.ulco', 'Tâche en retard')).toHaveLength(1);
    const done = { done: true };
    await agent.send('PATCH', `/tickets/${reference}/tasks/${task.id}`, done, { 'if-match': '"1"' });
    expect(await turnOn(agent, reference)).toEqual([]);
    expect(await kinds()).toEqual([]);
    const types = (await spoc.get(`/tickets/${reference}/timeline`)).body.items.map(({ type }: any) => type);
    expect(types.filter((type: string) => type.startsWith('task.'))).toEqual([
      'task.added',
      'task.due_soon',
      'task.overdue',
      'task.done',
    ]);
    expect(
      (await requester.get(`/tickets/${reference}/timeline`)).body.items.map(({ type }: any) => type),
    ).not.toContain('task.added');
  });

  it('of a team is each member’s while nobody has it, and ends with the ticket', async () => {
    const members = [ids['agent.ulco'], ids['spoc2.ulco']];
    const { body: team } = await manager.post('/teams', { side: 'user', name: 'Atelier', mode: 'manual', members });
    const reference = await open(spoc);
    const foreignTeam = await spoc.post(`/tickets/${reference}/tasks`, { title: 'T', team: ids['agent.ulco'] });
    expect([foreignTeam.status, foreignTeam.body.code]).toEqual([422, 'unknown_team']);
    const dueAt = new Date(guichet.clock.now().getTime() + 3_600_000).toISOString();
    const { body: task } = await spoc.post(`/tickets/${reference}/tasks`, { title: 'Nettoyer', team: team.id, dueAt });
    expect(task.team).toEqual({ id: team.id, name: 'Atelier' });
    for (const who of [agent, spoc2]) expect(await turnOn(who, reference)).toMatchObject([{ also: ['task'] }]);
    expect((await turnOn(spoc, reference))[0].also).toEqual([]);
    const path = `/tickets/${reference}/tasks/${task.id as string}`;
    await spoc.send('PATCH', path, { assignee: ids['agent.ulco'] }, { 'if-match': '"1"' });
    expect((await turnOn(spoc2, reference))[0].also).toEqual([]);
    expect((await turnOn(agent, reference))[0].also).toEqual(['task']);
    await spoc.post(`/tickets/${reference}/cancel`, { reason: 'Plus besoin' });
    expect(await turnOn(agent, reference)).toEqual([]);
  });
});

describe('a decision', () => {
  it('stands in the turn of whoever is asked, who need not see the ticket', async () => {
    const reference = await askedFor('admin.ulco');
    const [turn] = await turnOn(boss, reference);
    expect(turn).toMatchObject({
      kind: 'approval',
      side: null,
      ticket: null,
      approval: {
        ticket: reference,
        title: 'Un titre',
        service: { code: 'FUNCAMPUS' },
        requester: { id: ids['requester.ulco'] },
      },
    });
    const list = await mine(boss);
    expect([list.items.length, list.counts.approval, list.counts.total]).toEqual([1, 1, 1]);
    for (const who of [agent, spoc, manager, requester, foreign]) expect((await mine(who)).counts.approval).toBe(0);
    expect((await boss.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(200);
    expect((await mine(boss)).items).toEqual([]);
  });

  it('is given by the deputy while the approver is away, and says for whom', async () => {
    const reference = await askedFor('spoc.ulco');
    expect((await spoc2.get('/approvals')).body.items).toEqual([]);
    const now = guichet.clock.now().getTime();
    const away = { from: new Date(now).toISOString(), until: new Date(now + 7_200_000).toISOString() };
    const { body: absence } = await spoc.post('/me/absences', { ...away, deputy: ids['spoc2.ulco'] });
    const decide = (who: Browser) => who.post(`/tickets/${reference}/approval`, { decision: 'approve' });
    expect(await turnOn(spoc2, reference)).toMatchObject([{ kind: 'approval', for: { id: ids['spoc.ulco'] } }]);
    expect((await spoc2.get('/approvals')).body.items).toHaveLength(1);
    expect((await decide(agent)).status).toBe(403);
    expect((await decide(foreign)).status).toBe(404);
    const second = await askedFor('spoc.ulco');
    const { mail } = await guichet.mailbox.expect(
      'spoc2.ulco',
      (one) => one.subject?.includes(second) === true && /to approve/.test(one.subject),
    );
    expect(mail.text).toContain('you stand in for');
    const { status, body } = await decide(spoc2);
    expect([status, body.decidedBy.id, body.decidedFor.id]).toEqual([200, ids['spoc2.ulco'], ids['spoc.ulco']]);
    // over: nothing is left to be seen or decided
    await spoc.send('DELETE', `/me/absences/${absence.id as string}`, undefined);
    expect((await spoc2.post(`/tickets/${second}/approval`, { decision: 'approve' })).status).toBe(403);
    expect((await mine(spoc2)).counts.approval).toBe(0);
  });

  it('is nothing to a deputy of another day, nor for somebody who has left', async () => {
    // on no side of this ticket
    const deputy = await guichet.as('change-manager.ulco');
    const deputyId = (await deputy.get('/me')).body.id as string;
    const reference = await askedFor('manager.ulco');
    const { body: waiting } = await manager.get('/approvals');
    const path = `/approvals/${waiting.items.at(-1).id as string}`;
    const now = guichet.clock.now().getTime();
    const hours = (count: number) => new Date(now + count * 3_600_000).toISOString();
    const absent = (from: number, until: number) =>
      manager.post('/me/absences', { from: hours(from), until: hours(until), deputy: deputyId });
    const { body: later } = await absent(48, 72);
    expect([(await manager.get(path)).status, (await deputy.get(path)).status]).toEqual([200, 404]);
    await manager.send('DELETE', `/me/absences/${later.id as string}`, undefined);
    const { body: absence } = await absent(0, 2);
    expect((await deputy.get(path)).status).toBe(200);
    const leave = (at: string | null) =>
      admin.query('update person set left_at = $2 where id = $1', [ids['manager.ulco'], at]);
    await leave(hours(0));
    expect((await deputy.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(404);
    expect(await turnOn(deputy, reference)).toEqual([]);
    await leave(null);
    expect((await deputy.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(200);
    await (await guichet.as('manager.ulco')).send('DELETE', `/me/absences/${absence.id as string}`, undefined);
    await signIn();
  });

  it('is put to somebody else by an administrator, who is shown nothing of it', async () => {
    const reference = await askedFor('manager.ulco');
    const { status, body } = await boss.post(`/tickets/${reference}/approval/reassign`, {
      approver: ids['spoc2.ulco'],
    });
    expect([status, body]).toEqual([
      200,
      { ticket: reference, approver: { id: ids['spoc2.ulco'], name: expect.any(String) } },
    ]);
    expect((await boss.post('/tickets/UPHF-2026-00001/approval/reassign', { approver: ids['spoc.ulco'] })).status).toBe(
      404,
    );
    expect(await turnOn(spoc2, reference)).toHaveLength(1);
    expect(await turnOn(manager, reference)).toEqual([]);
  });
});

describe('a bulk', () => {
  it('is told in one mail to each who is concerned, of their own tickets alone', async () => {
    const own = [await open(requester, { title: 'Premier' }), await open(requester, { title: 'Deuxième' })];
    const others = [await open(agent, { title: 'Le mien' })];
    const references = [...own, ...others];
    guichet.mailbox.received.length = 0;
    const move = { name: 'resolve', body: { code: 'fixed', text: 'Réparé par le redémarrage' } };
    expect((await spoc.post('/tickets/bulk', { references, move })).body.counts.done).toBe(3);
    await noted(3);
    // the worker cannot write it down: what was noted stays, and is told once it can
    await admin.query(`create function fall() returns trigger language plpgsql as $$ begin
      raise exception 'the process dies here'; end $$;
      create trigger fall before insert on mail for each row execute function fall()`);
    guichet.clock.advance(11_000);
    await guichet.app.get(await bulkLetters()).run();
    await noted(3);
    await admin.query('drop trigger fall on mail; drop function fall()');
    await Promise.all([1, 2, 3].map(async () => guichet.app.get(await bulkLetters()).run()));
    await noted(0);
    const { mail } = await guichet.mailbox.expect('requester.ulco', ({ subject }) =>
      /2 demandes modifiées/.test(subject ?? ''),
    );
    for (const reference of own) expect(mail.text).toContain(reference);
    for (const reference of others) expect(mail.text).not.toContain(reference);
    expect(mail.text?.match(/Réparé par le redémarrage/g)).toHaveLength(1);
    // one ticket alone: the ordinary mail
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => subject?.includes(others[0] ?? '-') === true);
    expect(mailTo('requester.ulco', 'Réparé')).toHaveLength(1);
  });

  it('gives many tickets to somebody with one mail', async () => {
    const references = [await open(requester), await open(requester), await open(requester)];
    guichet.mailbox.received.length = 0;
    await spoc.post('/tickets/bulk', { references, move: { name: 'assign', body: { assignee: ids['agent.ulco'] } } });
    await noted(3);
    guichet.clock.advance(11_000);
    const { mail } = await guichet.mailbox.expect('agent.ulco', ({ subject }) =>
      /3 demandes modifiées/.test(subject ?? ''),
    );
    for (const reference of references) expect(mail.text).toContain(reference);
    expect(mailTo('agent.ulco', 'Demande attribuée')).toHaveLength(1);
  });
});

describe('a bulk for somebody who loses their role before it is told', () => {
  it('is not told to them', async () => {
    const limit = (services: string) =>
      admin.query(`update role_grant set service_ids = ${services} where person_id = $1`, [ids['agent.ulco']]);
    const references = [await open(requester), await open(requester)];
    guichet.mailbox.received.length = 0;
    await spoc.post('/tickets/bulk', { references, move: { name: 'assign', body: { assignee: ids['agent.ulco'] } } });
    await noted(2);
    await limit(`array(select id from service where code = 'OAE')`);
    guichet.clock.advance(11_000);
    await guichet.app.get(await bulkLetters()).run();
    await noted(0);
    const { rows } = await admin.query(`select 1 from mail where person_id = $1 and created_at >= $2`, [
      ids['agent.ulco'],
      guichet.clock.now(),
    ]);
    expect(rows).toEqual([]);
    await limit('null');
  });
});

describe('a bulk for somebody who is away', () => {
  it('is told to the deputy with the name of whom they stand in for, on each ticket', async () => {
    const references = [await open(requester), await open(requester)];
    const now = guichet.clock.now().getTime();
    const away = { from: new Date(now).toISOString(), until: new Date(now + 7_200_000).toISOString() };
    const { status, body: absence } = await spoc.post('/me/absences', { ...away, deputy: ids['spoc2.ulco'] });
    expect([status, absence]).toMatchObject([201, { deputy: { id: ids['spoc2.ulco'] } }]);
    guichet.mailbox.received.length = 0;
    await agent.post('/tickets/bulk', { references, move: { name: 'assign', body: { assignee: ids['spoc.ulco'] } } });
    await noted(4);
    guichet.clock.advance(11_000);
    const { mail } = await guichet.mailbox.expect('spoc2.ulco', ({ subject }) =>
      /2 tickets changed/.test(subject ?? ''),
    );
    const name = (await spoc.get('/me')).body.name as string;
    const text = (mail.text ?? '').replace(/\n> ?|\s+/g, ' ');
    for (const reference of references)
      expect(text).toMatch(new RegExp(`\\[${reference}\\][^[]*\\(in place of ${name}\\)`));
    expect(text).toContain(`you stand in for ${name}, who is away`);
    expect(text).not.toContain('somebody who is away');
    const { mail: theirs } = await guichet.mailbox.expect('spoc.ulco', ({ subject }) =>
      /2 demandes modifiées/.test(subject ?? ''),
    );
    expect(theirs.text).not.toContain('en remplacement');
    await spoc.send('DELETE', `/me/absences/${absence.id as string}`, undefined);
  });
});

describe('a ticket in the queue of a team', () => {
  it('is told to those of its members who are there, and not to the whole desk', async () => {
    const members = [ids['agent.ulco'], ids['spoc2.ulco']];
    const wish = { side: 'user', name: 'Pédagogie', mode: 'manual', takes: true, kinds: ['request'], members };
    const { body: team } = await manager.post('/teams', wish);
    await spoc2.put('/me/presence', { state: 'away' });
    guichet.mailbox.received.length = 0;
    const reference = await open(requester, { kind: 'request', title: 'Pour l’équipe' });
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => subject?.includes(reference) === true);
    await requester.post(`/tickets/${reference}/messages`, { body: 'Alors ?', audience: 'requester' });
    await guichet.mailbox.expect('agent.ulco', ({ text }) => text?.includes('Alors ?') === true);
    for (const who of ['spoc.ulco', 'spoc2.ulco']) expect(mailTo(who, reference)).toEqual([]);
    // put there by hand
    const other = await open(requester, { title: 'Mal rangé' });
    await spoc.post(`/tickets/${other}/assign`, { team: team.id });
    await guichet.mailbox.expect('agent.ulco', ({ subject }) => /file de votre équipe/.test(subject ?? ''));
    await spoc2.put('/me/presence', { state: 'present' });
  });
});

describe('a saved view', () => {
  it('keeps the words that are looked for, and counts what it finds', async () => {
    const reference = await open(requester, { title: 'Amphithéâtre Hippocampe' });
    await open(requester, { title: 'Un autre amphithéâtre' });
    const save = (filter: object) => spoc.post('/views', { name: 'Les hippocampes', filter });
    expect((await save({ q: '   ' })).status).toBe(400);
    expect((await save({ q: 'a '.repeat(200) })).status).toBe(400);
    const { status, body: view } = await save({ q: 'hippocampes', state: 'new' });
    expect([status, view.outdated]).toEqual([201, []]);
    const found = (await spoc.get(`/views/${view.id as string}/tickets`)).body.items;
    expect(found.map((line: any) => line.reference)).toEqual([reference]);
    const counted = async () => (await spoc.get('/views/counts')).body.items.find(({ id }: any) => id === view.id);
    expect(await counted()).toEqual({ id: view.id, name: 'Les hippocampes', count: 1, isExact: true });
    await spoc.post(`/tickets/${reference}/cancel`, { reason: 'Erreur' });
    expect(await counted()).toMatchObject({ count: 0 });
  });
});
