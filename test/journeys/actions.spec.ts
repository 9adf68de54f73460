import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// An action of ULCO on OAE: written by an engineer, looked at by somebody else, published, shared with others who run OAE and
// then with those who use it, written anew, suspended.

let guichet: TestApp;
const people = new Map<string, Browser>();
const as = (name: string): Browser => people.get(name)!;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  const names = [
    ...['engineer', 'manager', 'agent', 'spoc', 'auditor', 'change-manager', 'requester', 'admin'].map(
      (role) => `${role}.ulco`,
    ),
    ...['engineer.ulorraine', 'agent.ulorraine', 'agent.amu', 'engineer.amu', 'manager.esup', 'requester.amu'],
  ];
  for (const name of names) people.set(name, await guichet.as(name));
});
afterAll(() => guichet.close());

const said = {
  kind: 'recovery',
  title: { fr: 'Relancer la recherche d’OAE', en: 'Restart the search of OAE' },
  summary: 'La recherche ne répond plus : **aucun** résultat, ou une erreur.',
  services: ['OAE'],
  components: ['search'],
  triggers: { alerts: [{ alertname: 'OaeSearchDown' }], words: ['recherche en panne', 'search is down'] },
  risk: 'medium',
  runBy: ['engineer', 'agent'],
  minutes: 15,
  prerequisites: ['Un accès au serveur `oae-search`.'],
  parameters: [{ name: 'host', type: 'host', label: { fr: 'Serveur', en: 'Server' }, required: true }],
  steps: [
    {
      id: 'regarder',
      title: 'Regarder l’état',
      do: 'Sur `{{host}}` :\n\n```sh\nsystemctl status elasticsearch < /dev/null\n```',
      expect: '`active (running)`',
      branches: [{ when: 'le disque est plein', to: 'prevenir' }],
    },
    { id: 'relancer', title: 'Relancer', do: 'Relancer le service.', undo: 'Rien à défaire.' },
    { id: 'prevenir', title: 'Prévenir l’hébergeur', do: 'Escalader à l’hébergement.' },
  ],
  verification: 'Une recherche donne des résultats.',
  documents: [{ title: 'Documentation', url: 'https://oae.example/search' }],
};

async function patch(who: Browser, path: string, body: object) {
  const { headers } = await who.get(path);
  return who.send('PATCH', path, body, { 'if-match': headers.get('etag') ?? '' });
}
const statuses = async (path: string, ...names: string[]) =>
  Promise.all(names.map(async (name) => (await as(name).get(path)).status));
const everybodyElse = ['engineer.ulorraine', 'agent.ulorraine', 'agent.amu', 'engineer.amu', 'manager.esup'];

let action: string;

describe('an action', () => {
  it('is drafted by an engineer of the service, and stays at home, usable, with a banner', async () => {
    for (const [name, status] of [
      ['agent.ulco', 403],
      ['change-manager.ulco', 403],
      ['requester.ulco', 403],
      ['engineer.amu', 422],
    ] as const)
      expect([name, (await as(name).post('/actions', said)).status]).toEqual([name, status]);
    const { status, body } = await as('engineer.ulco').post('/actions', { ...said, key: 'oae-search' });
    expect([status, body.reference]).toEqual([201, 'ACT-ULCO-2026-00001']);
    expect(body).toMatchObject({ ...said, state: 'draft', banner: 'draft', sharing: 'internal', key: 'oae-search' });
    expect(body.owner.name).toBe((await as('engineer.ulco').get('/me')).body.name);
    action = `/actions/${body.reference as string}`;
    const atHome = ['agent', 'spoc', 'manager', 'auditor', 'change-manager'].map((role) => `${role}.ulco`);
    expect(await statuses(action, ...atHome)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(action, ...everybodyElse)).toEqual([404, 404, 404, 404, 404]);
    expect(await statuses(action, 'requester.ulco', 'admin.ulco')).toEqual([404, 404]);
    const { body: read } = await as('agent.ulco').get(action);
    expect([read.steps.length, read.banner, read.moves]).toEqual([3, 'draft', []]);
  });

  it('is made once, however often the request is sent', async () => {
    const key = { 'idempotency-key': 'une-action' };
    const [first, second] = [
      await as('engineer.ulco').post('/actions', { ...said, key: 'une-fois' }, key),
      await as('engineer.ulco').post('/actions', { ...said, key: 'une-fois' }, key),
    ];
    expect(second.body).toEqual(first.body);
    expect((await as('engineer.ulco').post('/actions', { ...said, key: 'une-fois' })).body.code).toBe('key_taken');
    expect((await as('manager.ulco').post(`/actions/${first.body.reference as string}/retire`)).body.banner).toBe(
      'retired',
    );
  });

  it('is reviewed by somebody who wrote none of it, once', async () => {
    expect((await as('engineer.ulco').post(`${action}/review`)).body.code).toBe('own_work');
    expect((await as('engineer.ulco').post(`${action}/publish`)).body).toMatchObject({
      code: 'not_reviewed',
      moves: ['edit', 'retire'],
    });
    for (const name of ['agent.ulco', 'auditor.ulco', 'change-manager.ulco'])
      expect((await as(name).post(`${action}/review`)).status).toBe(403);
    expect((await as('engineer.ulorraine').post(`${action}/review`)).status).toBe(404);
    const version = (await as('manager.ulco').get(action)).headers.get('etag') ?? '';
    const both = await Promise.all([
      as('manager.ulco').post(`${action}/review`, { note: 'Clair.' }, { 'if-match': version }),
      as('manager.ulco').post(`${action}/review`, { note: 'Clair.' }, { 'if-match': version }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await as('manager.ulco').post(`${action}/review`)).status).toBe(409);
    expect((await as('agent.ulco').get(action)).body.banner).toBe('reviewed');
  });

  it('is published until a review a year later at most', async () => {
    for (const reviewOn of ['2026-03-10', '2027-03-11'])
      expect((await as('engineer.ulco').post(`${action}/publish`, { reviewOn })).body.errors).toMatchObject([
        { pointer: '/reviewOn', code: 'review_date' },
      ]);
    const { body } = await as('engineer.ulco').post(`${action}/publish`);
    expect(body).toMatchObject({ state: 'published', banner: null, number: 1, reviewOn: '2027-03-10', draft: null });
    expect(body.publishedAt).toBe('2026-03-10T09:00:00Z');
    expect(await statuses(action, ...everybodyElse)).toEqual([404, 404, 404, 404, 404]);
  });

  it('is seen by others who run the service only when it is shared, and by those who use it when it is shared with them', async () => {
    await patch(as('engineer.ulco'), action, { sharing: 'holders' });
    expect(await statuses(action, ...everybodyElse)).toEqual([200, 200, 404, 404, 404]);
    await patch(as('engineer.ulco'), action, { sharing: 'users' });
    expect(await statuses(action, ...everybodyElse)).toEqual([200, 200, 200, 200, 404]);
    expect(await statuses(action, 'requester.amu')).toEqual([404]);
    const { body } = await as('engineer.amu').get(action);
    expect([body.owner, body.draft, body.moves, body.title]).toEqual([null, null, [], said.title]);
    const list = async (name: string) =>
      (await as(name).get('/actions?service=OAE')).body.items.map((item: any) => [item.reference, item.state]);
    expect(await list('agent.amu')).toEqual([['ACT-ULCO-2026-00001', 'published']]);
    expect(await list('manager.esup')).toEqual([]);
    expect((await list('agent.ulco')).length).toBe(2);
    for (const name of ['engineer.ulorraine', 'engineer.amu'])
      for (const move of ['publish', 'retire', 'lift'])
        expect((await as(name).post(`${action}/${move}`)).status).toBe(403);
    expect((await as('engineer.amu').get(`${action}/timeline`)).body.items).toEqual([]);
  });

  it('is written anew without anybody else noticing', async () => {
    const before = await as('engineer.amu').get(action);
    const { body, headers } = await patch(as('engineer.ulco'), action, {
      minutes: 10,
      steps: [
        said.steps[1],
        { ...said.steps[0], title: 'Regarder d’abord', branches: [] },
        { id: 'noter', title: 'Noter', do: 'Noter.' },
      ],
      recurrence: null,
    });
    expect([body.minutes, body.draft.number, body.draft.document.minutes]).toEqual([15, 2, 10]);
    expect(headers.get('etag')).not.toBe(before.headers.get('etag'));
    const after = await as('engineer.amu').get(action);
    expect([after.body, after.headers.get('etag')]).toEqual([before.body, before.headers.get('etag')]);
    expect((await as('engineer.amu').get(`${action}/versions`)).body.items.map((one: any) => one.number)).toEqual([1]);
    expect((await as('engineer.amu').get(`${action}/versions/2`)).status).toBe(404);
    expect((await as('engineer.amu').get(`${action}/difference?from=1&to=2`)).status).toBe(404);
  });

  it('says what differs between two versions', async () => {
    const { body } = await as('agent.ulco').get(`${action}/difference?from=1&to=2`);
    expect(body.fields).toEqual([{ field: 'minutes', before: 15, after: 10 }]);
    expect(body.steps.map((one: any) => [one.id, one.change, one.from, one.to])).toEqual([
      ['prevenir', 'removed', 3, null],
      ['regarder', 'moved', 1, 2],
      ['regarder', 'changed', 1, 2],
      ['noter', 'added', null, 3],
    ]);
    expect(body.steps[2].fields.map((one: any) => one.field)).toEqual(['title', 'branches']);
    const { body: back } = await as('agent.ulco').get(`${action}/difference?from=2&to=1`);
    expect(back.fields).toEqual([{ field: 'minutes', before: 10, after: 15 }]);
    expect((await as('agent.ulco').get(`${action}/difference?from=1&to=9`)).status).toBe(404);
    expect((await as('agent.ulco').get(`${action}/difference?from=x`)).status).toBe(400);
  });

  it('is reviewed by publishing what somebody else wrote, and what it said before stays to be read', async () => {
    const { body } = await as('manager.ulco').post(`${action}/publish`, { reviewOn: '2026-09-01' });
    expect(body).toMatchObject({ number: 2, minutes: 10, reviewOn: '2026-09-01', draft: null });
    const { body: versions } = await as('engineer.amu').get(`${action}/versions`);
    expect(
      versions.items.map((one: any) => [one.number, one.state, one.authors, one.reviewedBy, one.reviewNote]),
    ).toEqual([
      [2, 'published', [], null, null],
      [1, 'published', [], null, null],
    ]);
    const { body: first } = await as('agent.ulco').get(`${action}/versions/1`);
    expect([first.document.minutes, first.reviewNote, first.authors.length]).toEqual([15, 'Clair.', 1]);
  });

  it('is suspended with a reason for all to read, lifted, and handed to somebody else', async () => {
    expect((await as('engineer.ulco').post(`${action}/suspend`, {})).status).toBe(400);
    await as('engineer.ulco').post(`${action}/suspend`, { reason: 'Elle efface l’index.' });
    const { body } = await as('agent.amu').get(action);
    expect([body.banner, body.suspended.because]).toEqual(['suspended', 'Elle efface l’index.']);
    expect((await as('engineer.ulco').post(`${action}/suspend`, { reason: 'Encore' })).body.moves).toEqual([
      'edit',
      'lift',
      'renew',
      'retire',
    ]);
    expect((await as('manager.ulco').post(`${action}/lift`)).body.banner).toBeNull();
    const { id } = (await as('manager.ulco').get('/me')).body;
    expect((await as('manager.ulco').put(`${action}/owner`, { owner: id })).status).toBe(428);
    const { headers } = await as('manager.ulco').get(action);
    const own = await as('manager.ulco').put(
      `${action}/owner`,
      { owner: id },
      { 'if-match': headers.get('etag') ?? '' },
    );
    expect(own.body.owner.id).toBe(id);
  });

  it('is told as it happened', async () => {
    const { body } = await as('auditor.ulco').get(`${action}/timeline?limit=100`);
    expect(body.items.map((one: any) => [one.type, one.number])).toEqual([
      ['action.drafted', 1],
      ['action.reviewed', 1],
      ['action.published', 1],
      ['action.edited', null],
      ['action.edited', null],
      ['action.drafted', 2],
      ['action.reviewed', 2],
      ['action.published', 2],
      ['action.suspended', null],
      ['action.lifted', null],
      ['action.owner_changed', null],
    ]);
  });

  it('is found by words, kind and state, and when it is to be looked at again', async () => {
    const found = async (query: string) => (await as('agent.amu').get(`/actions?${query}`)).body.items.length as number;
    expect(await found('q=recherches')).toBe(1);
    expect(await found('q=searches&kind=recovery&state=published,suspended')).toBe(1);
    expect(await found('kind=control')).toBe(0);
    expect(await found('q=imprimante')).toBe(0);
    expect((await as('agent.ulco').get('/actions?due=true')).body.items).toEqual([]);
    guichet.clock.moveTo(new Date('2026-09-01T06:00:00Z'));
    for (const name of people.keys()) people.set(name, await guichet.as(name));
    expect((await as('agent.ulco').get('/actions?due=true')).body.items.length).toBe(1);
    expect((await as('agent.ulco').get('/actions?due=maybe')).status).toBe(400);
  });
});

describe('what one may not say of an action', () => {
  const refusals = async (more: object) => {
    const { status, body } = await as('engineer.ulco').post('/actions', { ...said, ...more });
    return [status, ...body.errors.map((one: any) => `${one.code as string} ${one.pointer as string}`)];
  };
  const step = (id: string, more: object = {}) => ({ id, title: 'x', do: 'Sur {{host}}.', ...more });

  it.each<[what: string, more: object, expected: unknown[]]>([
    [
      'steps in a loop',
      { steps: [step('a'), step('b', { branches: [{ when: 'x', to: 'a' }] })] },
      [422, 'step_loop /steps/1/branches/0/to'],
    ],
    [
      'a branch to nowhere',
      { steps: [step('a', { branches: [{ when: 'x', to: 'z' }] })] },
      [422, 'step_unknown /steps/0/branches/0/to'],
    ],
    ['a script', { steps: [step('a', { do: '<script>alert({{host}})</script>' })] }, [422, 'html /steps/0/do']],
    ['HTML behind a fence that is not closed', { summary: '```\nx' }, [422, 'unclear_code /summary']],
    ['a link to a script', { verification: '[ici](javascript:alert(1))' }, [422, 'link /verification']],
    [
      'a document that is a script',
      { documents: [{ title: 'x', url: 'data:text/html,x' }] },
      [422, 'not_a_web_address /documents/0/url'],
    ],
    [
      'a recurrence of a recovery',
      { recurrence: { rule: 'FREQ=DAILY', time: '09:00' } },
      [422, 'recurrence_of_another_kind /recurrence'],
    ],
    [
      'a recurrence of every second',
      { kind: 'preventive', recurrence: { rule: 'FREQ=SECONDLY', time: '09:00' } },
      [422, 'invalid_recurrence /recurrence/rule'],
    ],
    [
      'a recurrence that is over',
      { kind: 'preventive', recurrence: { rule: 'FREQ=DAILY;UNTIL=20260101', time: '09:00' } },
      [422, 'recurrence_never /recurrence/rule'],
    ],
    ['61 steps', { steps: Array.from({ length: 61 }, (_, n) => step(`s${String(n)}`)) }, [422, 'too_many /steps']],
    ['a parameter of a shell', { parameters: [{ name: 'host', type: 'shell' }] }, [400, 'isIn /parameters/0/type']],
    ['an unknown field', { command: 'rm -rf /' }, [400, 'whitelistValidation /command']],
    ['a field of another type', { minutes: '15' }, [400, 'isNumber /minutes']],
  ])('%s', async (_what, more, expected) => {
    const [status, ...errors] = await refusals(more);
    expect(status).toBe(expected[0]);
    if (status === 422) expect(errors).toEqual(expected.slice(1));
    else expect(errors.map((one) => String(one).split(' ')[1])).toEqual([String(expected[1]).split(' ')[1]]);
  });

  it('10,000 steps, in good time', async () => {
    const began = performance.now();
    const steps = Array.from({ length: 10_000 }, (_, n) => step(`s${String(n)}`));
    expect((await as('engineer.ulco').post('/actions', { ...said, steps })).status).toBe(400);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('a problem that one does not see, and others do not read of it', async () => {
    expect(await refusals({ problems: ['PRB-ULCO-2026-00099'] })).toEqual([422, 'unknown_problem /problems/0']);
    const { body: problem } = await as('engineer.ulco').post('/problems', {
      service: 'OAE',
      title: 'L’index se casse',
    });
    const reference = problem.reference as string;
    const { body } = await as('engineer.ulco').post('/actions', { ...said, problems: [reference], sharing: 'users' });
    const path = `/actions/${body.reference as string}`;
    await as('manager.ulco').post(`${path}/publish`);
    expect((await as('engineer.ulco').get(path)).body.problems).toEqual([reference]);
    // a problem that is not published is of the provider side alone
    for (const name of ['agent.ulco', 'agent.amu', 'engineer.ulorraine'])
      expect([name, (await as(name).get(path)).body.problems]).toEqual([name, []]);
  });
});
