import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// A run that needs a change opens it, with what the action says; the review of a change asks for an improvement.

let guichet: TestApp;
let engineer: Browser, manager: Browser, changeManager: Browser, spoc: Browser, agent: Browser, stranger: Browser;
beforeAll(async () => {
  guichet = await startTestApp();
  const names = ['engineer.fun', 'manager.fun', 'change-manager.fun', 'spoc.ulco', 'agent.ulco', 'engineer.ulorraine'];
  [engineer, manager, changeManager, spoc, agent, stranger] = (await Promise.all(
    names.map((one) => guichet.as(one)),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser];
});
afterAll(() => guichet.close());

const told = ({ status, body }: { status: number; body: any }) => [status, body.code];
const ok = async (asked: Promise<{ status: number; body: any }>) => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${String(status)} ${JSON.stringify(body)}`);
  return body;
};
const idOf = async (who: Browser) => (await who.get('/me')).body.id as string;
const types = async (path: string) =>
  (await engineer.get(`${path}/timeline`)).body.items.map(({ type }: { type: string }) => type) as string[];

/** Shared with whoever uses the service; a run of it needs a change. */
async function action(more: object = {}): Promise<string> {
  const { reference } = await ok(
    engineer.post('/actions', {
      kind: 'corrective',
      title: { fr: 'Agrandir le disque de {{host}}' },
      summary: 'Quand le disque de {{host}} est plein.',
      services: ['FUNCAMPUS'],
      risk: 'medium',
      runBy: ['engineer', 'spoc', 'agent'],
      needsChange: true,
      minutes: 40,
      parameters: [{ name: 'host', type: 'host', label: { fr: 'Machine' }, required: true }],
      prerequisites: ['Une sauvegarde de la nuit.'],
      steps: [
        {
          id: 'voir',
          title: 'Voir',
          do: 'Sur `{{host}}` : `df -h`',
          expect: 'Plus de place.',
          undo: 'Rien à défaire.',
        },
        { id: 'agrandir', title: 'Agrandir', do: 'Ajouter 10 Go.', undo: 'Reprendre les 10 Go.' },
      ],
      verification: 'Il reste plus de 5 Go.',
      sharing: 'users',
      ...more,
    }),
  );
  await ok(manager.post(`/actions/${reference as string}/publish`));
  return reference as string;
}
const start = async (who: Browser, reference: string, ticket?: string) =>
  (
    await ok(
      who.post(ticket === undefined ? '/runs' : `/tickets/${ticket}/runs`, {
        action: reference,
        parameters: { host: 'db1.example.org' },
      }),
    )
  ).id as string;
const step = (who: Browser, run: string, n: number) =>
  who.send('PATCH', `/runs/${run}/steps/${String(n)}`, { state: 'done' }, { 'if-match': '*' });

/** What cannot wait: two persons say so. */
async function begin(change: string): Promise<void> {
  const { headers } = await engineer.get(`/changes/${change}`);
  const said = { kind: 'emergency', emergencyReason: 'Plus rien ne s’enregistre.' };
  await ok(engineer.send('PATCH', `/changes/${change}`, said, { 'if-match': headers.get('etag') ?? '' }));
  for (const who of [engineer, changeManager]) await ok(who.post(`/changes/${change}/decide`, { decision: 'approve' }));
  await ok(engineer.post(`/changes/${change}/start`));
}

describe('a run that needs a change', () => {
  let reference: string, ticket: string, run: string, change: string;

  it('does nothing before that is there, and says how to open it', async () => {
    reference = await action();
    ({ reference: ticket } = await ok(
      spoc.post('/tickets', {
        kind: 'incident',
        service: 'FUNCAMPUS',
        title: 'Plus rien ne s’enregistre',
        description: 'Depuis midi.',
      }),
    ));
    await ok(spoc.post(`/tickets/${ticket}/take`));
    await ok(spoc.post(`/tickets/${ticket}/escalate`, { function: 'support', summary: 'Le disque semble plein.' }));
    await ok(engineer.post(`/tickets/${ticket}/escalations/1/accept`));
    run = await start(engineer, reference, ticket);
    const { body } = await engineer.get(`/runs/${run}`);
    expect([body.needsChange, body.change, body.next]).toEqual([true, null, null]);
    expect(body.moves).toContain('change');
    expect(body.moves.join()).not.toContain('steps');
    const refused = await step(engineer, run, 1);
    expect([...told(refused), refused.body.moves]).toEqual([409, 'change_needed', ['change']]);
  });

  it('opens it once, filled with what the action says; asked again it is the same', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => engineer.post(`/runs/${run}/change`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    change = answers[0]?.body.reference as string;
    expect(new Set(answers.map(({ body }) => body.reference)).size).toBe(1);
    const { body } = await engineer.get(`/changes/${change}`);
    expect(body).toMatchObject({
      state: 'draft',
      kind: 'normal',
      title: 'Agrandir le disque de db1.example.org',
      services: [{ code: 'FUNCAMPUS' }],
      why: expect.stringContaining(reference),
      inside: {
        tests: 'Il reste plus de 5 Go.',
        backoutMinutes: 40,
        wasTried: false,
        implementers: [await idOf(engineer)],
      },
    });
    const { plan, backoutPlan } = body.inside;
    for (const part of ['- Une sauvegarde de la nuit.', '1. Voir', 'db1.example.org', 'df -h', '2. Agrandir'])
      expect(plan).toContain(part);
    expect(backoutPlan.indexOf('Reprendre les 10 Go.')).toBeLessThan(backoutPlan.indexOf('Rien à défaire.'));
    // for those affected: not what is for whoever works, nor whose ticket it is
    expect(`${body.title as string} ${body.why as string}`).not.toMatch(/sauvegarde|ULCO/);
    const links = (await engineer.get(`/changes/${change}/links`)).body.items;
    expect(links).toMatchObject([{ kind: 'ticket', reference: ticket, relation: 'solves' }]);
    expect((await engineer.get('/changes?service=FUNCAMPUS')).body.items).toHaveLength(1);
  });

  it('waits then until that is decided and has begun, and shows how it stands', async () => {
    const read = async () => (await engineer.get(`/runs/${run}`)).body;
    const standing = { reference: change, state: 'draft', class: 'normal', window: null, progress: 'undecided' };
    expect(await read()).toMatchObject({
      change,
      next: null,
      changeStanding: standing,
      waitsFor: 'change_not_decided',
    });
    expect((await read()).moves).toEqual(['evidence', 'hand-over', 'finish']);
    const refused = await step(engineer, run, 1);
    expect([...told(refused), refused.body.moves]).toEqual([409, 'change_not_decided', []]);
    await begin(change);
    const begun = { state: 'in_progress', class: 'emergency', progress: 'begun' };
    expect(await read()).toMatchObject({ next: 1, changeStanding: begun, waitsFor: null });
  });

  it('goes on then, and remembers its change', async () => {
    expect(await types(`/runs/${run}`)).toEqual(['run.started', 'run.change_opened']);
    await ok(step(engineer, run, 1));
    await ok(step(engineer, run, 2));
    await ok(engineer.post(`/runs/${run}/finish`, { outcome: 'worked', minutes: 30 }));
    expect(told(await engineer.post(`/runs/${run}/change`))).toEqual([409, 'run_finished']);
    expect((await engineer.get(`/runs/${run}`)).body.change).toBe(change);
    // the next one says that it was tried
    const second = await ok(engineer.post(`/runs/${await start(engineer, reference)}/change`));
    expect(second.inside.wasTried).toBe(true);
  });

  it('is asked for by a SPOC where the service is led, and by nobody who may open none', async () => {
    const theirs = await start(agent, reference);
    expect(told(await agent.post(`/runs/${theirs}/change`))).toEqual([403, 'forbidden']);
    expect((await agent.get(`/runs/${theirs}`)).body.moves).not.toContain('change');
    // in the language of whoever makes it
    const admin = new pg.Client({ connectionString: guichet.urls.admin });
    await admin.connect();
    await admin.query(`update institution set locale = 'en' where code = 'FUN'`);
    await admin.end();
    const { status, body } = await spoc.post(`/runs/${theirs}/change`);
    expect([status, body.askedBy.code, body.institution.code, body.inside]).toEqual([201, 'ULCO', 'FUN', null]);
    expect(body.why).toBe(`Carries out action ${reference}, version 1: Agrandir le disque de db1.example.org.`);
    expect((await engineer.get(`/changes/${body.reference as string}`)).body.inside.plan).toContain('2. Agrandir');
    // whoever runs it sees how the change stands that is made elsewhere
    const waiting = { changeStanding: { reference: body.reference, state: 'draft' }, waitsFor: 'change_not_decided' };
    expect((await agent.get(`/runs/${theirs}`)).body).toMatchObject(waiting);
    expect(told(await step(agent, theirs, 1))).toEqual([409, 'change_not_decided']);
    expect(told(await engineer.post(`/runs/${theirs}/change`))).toEqual([404, 'not_found']);
    expect(told(await stranger.post(`/runs/${run}/change`))).toEqual([404, 'not_found']);
    expect((await engineer.post('/runs/nonsense/change')).status).toBe(404);
    expect((await engineer.post(`/runs/${await start(engineer, reference)}/change`, { kind: 'standard' })).status).toBe(
      400,
    );
  });
});

describe('the review of a change', () => {
  let change: string, problem: string;
  const promise = async (more: object = {}) => ({
    problem,
    kind: 'preventive',
    title: 'Surveiller les disques',
    criterion: 'Aucun disque plein en six mois.',
    owner: await idOf(engineer),
    dueOn: '2026-05-01',
    ...more,
  });
  const ask = async (who: Browser, more: object = {}, key: Record<string, string> = {}) =>
    who.post(`${change}/improvements`, await promise(more), key);

  beforeAll(async () => {
    ({ reference: problem } = await ok(engineer.post('/problems', { service: 'FUNCAMPUS', title: 'Les disques' })));
    const { reference } = await ok(
      engineer.post('/changes', {
        kind: 'emergency',
        emergencyReason: 'Le disque est plein.',
        services: ['FUNCAMPUS'],
        title: 'Agrandir le disque',
        why: 'Plus rien ne s’enregistre.',
        plan: 'Agrandir.',
        tests: 'Regarder.',
        backoutPlan: 'Reprendre.',
        backoutMinutes: 10,
        implementers: [await idOf(engineer)],
      }),
    );
    change = `/changes/${reference as string}`;
  });

  it('asks for none before it was made', async () => {
    expect(told(await ask(engineer))).toEqual([409, 'not_made_yet']);
    for (const who of [engineer, changeManager]) await ok(who.post(`${change}/decide`, { decision: 'approve' }));
    await ok(engineer.post(`${change}/start`));
    expect(told(await ask(engineer))).toEqual([409, 'not_made_yet']);
    await ok(engineer.post(`${change}/implement`, { outcome: 'with_issues', interruptedMinutes: 5 }));
    await ok(changeManager.post(`${change}/review`));
    expect((await engineer.get('/improvements')).body.items).toEqual([]);
  });

  it('asks for one, which names the change, and the change tells it', async () => {
    const key = { 'idempotency-key': 'of-the-review' };
    const [first, again] = [await ask(engineer, {}, key), await ask(engineer, {}, key)];
    expect([first.status, again.body]).toEqual([201, first.body]);
    expect(first.body).toMatchObject({ change: change.split('/')[2], state: 'open', problem: { reference: problem } });
    const of = async (reference: string) => (await engineer.get(`/improvements?change=${reference}`)).body.items;
    expect(await of(change.split('/')[2] ?? '')).toMatchObject([{ reference: first.body.reference }]);
    expect(await of('CHG-FUN-2026-99999')).toEqual([]);
    const entry = (await engineer.get(`${change}/timeline`)).body.items.at(-1);
    expect(entry).toMatchObject({ type: 'change.linked', data: { kind: 'improvement', relation: 'follow_up' } });
  });

  it('is a matter of those who make it, and promises nothing that an improvement cannot be', async () => {
    expect(told(await ask(engineer, { dueOn: '2026-01-01' }))).toEqual([422, 'past']);
    expect(told(await ask(engineer, { problem: 'PRB-FUN-2026-99999' }))).toEqual([422, 'unknown_problem']);
    expect(told(await ask(changeManager))).toEqual([403, 'forbidden']);
    expect(told(await ask(stranger))).toEqual([404, 'not_found']);
    expect(told(await stranger.post('/changes/CHG-FUN-2026-99999/improvements', await promise()))).toEqual([
      404,
      'not_found',
    ]);
    expect((await ask(engineer, { change: 'CHG-FUN-2026-00001' })).status).toBe(400);
    // what was refused left nothing behind
    expect((await engineer.get('/improvements')).body.items).toHaveLength(1);
    expect(
      (await engineer.get(`${change}/timeline`)).body.items.filter(({ type }: any) => type === 'change.linked'),
    ).toHaveLength(1);
  });
});
