import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { recomputedDifferences } from '../support/recompute.js';

let guichet: TestApp;
let requester: Browser, agent: Browser, spoc: Browser, manager: Browser, engineer: Browser, uphf: Browser;
/** Holds no role that shows a ticket. */
let approver: Browser;
let approverId: string;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris; everybody works there from 8:00 to 18:00
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  [requester, agent, spoc, manager, engineer, uphf, approver] = (await Promise.all(
    ['requester.ulco', 'agent.ulco', 'spoc.ulco', 'manager.ulco', 'engineer.fun', 'spoc.uphf', 'admin.ulco'].map(
      (account) => guichet.as(account),
    ),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser, Browser];
  approverId = (await approver.get('/me')).body.id as string;
});
afterAll(() => guichet.close());

const label = (fr: string, en = fr) => ({ fr, en });
const fields = [
  { key: 'course', type: 'text', label: label('Intitulé', 'Course'), required: true, min: 3, max: 80 },
  { key: 'seats', type: 'number', label: label('Places', 'Seats'), required: true, min: 1, max: 500 },
  { key: 'from', type: 'date', label: label('Ouverture', 'From'), required: false },
  {
    key: 'kind',
    type: 'choice',
    label: label('Type', 'Kind'),
    required: true,
    choices: [
      { key: 'open', label: label('Ouvert', 'Open') },
      { key: 'closed', label: label('Fermé', 'Closed') },
    ],
  },
  { key: 'contact', type: 'email', label: label('Contact'), required: false },
  { key: 'teacher', type: 'person', label: label('Enseignant', 'Teacher'), required: false },
];
const content = { name: label('Nouvel espace de cours', 'New course space'), fields, tasks: [] as object[] };
const good = { course: 'Chimie organique', seats: 120, kind: 'open' };

async function publish(more: object = {}): Promise<string> {
  const made = await spoc.post('/request-models', { service: 'FUNCAMPUS', ...content, ...more });
  expect(made.status).toBe(201);
  expect((await spoc.post(`/request-models/${made.body.id as string}/publish`)).status).toBe(200);
  return made.body.id as string;
}
const ask = (who: Browser, model: string, filled: object = good, more: object = {}) =>
  who.post('/tickets', { kind: 'request', service: 'FUNCAMPUS', model, fields: filled, ...more });
const resolutionOf = async (ticket: string) => {
  const { body } = await agent.get(`/tickets/${ticket}/timers`);
  return (body.items as Record<string, unknown>[]).find(
    ({ side, metric }) => side === 'user' && metric === 'resolution',
  );
};
const sql = async (text: string, values: unknown[] = []) => {
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { rows } = await admin.query<Record<string, unknown>>(text, values);
  await admin.end();
  return rows;
};

describe('a request model', () => {
  it('is written by SPOCs and managers, read by everybody of the institution once published, by nobody else', async () => {
    expect((await requester.post('/request-models', { service: 'FUNCAMPUS', ...content })).status).toBe(403);
    const { body: draft } = await spoc.post('/request-models', { service: 'FUNCAMPUS', ...content });
    const path = `/request-models/${draft.id as string}`;
    expect(draft).toMatchObject({ current: null, latest: 1, version: 1, publishedAt: null });
    expect((await requester.get(path)).status).toBe(404);
    expect((await uphf.get(path)).status).toBe(404);
    expect((await uphf.post(`${path}/publish`)).status).toBe(404);
    expect((await manager.post(`${path}/publish`)).body).toMatchObject({ current: 1, version: 1 });
    expect((await requester.get(path)).body.content.fields).toHaveLength(fields.length);
    expect((await uphf.get(path)).status).toBe(404);
    expect((await requester.post(`${path}/publish`)).status).toBe(403);
    const again = await spoc.post(`${path}/publish`);
    expect([again.status, again.body.code]).toEqual([409, 'version_passed']);
    const lines = (await requester.get('/request-models?service=FUNCAMPUS')).body.items as { id: string }[];
    expect(lines.map(({ id }) => id)).toContain(draft.id);
    expect((await uphf.get('/request-models')).body.items).toEqual([]);
  });

  it('that contradicts itself is refused, all at once', async () => {
    const { status, body } = await spoc.post('/request-models', {
      service: 'FUNCAMPUS',
      ...content,
      fields: [
        { key: 'a', type: 'text', label: label('A'), required: true, min: 9, max: 3 },
        { key: 'a', type: 'choice', label: label('A'), required: true },
        { key: 'b', type: 'boolean', label: label('B'), required: true, max: 3 },
      ],
      approver: { kind: 'person', personId: (await uphf.get('/me')).body.id as string },
    });
    expect(status).toBe(422);
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/fields/0/max',
      '/fields/1/choices',
      '/fields/1/key',
      '/fields/2/max',
      '/approver/personId',
    ]);
  });

  it('whose target is shorter than the provider’s is saved, with a warning', async () => {
    const { body } = await spoc.post('/request-models', { service: 'FUNCAMPUS', ...content, targetMinutes: 5 });
    expect(body.warnings).toMatchObject([{ code: 'shorter_than_provider', pointer: '/targetMinutes' }]);
  });

  it('is filled in by the version in force; everything that is wrong is said at once, with that version', async () => {
    const model = await publish();
    const { status, body } = await ask(requester, model, {
      course: 'ab',
      seats: '12',
      from: '2026-02-30',
      kind: 'ajar',
      contact: 'nobody',
      teacher: (await uphf.get('/me')).body.id as string,
      gone: 1,
    });
    expect([status, body.code]).toEqual([422, 'form_invalid']);
    expect(body.detail).toContain('Version 1');
    expect(
      (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`),
    ).toEqual([
      '/fields/gone unknown_field',
      '/fields/course too_short',
      '/fields/seats wrong_type',
      '/fields/from wrong_value',
      '/fields/kind wrong_value',
      '/fields/contact wrong_value',
      '/fields/teacher unknown_person',
    ]);
    expect((await ask(requester, model, { course: 'Chimie' })).body.errors).toMatchObject([
      { pointer: '/fields/seats', code: 'required' },
      { pointer: '/fields/kind', code: 'required' },
    ]);
    // a field that the next version no longer has
    await spoc.post(`/request-models/${model}/versions`, { ...content, fields: fields.slice(0, 2) });
    expect((await ask(requester, model)).status).toBe(201);
    await spoc.post(`/request-models/${model}/publish`);
    const late = await ask(requester, model);
    expect(late.body.errors).toMatchObject([{ pointer: '/fields/kind', code: 'unknown_field' }]);
    expect(late.body.detail).toContain('Version 2');
    const stale = await ask(requester, model, good, { version: 1 });
    expect([stale.status, stale.body.code]).toEqual([409, 'model_changed']);
    await spoc.post(`/request-models/${model}/retire`);
    const { body: retired } = await ask(requester, model);
    const { body: absent } = await ask(requester, '00000000-0000-7000-8000-000000000000');
    const { body: foreign } = await ask(uphf, model);
    const told = ({ status: at, code, detail, errors }: Record<string, unknown>) => ({ at, code, detail, errors });
    expect(told(retired)).toMatchObject({ at: 422, code: 'unknown_model' });
    expect([told(absent), told(foreign)]).toEqual([told(retired), told(retired)]);
    expect((await ask(requester, model, good, { kind: 'incident' })).body.code).toBe('not_a_request');
  });

  it('measures the request by its own target, and the form crosses with the description only', async () => {
    const model = await publish({ targetMinutes: 120 });
    const { status, body } = await ask(requester, model);
    expect(status).toBe(201);
    expect(body).toMatchObject({ title: 'Nouvel espace de cours', form: { model, version: 1 } });
    expect(body.description).toContain('Intitulé\u00a0: Chimie organique');
    expect(body.description).toContain('Type\u00a0: Ouvert');
    const reference = body.reference as string;
    expect(await resolutionOf(reference)).toMatchObject({ targetMinutes: 120, dueAt: '2026-03-10T11:00:00Z' });
    // whatever the priority
    await agent.post(`/tickets/${reference}/qualify`, { impact: 'high', urgency: 'high' });
    expect(await resolutionOf(reference)).toMatchObject({ targetMinutes: 120, dueAt: '2026-03-10T11:00:00Z' });
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un espace.' });
    expect((await engineer.get(`/tickets/${reference}`)).body).toMatchObject({ description: null, form: null });
    await spoc.post(`/tickets/${reference}/escalations/1/recall`);
    const messages = ['description'];
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un espace.', messages });
    expect((await engineer.get(`/tickets/${reference}`)).body.form.fields).toMatchObject([
      { key: 'course', value: 'Chimie organique' },
      { key: 'seats', value: 120 },
      { key: 'kind', value: 'open' },
    ]);
    expect(JSON.stringify((await requester.get(`/tickets/${reference}/timeline`)).body)).not.toContain('120');
    // nothing that was filled in is in the record
    expect(await sql(`select 1 from event where data::text like '%Chimie%'`)).toEqual([]);
  });
});

describe('a request that waits for an approval', () => {
  let model: string;
  let reference: string;
  let approval: string;
  beforeAll(async () => {
    model = await publish({
      targetMinutes: 120,
      approver: { kind: 'person', personId: approverId },
      tasks: [
        { title: 'Créer l’espace', mustBeDone: true, intendedFor: 'support' },
        { title: 'Prévenir l’enseignant', mustBeDone: false },
      ],
    });
  });

  it('waits at once; its time stands still; the approver is told, and shown only what is decided on', async () => {
    const { body } = await ask(requester, model);
    reference = body.reference as string;
    expect(body).toMatchObject({ state: 'waiting', waitingCause: 'approval', nextActor: { kind: 'user_institution' } });
    expect(await resolutionOf(reference)).toMatchObject({ state: 'paused', dueAt: null });
    const { mail } = await guichet.mailbox.expect('admin.ulco', ({ subject }) => subject?.includes(reference) === true);
    expect(mail.text).toMatch(/https?:\/\/\S+\/decide\/[\w-]{100,}/);
    approval = (await approver.get('/approvals')).body.items[0].id as string;
    const { body: seen } = await approver.get(`/approvals/${approval}`);
    expect(seen).toMatchObject({
      ticket: reference,
      title: 'Nouvel espace de cours',
      state: 'open',
      approver: { id: approverId },
      form: { version: 1 },
    });
    expect((await approver.get('/approvals')).body.items).toHaveLength(1);
    expect((await manager.get('/approvals')).body.items).toEqual([]);
    expect((await approver.get(`/tickets/${reference}`)).status).not.toBe(200);
    for (const who of [uphf, engineer, requester]) expect((await who.get(`/approvals/${approval}`)).status).toBe(404);
  });

  it('is worked on by nobody meanwhile', async () => {
    for (const [move, body] of [
      ['resume', {}],
      ['resolve', { code: 'fixed', text: 'Fait' }],
      ['escalate', { function: 'support', summary: 'Vite' }],
    ] as const) {
      const answer = await spoc.post(`/tickets/${reference}/${move}`, body);
      expect([move, answer.status, answer.body.code]).toEqual([move, 409, 'approval_open']);
    }
    const { body } = await spoc.get(`/tickets/${reference}/moves`);
    const moves = (body.items as { move: string }[]).map(({ move }) => move);
    expect(moves).toEqual(expect.arrayContaining(['cancel', 'assign']));
    expect(moves).not.toContain('resolve');
  });

  it('is decided by no link, no scanner and nobody else', async () => {
    const before = (await approver.get(`/approvals/${approval}`)).body;
    const at = `${guichet.anybody.url}/api/v1/tickets/${reference}/approval`;
    for (const url of [at, `${guichet.anybody.url}/api/v1/approvals/${approval}`])
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await fetch(url, { method });
    const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await fetch(at, { ...form, body: 'decision=approve' })).status).toBeGreaterThanOrEqual(400);
    expect((await guichet.anybody.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(401);
    for (const who of [spoc, manager, agent])
      expect((await who.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(403);
    expect((await requester.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).not.toBe(200);
    expect((await uphf.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(404);
    expect((await approver.get(`/approvals/${approval}`)).body).toEqual(before);
  });

  it('is recalled to the approver after two working days', async () => {
    guichet.clock.moveTo(new Date('2026-03-12T17:00:00Z'));
    await guichet.sweep();
    const { mail } = await guichet.mailbox.expect('admin.ulco', ({ subject }) =>
      /toujours à approuver/.test(subject ?? ''),
    );
    expect(mail.subject).toContain(reference);
  });

  it('once approved is new, with its tasks, and its time goes on; a second decision changes nothing', async () => {
    const answers = await Promise.all(
      ['approve', 'reject', 'approve'].map((decision) =>
        approver.post(`/tickets/${reference}/approval`, { decision, reason: 'Selon la règle.' }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409, 409]);
    // whichever came first; the journey goes on with another one where that was the rejection
    const { body: decided } = await approver.get(`/approvals/${approval}`);
    expect(decided).toMatchObject({ decidedBy: { id: approverId }, reason: 'Selon la règle.' });
    const { body: after } = await agent.get(`/tickets/${reference}`);
    expect(after.state).toBe(decided.state === 'approved' ? 'new' : 'cancelled');

    reference = (await ask(requester, model)).body.reference as string;
    expect((await approver.post(`/tickets/${reference}/approval`, { decision: 'approve' })).status).toBe(200);
    expect((await agent.get(`/tickets/${reference}`)).body).toMatchObject({ state: 'new', waitingCause: null });
    expect(await resolutionOf(reference)).toMatchObject({ state: 'running', targetMinutes: 120 });
    await guichet.mailbox.expect('requester.ulco', ({ subject }) => /Demande approuvée/.test(subject ?? ''));
    const { body: timeline } = await agent.get(`/tickets/${reference}/timeline`);
    const entry = (timeline.items as { type: string; actor: { name: string; isSystem: boolean } }[]).find(
      ({ type }) => type === 'ticket.approved',
    );
    expect(entry?.actor.isSystem).toBe(false);
  });

  it('is not resolved before what must be done is done', async () => {
    await agent.post(`/tickets/${reference}/take`);
    const held = await agent.post(`/tickets/${reference}/resolve`, { code: 'fixed', text: 'Fait' });
    expect([held.status, held.body.code]).toEqual([409, 'tasks_open']);
    expect(held.body.errors).toMatchObject([{ message: 'Créer l’espace' }]);
    const { body } = await agent.get(`/tickets/${reference}/tasks`);
    const [task] = body.items as { id: string; version: number }[];
    const path = `/tickets/${reference}/tasks/${task!.id}`;
    expect((await agent.send('PATCH', path, { done: true })).status).toBe(428);
    expect((await agent.send('PATCH', path, { done: true }, { 'if-match': '"7"' })).status).toBe(412);
    expect((await uphf.send('PATCH', path, { done: true }, { 'if-match': '"1"' })).status).toBe(404);
    const { version: seen } = (await agent.get(`/tickets/${reference}`)).body;
    expect((await agent.send('PATCH', path, { done: true }, { 'if-match': '"1"' })).body).toMatchObject({ version: 2 });
    expect((await agent.get(`/tickets/${reference}`)).body.version).toBe(seen);
    expect((await agent.post(`/tickets/${reference}/resolve`, { code: 'fixed', text: 'Fait' })).status).toBe(200);
  });

  it('once rejected is cancelled, and whoever asked reads why', async () => {
    const { body } = await ask(requester, model);
    const path = `/tickets/${body.reference as string}/approval`;
    expect((await approver.post(path, { decision: 'reject' })).status).toBe(422);
    expect((await approver.post(path, { decision: 'reject', reason: 'Budget clos.' })).body.state).toBe('rejected');
    expect((await requester.get(`/tickets/${body.reference as string}`)).body.state).toBe('cancelled');
    const { mail } = await guichet.mailbox.expect('requester.ulco', ({ text }) => /Budget clos/.test(text ?? ''));
    expect(mail.subject).toContain(body.reference);
  });

  it('that is cancelled meanwhile is not decided any more', async () => {
    const { body } = await ask(requester, model);
    await agent.post(`/tickets/${body.reference as string}/cancel`, { reason: 'Plus besoin' });
    const answer = await approver.post(`/tickets/${body.reference as string}/approval`, { decision: 'approve' });
    expect([answer.status, answer.body.code]).toEqual([409, 'approval_decided']);
  });

  it('of the approver themself goes to the managers; a SPOC may put it to somebody else', async () => {
    const { body } = await ask(agent, model, good, { requester: approverId });
    const path = `/tickets/${body.reference as string}/approval`;
    expect((await approver.post(path, { decision: 'approve' })).status).not.toBe(200);
    expect((await manager.get('/approvals')).body.items).toMatchObject([{ ticket: body.reference, approver: null }]);
    await guichet.mailbox.expect('spoc.ulco', ({ subject }) => /confiée aux responsables/.test(subject ?? ''));
    const spocId = (await spoc.get('/me')).body.id as string;
    expect((await agent.post(`${path}/reassign`, { approver: spocId })).status).toBe(403);
    expect((await spoc.post(`${path}/reassign`, { approver: approverId })).status).toBe(422);
    // nobody chooses themselves
    expect((await spoc.post(`${path}/reassign`, { approver: spocId })).body.code).toBe('oneself');
    const other = await guichet.as('spoc2.ulco');
    const otherId = (await other.get('/me')).body.id as string;
    expect((await spoc.post(`${path}/reassign`, { approver: otherId })).status).toBe(200);
    expect((await manager.post(path, { decision: 'approve' })).status).toBe(403);
    expect((await other.post(path, { decision: 'approve' })).body.state).toBe('approved');
  });

  it('of whom the approver left goes to the managers when it is recalled; with none, level 1 is told', async () => {
    const leaving = (await (await guichet.as('auditor.ulco')).get('/me')).body.id as string;
    const theirs = await publish({ approver: { kind: 'person', personId: leaving } });
    const { body } = await ask(requester, theirs);
    await sql('update person set left_at = $2 where id = $1', [leaving, guichet.clock.now()]);
    guichet.clock.moveTo(new Date('2026-03-16T17:00:00Z'));
    await guichet.sweep();
    const waiting = (await manager.get('/approvals')).body.items as { ticket: string }[];
    expect(waiting.map(({ ticket }) => ticket)).toContain(body.reference);
    const { body: second } = await ask(requester, theirs);
    expect((await spoc.get(`/tickets/${second.reference as string}`)).body.state).toBe('waiting');
    await sql(
      `delete from role_grant where role = 'manager' and institution_id = (select id from institution where code = 'ULCO')`,
    );
    const { body: third } = await ask(requester, theirs);
    await guichet.mailbox.expect(
      'spoc.ulco',
      ({ subject }) => /personne ne peut donner/.test(subject ?? '') && subject!.includes(third.reference as string),
    );
    expect(third).toMatchObject({
      state: 'waiting',
      followUpAt: guichet.clock.now().toISOString().replace('.000', ''),
    });
  });
});

it('leaves nothing stored that the record does not say', async () => {
  await guichet.sweep();
  expect((await recomputedDifferences(guichet)).differences).toEqual([]);
});
