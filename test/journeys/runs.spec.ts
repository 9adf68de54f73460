import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { began, document, done, host, makeAction, makeTicket, say } from '../support/action.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

/** Actions as they are run: step by step, to an end. */
let guichet: TestApp;
let requester: Browser, agent: Browser, spoc: Browser, engineer: Browser, manager: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp();
  [requester, agent, spoc, engineer, manager, foreign] = (await Promise.all(
    ['requester.ulco', 'agent.ulco', 'spoc.ulco', 'engineer.fun', 'manager.fun', 'agent.uphf'].map((name) =>
      guichet.as(name),
    ),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser];
});
afterAll(() => guichet.close());

const action = (more: object = {}, isPublished = true) => makeAction({ engineer, manager }, more, isPublished);
const ticket = () => makeTicket(requester);

describe('an incident', () => {
  it('is resolved by a run: guided step by step, with what was seen, to its outcome', async () => {
    const reference = await ticket();
    await agent.post(`/tickets/${reference}/take`);
    const of = await action();
    const {
      status,
      body: run,
      headers,
    } = await agent.post(`/tickets/${reference}/runs`, { action: of, parameters: host });
    expect([status, headers.get('etag')]).toEqual([201, '"1"']);
    expect(run).toMatchObject({
      action: { reference: of, institution: { code: 'FUN' }, title: document.title },
      actionVersion: { number: 1, state: 'published' },
      banner: null,
      ticket: reference,
      side: 'user',
      next: 1,
      moves: ['steps/1', 'evidence', 'hand-over', 'finish'],
    });
    expect(run.steps[0]).toMatchObject({
      title: 'Regarder worker-1.fun.example',
      do: 'Se connecter à worker-1.fun.example :\n\n```sh\nssh worker-1.fun.example\n```',
      branches: [
        { n: 1, when: 'La machine ne répond pas', to: 4 },
        { n: 2, when: 'Tout va bien', to: null },
      ],
    });
    const { body: after } = await done(agent, run.id, 1, { seen: 'Une invite' });
    expect([after.next, after.progress]).toEqual([2, { ended: 1, left: 3, isKnownToTheEnd: true }]);
    await done(agent, run.id, 2);
    await say(agent, run.id, 3, { state: 'skipped', reason: 'La file est vide' });
    await say(agent, run.id, 4, { state: 'failed', reason: 'Personne' });
    const { body: ended } = await agent.post(`/runs/${run.id as string}/finish`, { outcome: 'worked', minutes: 12 });
    expect(ended).toMatchObject({ state: 'finished', outcome: 'worked', minutes: 12, next: null, moves: [] });
    expect(ended.steps.map(({ state }: { state: string }) => state)).toEqual(['done', 'done', 'skipped', 'failed']);
    expect((await agent.post(`/tickets/${reference}/resolve`, { code: 'fixed', text: 'Relancé' })).status).toBe(200);
    // the ticket shows it to the side that made it, and the list too
    expect((await spoc.get(`/tickets/${reference}/runs`)).body.items).toMatchObject([
      { id: run.id, outcome: 'worked' },
    ]);
    expect((await requester.get(`/tickets/${reference}/runs`)).status).toBe(403);
    const { body: list } = await spoc.get(`/runs?outcome=worked&action=${of}&service=FUNCAMPUS&state=finished`);
    expect(list.items).toHaveLength(1);
    expect((await spoc.get(`/runs?mine=true&action=${of}`)).body.items).toEqual([]);
    expect((await foreign.get('/runs')).body.items).toEqual([]);
  });

  it('is worked on in the same run whatever is sent twice', async () => {
    const reference = await ticket();
    const body = { action: await action(), parameters: host };
    const key = { 'idempotency-key': 'once' };
    const [first, second] = [
      await agent.post(`/tickets/${reference}/runs`, body, key),
      await agent.post(`/tickets/${reference}/runs`, body, key),
    ];
    expect(second.body.id).toBe(first.body.id);
    expect((await agent.get(`/tickets/${reference}/runs`)).body.items).toHaveLength(1);
  });
});

describe('the way through a run', () => {
  it('follows the branch that was seen, and refuses what is not on it, with what may be done', async () => {
    const run = await began(agent, await action());
    const early = await done(agent, run.id, 2);
    expect([early.status, early.body.code, early.body.moves]).toEqual([409, 'not_on_path', ['steps/1']]);
    expect((await done(agent, run.id, 1, { branch: 3 })).status).toBe(422);
    expect((await say(agent, run.id, 1, { state: 'skipped' })).body.errors).toMatchObject([{ pointer: '/reason' }]);
    expect((await done(agent, run.id, 9)).status).toBe(404);
    expect((await agent.send('PATCH', `/runs/${run.id as string}/steps/1`, { state: 'done' })).status).toBe(428);
    const { body } = await done(agent, run.id, 1, { branch: 1 });
    expect([body.next, body.steps.map(({ isOnPath }: { isOnPath: boolean }) => isOnPath)]).toEqual([
      4,
      [true, false, false, true],
    ]);
    expect((await done(agent, run.id, 2)).body).toMatchObject({ code: 'not_on_path', moves: ['steps/4'] });
    // seen wrongly: corrected, and the way is another one
    const { body: corrected } = await done(agent, run.id, 1, { branch: 2 });
    expect([corrected.next, corrected.progress]).toEqual([null, { ended: 1, left: 0, isKnownToTheEnd: true }]);
    expect((await agent.post(`/runs/${run.id as string}/finish`, { outcome: 'no_effect' })).status).toBe(200);
  });

  it('is gone back by the undo path, the last step first', async () => {
    const { id } = await began(agent, await action());
    for (const n of [1, 2, 3]) await done(agent, id, n);
    const { body } = await agent.get(`/runs/${id as string}`);
    expect(body.undoPath).toEqual([3, 2]);
    expect((await agent.post(`/runs/${id as string}/steps/1/undo`)).body.code).toBe('nothing_to_undo');
    const { body: undone } = await agent.post(`/runs/${id as string}/steps/3/undo`, { seen: 'La file est là' });
    expect([undone.undoPath, undone.steps[2].state, undone.steps[2].undone.seen]).toEqual([
      [2],
      'open',
      'La file est là',
    ]);
    expect((await agent.post(`/runs/${id as string}/steps/3/undo`)).status).toBe(409);
    const { body: all } = await agent.post(`/runs/${id as string}/steps/2/undo`);
    expect([all.undoPath, all.next]).toEqual([[], 2]);
    await agent.post(`/runs/${id as string}/finish`, { outcome: 'made_worse', note: 'Défait' });
    const { body: timeline } = await spoc.get(`/runs/${id as string}/timeline`);
    expect(timeline.items.map(({ type }: { type: string }) => type)).toEqual([
      'run.started',
      'run.step_done',
      'run.step_done',
      'run.step_done',
      'run.step_undone',
      'run.step_undone',
      'run.finished',
    ]);
    expect(timeline.items.at(-1).data).toEqual({
      actionId: expect.any(String),
      versionId: expect.any(String),
      serviceId: expect.any(String),
      outcome: 'made_worse',
      minutes: null,
    });
  });
});

describe('parameters', () => {
  it.each(['a; rm -rf /', '$(reboot)', 'a|b', '`id`', 'a&&b', '../etc', 'a b', '-oProxyCommand=x', 'a\nb'])(
    'that look like a command are refused: %j',
    async (value) => {
      const reference = await action();
      const { status, body } = await agent.post('/runs', { action: reference, parameters: { host: value } });
      expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'invalid_parameters', '/parameters/host']);
      expect((await agent.get(`/runs?action=${reference}`)).body.items).toEqual([]);
    },
  );

  it('that are missing or not declared are refused, each at its place', async () => {
    const { body } = await agent.post('/runs', { action: await action(), parameters: { port: 22 } });
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual([
      ['/parameters/port', 'unknown_parameter'],
      ['/parameters/host', 'required'],
    ]);
  });
});

describe('evidence', () => {
  it('is a file, kept and sent as those of tickets are', async () => {
    const { id } = await began(agent, await action());
    const form = new FormData();
    form.set('file', new Blob([Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1')]), '../écran.png');
    form.append('file', new Blob(['<script>alert(1)</script>']), 'page.html');
    form.set('n', '1');
    const { status, body } = await agent.send('POST', `/runs/${id as string}/evidence`, form);
    expect([status, body.items.map(({ n, file }: any) => [n, file.name, file.mediaType])]).toEqual([
      201,
      [
        [1, 'écran.png', 'image/png'],
        [1, 'page.html', expect.stringMatching(/^text\//)],
      ],
    ]);
    const open = (who: Browser, evidence: string, headers = {}) =>
      who.raw(`/runs/${id as string}/evidence/${evidence}`, { headers });
    const [image, page] = body.items.map((one: { id: string }) => one.id);
    const sent = await open(spoc, image);
    expect([sent.status, sent.headers.get('content-type'), sent.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/png',
      'nosniff',
    ]);
    expect(
      Buffer.from(await sent.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const saved = await open(spoc, page, { range: 'bytes=1-6' });
    expect([saved.status, saved.headers.get('content-type'), await saved.text()]).toEqual([
      206,
      expect.stringMatching(/^(application\/octet-stream|text\/plain)/),
      'script',
    ]);
    expect([(await open(foreign, image)).status, (await open(engineer, image)).status]).toEqual([404, 404]);
    const other = await began(agent, await action());
    expect((await agent.raw(`/runs/${other.id as string}/evidence/${image as string}`)).status).toBe(404);
    // a text is sent as one
    const { body: added } = await agent.post(`/runs/${id as string}/evidence`, { text: 'vu' });
    expect(await (await open(spoc, added.items[0].id)).text()).toBe('vu');
    const none = new FormData();
    none.set('n', '1');
    expect((await agent.send('POST', `/runs/${id as string}/evidence`, none)).status).toBe(400);
    expect((await agent.post(`/runs/${id as string}/evidence`, { text: 'vu', n: 9 })).status).toBe(422);
    await agent.post(`/runs/${id as string}/finish`, { outcome: 'worked' });
    const late = new FormData();
    late.set('file', new Blob(['x']), 'x.txt');
    expect((await agent.send('POST', `/runs/${id as string}/evidence`, late)).body.code).toBe('run_finished');
  });
});

describe('a control', () => {
  const results = [
    { name: 'days', label: { fr: 'Jours restants' }, type: 'number', unit: 'd', atLeast: 30 },
    { name: 'restored', label: { fr: 'Restauré' }, type: 'boolean', is: true },
  ];

  it('ends with all that it measures, each said to be good or not', async () => {
    const { id } = await began(engineer, await action({ kind: 'control', results }));
    const finish = (body: object) => engineer.post(`/runs/${id as string}/finish`, { outcome: 'worked', ...body });
    expect((await finish({})).body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/results/days',
      '/results/restored',
    ]);
    expect((await finish({ results: { days: 'many', restored: true, more: 1 } })).status).toBe(422);
    const { body } = await finish({ results: { days: 12, restored: true } });
    expect(body.results.map(({ name, value, isGood }: any) => [name, value, isGood])).toEqual([
      ['days', 12, false],
      ['restored', true, true],
    ]);
  });

  it('may be abandoned without', async () => {
    const { id } = await began(engineer, await action({ kind: 'control', results }));
    expect((await engineer.post(`/runs/${id as string}/finish`, { outcome: 'abandoned' })).status).toBe(200);
  });
});

describe('a draft', () => {
  it('is run at home, with a banner, and by nobody else', async () => {
    const reference = await action({}, false);
    const run = await began(engineer, reference);
    expect([run.banner, run.actionVersion]).toEqual(['draft', { number: 1, state: 'draft' }]);
    expect((await agent.post('/runs', { action: reference, parameters: host })).status).toBe(404);
  });
});
