import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { until } from '../support/until.js';

// One cause behind the tickets of several institutions: worked on inside, told to all whom it concerns, fixed once.

let guichet: TestApp;
let admin: pg.Client;
let engineer: Browser, ulco: Browser, uphf: Browser, ujm: Browser, stranger: Browser, requester: Browser;
let atUlco: string[], atUphf: string, atUjm: string;
let problem: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T20:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const names = ['engineer.fun', 'spoc.ulco', 'spoc.uphf', 'agent.ujm', 'spoc.amu', 'requester.ulco'];
  [engineer, ulco, uphf, ujm, stranger, requester] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  // whoever has no agreement that runs is told nothing
  await endAgreement('AMU');
  await admin.query(
    `delete from responsibility where institution_id = (select id from institution where code = 'AMU')`,
  );
  atUlco = [await open(requester), await open(requester)];
  atUphf = await open(uphf);
  for (const [who, reference] of [...atUlco.map((one) => [ulco, one] as const), [uphf, atUphf] as const]) {
    await who.post(`/tickets/${reference}/take`);
    await who.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un résumé' });
    await engineer.post(`/tickets/${reference}/escalations/1/accept`);
  }
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

async function endAgreement(code: string, on = '2026-02-01'): Promise<void> {
  await admin.query(
    `update agreement set ends_on = $2 where institution_id = (select id from institution where code = $1)`,
    [code, on],
  );
}
async function open(who: Browser, more: object = {}): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'La remise des copies échoue',
    description: 'Depuis ce matin.',
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.reference as string;
}
const told = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
const words = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');
const at = (path = '') => `/problems/${problem}${path}`;
const plain = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  const { requestId, instance, ...rest } = body;
  return { status, rest, named: [typeof requestId, typeof instance] };
};
const absent = '/problems/PRB-FUN-2026-99999';
const texts = {
  publicTitle: { fr: 'Le dépôt de copies échoue au-delà de 20 Mo', en: 'Handing in papers over 20 MB fails' },
  workaround: { fr: 'Découper le fichier en deux.', en: 'Cut the file in two.' },
};

describe('inside', () => {
  it('a problem is opened where a function of the service is held, and by those who work there', async () => {
    const asked = { service: 'FUNCAMPUS', title: 'Secret interne : tampon de téléversement trop petit' };
    expect(told(await ulco.post('/problems', asked))).toEqual([403, 'forbidden']);
    expect(told(await (await guichet.as('engineer.ulco')).post('/problems', asked))).toEqual([403, 'forbidden']);
    expect(told(await engineer.post('/problems', { ...asked, service: 'RIEN' }))).toEqual([422, 'unknown_service']);
    expect(told(await engineer.post('/problems', { ...asked, components: ['RIEN'] }))).toEqual([
      422,
      'unknown_component',
    ]);
    const { status, body, headers } = await engineer.post('/problems', {
      ...asked,
      cause: 'Une limite du mandataire.',
    });
    expect([status, headers.get('etag')]).toEqual([201, '"1"']);
    expect(body).toMatchObject({ state: 'open', published: null, publishedAt: null, figures: { tickets: 0 } });
    problem = body.reference as string;
    expect(problem).toBe('PRB-FUN-2026-00001');
  });

  it.each<[string, object]>([
    ['a title of 4,000 characters', { title: 'x'.repeat(4000) }],
    ['a title that turns the direction of writing', { title: 'De droite à gauche \u202E' }],
    ['a title of two lines', { title: 'Deux\nlignes' }],
    ['a title of spaces', { title: '   ' }],
    ['a control character', { publicTitle: { fr: 'Un\u0007' } }],
    ['a text without French', { publicTitle: { en: 'Only English' } }],
    ['a text that turns the direction of writing', { workaround: { fr: '\u2066caché' } }],
    ['a text in no language', { workaround: 'du texte' }],
    ['fifty-one components', { components: Array.from({ length: 51 }, String) }],
    ['a state', { state: 'fixed' }],
  ])('refuses %s', async (_, changes) => {
    expect((await engineer.send('PATCH', at(), changes, { 'if-match': '"1"' })).status).toBe(400);
  });

  it('keeps what is written behind the version that was read', async () => {
    expect((await engineer.send('PATCH', at(), { cause: 'x' })).status).toBe(428);
    expect((await engineer.send('PATCH', at(), { cause: 'x' }, { 'if-match': '"9"' })).status).toBe(412);
    const { status, body } = await engineer.send('PATCH', at(), { cause: 'Le tampon.' }, { 'if-match': '"1"' });
    expect([status, body.version, body.inside.cause]).toEqual([200, 2, 'Le tampon.']);
    await engineer.post(at('/notes'), { body: 'Vu avec l’exploitation.' });
    expect((await engineer.get(at('/notes'))).body.items).toMatchObject([{ body: 'Vu avec l’exploitation.' }]);
  });

  it('is nothing to anybody else, their own tickets that hang on it included', async () => {
    for (const reference of [atUlco[0], atUphf])
      expect((await engineer.post(`/tickets/${reference}/link-problem`, { problem })).status).toBe(200);
    expect(told(await engineer.post(`/tickets/${atUphf}/link-problem`, { problem }))).toEqual([409, 'linked_already']);
    for (const who of [ulco, uphf, ujm, stranger, requester, await guichet.as('spoc.fun')]) {
      for (const path of ['', '/timeline', '/tickets', '/publications', '/notes'])
        expect(plain(await who.get(at(path)))).toEqual(plain(await who.get(`${absent}${path}`)));
      expect((await who.get('/problems')).body.items).toEqual([]);
    }
    expect((await ulco.get(`/tickets/${atUlco[0]}/problems`)).body.items).toEqual([]);
    expect(JSON.stringify((await ulco.get(`/tickets/${atUlco[0]}/timeline`)).body)).not.toContain('problem');
    const own = await open(ulco);
    const foreign = plain(await ulco.post(`/tickets/${own}/link-problem`, { problem }));
    expect(foreign).toMatchObject({ status: 422, rest: { code: 'unknown_problem' } });
    for (const nothing of ['PRB-FUN-2026-99999', 'PRB-RIEN-2026-00001', 'rien', "PRB-FUN'--"])
      expect(plain(await ulco.post(`/tickets/${own}/link-problem`, { problem: nothing }))).toEqual(foreign);
    expect((await engineer.get(at('/tickets'))).body.items).toHaveLength(2);
    expect((await engineer.get(at())).body.figures).toMatchObject({ institutions: 2, tickets: 2 });
    for (const nothing of ['PRB-FUN-2026-1', 'prb-fun-2026-00001', 'FUN-2026-00001', '%00'])
      expect((await engineer.get(`/problems/${nothing}`)).status).toBe(404);
  });

  it('is told with a title and a workaround, or not at all', async () => {
    expect(told(await engineer.post(at('/publish')))).toEqual([409, 'title_missing']);
    expect(told(await engineer.post(at('/ship'), { text: { fr: 'Corrigé', en: 'Fixed' } }))).toEqual([
      409,
      'not_possible_now',
    ]);
    const { body } = await engineer.get(at());
    const tag = { 'if-match': `"${body.version as number}"` };
    await engineer.send('PATCH', at(), { publicTitle: texts.publicTitle }, tag);
    expect(told(await engineer.post(at('/publish')))).toEqual([409, 'workaround_missing']);
  });
});

describe('published', () => {
  it('is a known error to whomever the service concerns: what helps, and how many, never who', async () => {
    const { body: before } = await engineer.get(at());
    await engineer.send(
      'PATCH',
      at(),
      { workaround: texts.workaround },
      { 'if-match': `"${before.version as number}"` },
    );
    const { status, body } = await engineer.post(at('/publish'));
    expect([status, body.state]).toEqual([200, 'known_error']);
    expect(told(await engineer.post(at('/publish')))).toEqual([409, 'nothing_new']);
    guichet.clock.advance(60_000);
    for (const who of [ulco, ujm, await guichet.as('manager.uphf')]) {
      const { body: seen } = await who.get(at());
      expect(seen).toMatchObject({
        state: 'known_error',
        published: { title: texts.publicTitle, workaround: texts.workaround, fixed: null },
        figures: { institutions: 2, tickets: 2 },
        inside: null,
        shipping: null,
        moves: [],
      });
      expect(JSON.stringify(seen)).not.toMatch(/Secret interne|tampon|ULCO|UPHF/);
      expect(told(await who.get(at('/notes')))).toEqual([403, 'forbidden']);
      expect(told(await who.post(at('/publish')))).toEqual([403, 'forbidden']);
      expect((await who.get(at('/timeline'))).body.items.map(({ type }: { type: string }) => type)).toEqual([
        'problem.published',
      ]);
    }
    expect((await ulco.get(at('/tickets'))).body.items.map((one: { reference: string }) => one.reference)).toEqual([
      atUlco[0],
    ]);
    expect((await ujm.get(at('/tickets'))).body.items).toEqual([]);
    expect((await ulco.get(`/tickets/${atUlco[0]}/problems`)).body.items).toMatchObject([
      { reference: problem, readyText: { code: 'known_error', text: texts.workaround.fr } },
    ]);
  });

  it('is nothing to a stranger: 404 as for one that does not exist', async () => {
    expect((await stranger.get('/problems')).body.items).toEqual([]);
    expect(plain(await stranger.get(at()))).toEqual(plain(await stranger.get(absent)));
    expect(plain(await stranger.post(at('/follow')))).toEqual(plain(await stranger.post(`${absent}/follow`)));
    expect(plain(await stranger.post(at('/ship'), { text: { fr: 'x', en: 'x' } }))).toEqual(
      plain(await stranger.post(`${absent}/ship`, { text: { fr: 'x', en: 'x' } })),
    );
    const own = await open(stranger);
    expect(told(await stranger.post(`/tickets/${own}/link-problem`, { problem }))).toEqual([422, 'unknown_problem']);
    const { body } = await stranger.post('/tickets/duplicates', { service: 'FUNCAMPUS', title: 'Dépôt de copies' });
    expect(body).toMatchObject({ knownErrors: [], majorIncidents: [] });
  });

  it('is offered while opening, with why; the ticket hangs on it from the start, or is not opened', async () => {
    const { body } = await ujm.post('/tickets/duplicates', {
      service: 'FUNCAMPUS',
      title: 'Dépôt de copie impossible',
    });
    expect(body.knownErrors).toMatchObject([
      { reference: problem, workaround: texts.workaround, words: ['Dépôt', 'copie'], figures: { institutions: 2 } },
    ]);
    const before = (await ujm.get('/tickets')).body.items.length as number;
    const asked = { kind: 'incident', service: 'FUNCAMPUS', title: 'Dépôt', description: 'x' };
    for (const [more, code] of [
      [{ problem: 'PRB-FUN-2026-99999' }, 'unknown_problem'],
      [{ majorIncident: '00000000-0000-7000-8000-000000000000' }, 'unknown_major_incident'],
      [{ problem, service: 'POD' }, 'other_service'],
    ] as const)
      expect(told(await ujm.post('/tickets', { ...asked, ...more }))).toEqual([422, code]);
    expect((await ujm.get('/tickets')).body.items).toHaveLength(before);
    atUjm = await open(ujm, { problem, requester: 'requester.ujm@guichet.example' });
    expect((await ujm.get(`/tickets/${atUjm}/problems`)).body.items).toHaveLength(1);
    const linked = await ujm.post(`/tickets/${atUjm}/link-problem`, { problem });
    expect([...told(linked), linked.body.moves]).toEqual([409, 'linked_already', ['unlink-problem']]);
  });

  it('"+1": counted exactly for its own, as of the day for the others', async () => {
    const more = [await open(ujm), await open(ujm), await open(uphf)];
    const { body: before } = await engineer.get(at());
    const answers = await Promise.all([
      ujm.post(`/tickets/${more[0]}/link-problem`, { problem }),
      ujm.post(`/tickets/${more[1]}/link-problem`, { problem }),
      uphf.post(`/tickets/${more[2]}/link-problem`, { problem }),
      ujm.post(`/tickets/${more[0]}/link-problem`, { problem }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
    const figures = async (who: Browser) => (await who.get(at())).body.figures as Record<string, unknown>;
    expect(await figures(engineer)).toMatchObject({ institutions: 3, tickets: (before.figures.tickets as number) + 3 });
    // nobody learns what the others do by watching the figure
    expect(await figures(ulco)).toMatchObject({ institutions: 2, tickets: 2 });
    for (const reference of more)
      expect(
        (await (reference === more[2] ? uphf : ujm).post(`/tickets/${reference}/unlink-problem`, { problem })).status,
      ).toBe(200);
    const notLinked = await ujm.post(`/tickets/${more[0]}/unlink-problem`, { problem });
    expect([...told(notLinked), notLinked.body.moves]).toEqual([409, 'not_linked', ['link-problem']]);
    expect(await figures(engineer)).toMatchObject({ tickets: before.figures.tickets });
    // past midnight
    guichet.clock.advance(4.5 * 3_600_000);
    expect(await figures(ulco)).toMatchObject({ institutions: 3, tickets: before.figures.tickets });
    for (const [who, reference] of [
      [uphf, atUlco[0]],
      [stranger, atUlco[0]],
      [await guichet.as('engineer.uphf'), atUphf],
    ] as const)
      expect((await who.post(`/tickets/${reference}/link-problem`, { problem })).status).not.toBe(200);
  });

  it('is corrected: both texts are kept, and version and record move', async () => {
    const { body: before } = await engineer.get(at());
    const { body: seen } = await ulco.get(at());
    const workaround = { ...texts.workaround, fr: 'Découper le fichier en trois.' };
    await engineer.send('PATCH', at(), { workaround }, { 'if-match': `"${before.version as number}"` });
    const { body: still } = await ulco.get(at());
    expect(still).toEqual(seen);
    expect((await engineer.post(at('/publish'), {}, { 'if-match': '"1"' })).status).toBe(412);
    expect((await engineer.post(at('/publish'))).status).toBe(200);
    const { body: after } = await ulco.get(at());
    expect([after.published.workaround.fr, after.version > seen.version]).toEqual([workaround.fr, true]);
    const { body: all } = await ulco.get(at('/publications'));
    expect(all.items.map((one: { workaround: { fr: string } }) => one.workaround.fr)).toEqual([
      texts.workaround.fr,
      workaround.fr,
    ]);
  });
});

describe('shipped', () => {
  it('tells every requester and follower once, takes up what waited for it, and counts', async () => {
    // delivered with the known error's own words, which links it; then it waits for the change
    const deliver = `/tickets/${atUlco[1]}/escalations/1/deliver`;
    expect((await engineer.post(deliver, { problem })).status).toBe(200);
    expect((await ulco.get(`/tickets/${atUlco[1]}`)).body.escalations[0]).toMatchObject({ state: 'delivered' });
    expect((await ulco.get(`/tickets/${atUlco[1]}/problems`)).body.items).toHaveLength(1);
    await ulco.post(`/tickets/${atUlco[1]}/escalations/1/confirm`, {});
    await ulco.post(`/tickets/${atUlco[1]}/wait`, { cause: 'change', followUpAt: '2026-04-10T09:00:00Z' });
    expect((await ulco.get(`/tickets/${atUlco[1]}`)).body.state).toBe('waiting');
    const followers = ['agent.ulco', 'auditor.ujm', 'requester.ulco'];
    for (const name of followers) {
      const { status, body } = await (await guichet.as(name)).post(at('/follow'));
      expect([name, status, body.followed]).toEqual([name, 200, true]);
    }
    const gaveUp = await guichet.as('agent.uphf');
    await gaveUp.post(at('/follow'));
    expect((await gaveUp.post(at('/unfollow'))).body.followed).toBe(false);
    expect((await (await guichet.as('requester.uphf')).post(at('/follow'))).status).toBe(404);
    // and somebody who works on nothing any more when it is fixed
    expect((await (await guichet.as('spoc2.uphf')).post(at('/follow'))).status).toBe(200);
    await admin.query(
      `delete from role_grant where person_id = (select id from person where email = 'spoc2.uphf@guichet.example')`,
    );

    expect((await engineer.post(at('/ship'), { text: { fr: 'Corrigé' } })).status).toBe(400);
    const text = { fr: 'La limite est levée.', en: 'The limit is gone.' };
    expect((await engineer.post(at('/fix'))).body.state).toBe('fixing');
    expect((await engineer.post(at('/ship'), { text })).body.state).toBe('fixed');
    expect(told(await engineer.post(at('/ship'), { text }))).toEqual([409, 'not_possible_now']);

    const isIt = ({ subject, text: body }: { subject?: string | undefined; text?: string | undefined }) =>
      /La limite est levée|The limit is gone/.test(words(body)) && /corrigé|fixed/.test(subject ?? '');
    for (const to of ['requester.ulco', 'agent.ulco', 'auditor.ujm', 'requester.ujm', 'spoc.uphf'])
      await guichet.mailbox.expect(to, isIt);
    await until(async () => (await engineer.get(at())).body.shipping.pending === 0);
    // what stands written is all there will be: one letter each, whoever asked for two tickets
    const { rows: written } = await admin.query<{ count: number }>(
      `select count(*)::integer as count from mail where subject ~ 'Problème corrigé|Problem fixed'`,
    );
    expect(written).toEqual([{ count: 5 }]);
    const letters = guichet.mailbox.received.filter(({ mail }) => isIt(mail)).flatMap(({ to }) => to);
    const names = ['agent.ulco', 'auditor.ujm', 'requester.ujm', 'requester.ulco', 'spoc.uphf'];
    expect(letters.sort()).toEqual(names.map((name) => `${name}@guichet.example`));
    expect(JSON.stringify(guichet.mailbox.received.filter(({ mail }) => isIt(mail)))).not.toMatch(/tampon|Secret/);
    expect((await ulco.get(`/tickets/${atUlco[1]}`)).body.state).toBe('in_progress');
    const { body } = await engineer.get(at());
    expect(body.shipping).toMatchObject({ told: names.length, resumed: 1, pending: 0, left: {} });
    expect((await ulco.get(at())).body).toMatchObject({ state: 'fixed', shipping: null, published: { fixed: text } });
  });

  it('comes back, and may be taken back', async () => {
    expect((await engineer.post(at('/reopen'), { reason: 'Revenu chez un autre.' })).body.state).toBe('known_error');
    expect((await ulco.get(at())).body.published.fixed).toBeNull();
    expect((await engineer.post(at('/withdraw'), { reason: 'Mal compris.' })).body).toMatchObject({
      state: 'open',
      published: null,
    });
    for (const who of [ulco, ujm]) expect(plain(await who.get(at()))).toEqual(plain(await who.get(absent)));
    expect((await ulco.get(`/tickets/${atUlco[0]}/problems`)).body.items).toEqual([]);
    expect((await engineer.post(at('/publish'))).body.state).toBe('known_error');
    expect((await ulco.get(at('/publications'))).body.items).toHaveLength(1);
  });
});

describe('an agreement that ended', () => {
  it('leaves an institution what its own tickets hang on, and nothing else', async () => {
    const other = await engineer.post('/problems', { service: 'FUNCAMPUS', title: 'Un autre', ...texts });
    await engineer.post(`/problems/${other.body.reference as string}/publish`);
    expect((await uphf.get('/problems')).body.items).toHaveLength(2);
    await endAgreement('UPHF', '2026-03-01');
    expect((await uphf.get('/problems')).body.items.map(({ reference }: { reference: string }) => reference)).toEqual([
      problem,
    ]);
    expect((await uphf.get(`/problems/${other.body.reference as string}`)).status).toBe(404);
  });
});

describe('a service that its institution no longer runs', () => {
  it('leaves it what puts an end to the problem', async () => {
    await admin.query(
      `delete from responsibility where institution_id = (select id from institution where code = 'FUN')`,
    );
    const refused = await engineer.post(at('/fix'));
    expect(told(refused)).toEqual([409, 'function_lost']);
    // what is offered is what is allowed
    expect((await engineer.get(at())).body.moves).toEqual(['withdraw', 'close']);
    expect(refused.body.moves).toEqual(['withdraw', 'close']);
    expect((await engineer.post(at('/close'), { reason: 'Repris par un autre.' })).body.state).toBe('closed');
    expect((await ulco.get(at())).body.state).toBe('closed');
    expect(told(await engineer.post('/problems', { service: 'FUNCAMPUS', title: 'Encore' }))).toEqual([
      403,
      'forbidden',
    ]);
  });
});
