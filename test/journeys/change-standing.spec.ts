import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { told } from '../security/operations.js';
import { errorsOf, openStanding, tag, type Standing } from '../support/standing.js';

// Before anything is changed on OAE, which ULORRAINE leads: what is asked, what hangs on what, and what needs no vote.

let standing: Standing;
beforeAll(async () => {
  standing = await openStanding();
});
afterAll(() => standing.close());

const as = (name: string) => standing.as(name);

describe('the questionnaire of a service', () => {
  const path = '/services/OAE/risk-questionnaire';
  const choice = (id: string, points: number) => ({ id, label: { fr: id, en: id }, points });
  const questions = [
    { id: 'tried', text: { fr: 'Essayé ?', en: 'Tried?' }, choices: [choice('yes', 0), choice('no', 6)] },
  ];

  it('is there from the beginning, in both languages', async () => {
    const { body } = await (await as('engineer.ulco')).get(path);
    expect([body.version, body.isBuiltIn, body.questions.length]).toEqual([1, true, 7]);
    for (const { text } of body.questions) expect([text.fr === '', text.fr === text.en]).toEqual([false, false]);
    expect((await (await as('engineer.fun')).get(path)).status).toBe(404);
  });

  it('is written by the lead provider’s change manager, so that every level can be reached', async () => {
    const manager = await as('change-manager.ulorraine');
    const sound = { questions, mediumFrom: 2, highFrom: 6 };
    for (const who of ['auditor.ulorraine', 'change-manager.ulco'])
      expect((await (await as(who)).post(path, sound)).status).toBe(403);
    expect((await (await as('change-manager.fun')).post(path, sound)).status).toBe(404);
    expect(errorsOf(await manager.post(path, { ...sound, highFrom: 60 }))).toEqual([
      422,
      ['high_unreachable /highFrom'],
    ]);
    expect((await manager.post(path, sound)).body).toMatchObject({ version: 2, isBuiltIn: false });
    const { body } = await (await as('spoc.uphf')).get(`${path}/versions`);
    expect(body.items.map((one: any) => one.version)).toEqual([2, 1]);
    const first = (await manager.get(`${path}/versions?limit=1`)).body;
    const second = (await manager.get(`${path}/versions?limit=1&cursor=${first.nextCursor as string}`)).body;
    expect([second.items[0].version, second.nextCursor]).toEqual([1, null]);
  });
});

describe('what components need', () => {
  const path = '/services/OAE/dependencies';
  const say = async (who: string, component: string, service: string, needed: string, at = path) =>
    (await as(who)).post(at, { component, needs: { service, component: needed } });

  it('is said by those who run the one that needs, across services, and closes no circle', async () => {
    expect((await say('spoc.ulco', 'search', 'OAE', 'documents')).status).toBe(403);
    expect((await say('engineer.fun', 'search', 'OAE', 'documents')).status).toBe(403);
    expect((await say('requester.ulco', 'search', 'OAE', 'documents')).status).toBe(403);
    expect((await say('engineer.ulco', 'search', 'OAE', 'documents', '/services/NOWHERE/dependencies')).status).toBe(
      404,
    );
    expect(errorsOf(await say('engineer.ulco', 'web', 'OAE', 'documents'))).toEqual([
      422,
      ['unknown_component /component'],
    ]);
    expect(errorsOf(await say('engineer.ulco', 'search', 'OAE', 'web'))).toEqual([422, ['unknown_component /needs']]);
    expect((await say('engineer.ulco', 'search', 'OAE', 'documents')).status).toBe(201);
    expect((await say('engineer.ulorraine', 'search', 'OAE', 'documents')).status).toBe(409);
    expect((await say('engineer.ulorraine', 'documents', 'FUNCAMPUS', 'web')).status).toBe(201);
    const circle = await say('engineer.fun', 'web', 'OAE', 'search', '/services/FUNCAMPUS/dependencies');
    expect(errorsOf(circle)).toEqual([422, ['circle /needs']]);
    expect(circle.body.errors[0].message).toContain('FUNCAMPUS/web, OAE/search, OAE/documents, FUNCAMPUS/web');
    expect(errorsOf(await say('engineer.ulco', 'mail', 'OAE', 'mail'))).toEqual([422, ['circle /needs']]);
  });

  it('is read by all staff from both ends, and taken back where it was said', async () => {
    const { body } = await (await as('agent.amu')).get('/services/FUNCAMPUS/dependencies');
    expect(body.items.map((one: any) => [one.component, one.needs, one.institution.code])).toEqual([
      [{ service: 'OAE', component: 'documents' }, { service: 'FUNCAMPUS', component: 'web' }, 'ULORRAINE'],
    ]);
    const { id } = body.items[0];
    const remove = async (who: string, at: string) => (await (await as(who)).send('DELETE', at, undefined)).status;
    expect(await remove('engineer.fun', `/services/FUNCAMPUS/dependencies/${id}`)).toBe(404);
    expect(await remove('engineer.fun', `${path}/${id}`)).toBe(403);
    expect(await remove('auditor.ulorraine', `${path}/${id}`)).toBe(403);
    expect(await remove('change-manager.ulco', `${path}/${id}`)).toBe(204);
    expect(await remove('change-manager.ulco', `${path}/${id}`)).toBe(404);
  });
});

describe('a model of standard changes', () => {
  const draft = {
    service: 'OAE',
    title: { fr: 'Renouveler un certificat', en: 'Renew a certificate' },
    description: 'Tous les trois mois.',
    steps: ['Demander', 'Installer', 'Recharger'],
    tests: 'La page s’ouvre.',
    backout: 'Remettre l’ancien.',
    backOutMinutes: 10,
    interruptionMinutes: 0,
    needsMaintenanceWindow: false,
  };
  let model: string;

  it('is drafted where the service is run, and nobody else knows', async () => {
    expect((await (await as('engineer.fun')).post('/change-models', draft)).status).toBe(403);
    expect((await (await as('spoc.ulorraine')).post('/change-models', draft)).status).toBe(403);
    const engineer = await as('engineer.ulco');
    expect((await engineer.post('/change-models', { ...draft, backOutMinutes: 31 })).status).toBe(400);
    expect(errorsOf(await engineer.post('/change-models', { ...draft, interruptionMinutes: 5 }))).toEqual([
      422,
      ['interruption_outside_window /needsMaintenanceWindow'],
    ]);
    expect(errorsOf(await engineer.post('/change-models', { ...draft, service: 'NOWHERE' }))).toEqual([
      422,
      ['unknown_service /service'],
    ]);
    const { status, body } = await engineer.post('/change-models', draft);
    expect([status, body.standing, body.inside.draft.risk]).toEqual([201, 'draft', 'low']);
    model = `/change-models/${body.id}`;
    // level 1 of the same institution uses the service, and does not run it
    for (const who of ['spoc.ulco', 'spoc.uphf', 'engineer.fun', 'requester.ulco', 'cab-member.ulorraine']) {
      const browser = await as(who);
      for (const [method, at, sent] of [
        ['GET', '', undefined],
        ['PATCH', '', { tests: 'x' }],
        ['POST', '/approve', {}],
        ['POST', '/suspend', { reason: 'x' }],
        ['POST', '/withdraw', { reason: 'x' }],
      ] as const) {
        const ask = (one: string) => browser.send(method, `${one}${at}`, sent, tag(1));
        const hidden = told(await ask(model));
        expect([who, method, at, hidden]).toEqual([who, method, at, expect.objectContaining({ status: 404 })]);
        expect(told(await ask('/change-models/00000000-0000-7000-8000-000000000000'))).toEqual(hidden);
      }
      if (who !== 'requester.ulco') expect((await browser.get('/change-models')).body.items).toEqual([]);
    }
  });

  it('is approved by four eyes, for twelve months, and then told', async () => {
    expect((await (await as('change-manager.ulco')).post(`${model}/approve`)).status).toBe(403);
    expect((await (await as('engineer.ulorraine')).post(`${model}/approve`)).status).toBe(403);
    const manager = await as('change-manager.ulorraine');
    const { status, body } = await manager.post(`${model}/approve`, {}, tag(2));
    expect([status, body.standing, body.number, body.expiresAt]).toEqual([200, 'approved', 1, '2027-03-10T09:00:00Z']);
    for (const who of ['spoc.ulco', 'agent.uphf', 'cab-member.uphf']) {
      const { body: seen } = await (await as(who)).get(model);
      expect([seen.title.en, seen.standing, seen.inside]).toEqual(['Renew a certificate', 'approved', null]);
      expect(JSON.stringify(seen)).not.toContain('Recharger');
    }
    expect((await (await as('engineer.fun')).get(model)).status).toBe(404);
    // visible, and not theirs to move
    expect((await (await as('change-manager.uphf')).post(`${model}/suspend`, { reason: 'x' })).status).toBe(403);
  });

  it('stays as it was approved while the next version is written, by whoever does not approve it', async () => {
    const manager = await as('change-manager.ulorraine');
    const before = (await manager.get(model)).headers.get('etag') ?? '';
    const publicBefore = (await (await as('spoc.ulco')).get(model)).headers.get('etag');
    const edited = await manager.send('PATCH', model, { tests: 'Le cadenas est vert.' }, { 'if-match': before });
    expect([edited.status, edited.body.inside.approved.tests, edited.body.inside.draft.tests]).toEqual([
      200,
      draft.tests,
      'Le cadenas est vert.',
    ]);
    // what is inside moves nothing that others see
    expect((await (await as('spoc.ulco')).get(model)).headers.get('etag')).toBe(publicBefore);
    expect((await manager.send('PATCH', model, { tests: 'x' }, { 'if-match': before })).status).toBe(412);
    expect((await manager.send('PATCH', model, { tests: null }, { 'if-match': '*' })).status).toBe(400);
    const own = await manager.post(`${model}/approve`);
    expect([own.status, own.body.code]).toEqual([403, 'own_draft']);
    await standing.admin.query(
      `insert into role_grant select m.institution_id, m.person_id, 'change_manager', null
         from membership m join person p on p.id = m.person_id where p.email = 'manager.ulorraine@guichet.example'`,
    );
    const { body } = await (await standing.guichet.as('manager.ulorraine')).post(`${model}/approve`);
    expect([body.number, body.inside.draft, body.inside.approved.tests]).toEqual([2, null, 'Le cadenas est vert.']);
  });

  it('is suspended with a reason that stays inside, until it is approved anew; expires; is withdrawn', async () => {
    let manager = await standing.guichet.as('manager.ulorraine');
    expect((await manager.post(`${model}/suspend`)).status).toBe(400);
    const suspended = await manager.post(`${model}/suspend`, { reason: 'Le serveur a changé.' });
    expect([suspended.body.standing, suspended.body.inside.reason]).toEqual(['suspended', 'Le serveur a changé.']);
    const { body: seen } = await (await as('spoc.uphf')).get(model);
    expect([seen.standing, seen.suspended]).toEqual([
      'suspended',
      { since: '2026-03-10T09:00:00Z', because: 'decision' },
    ]);
    expect(JSON.stringify(seen)).not.toContain('serveur');
    const again = await manager.post(`${model}/suspend`, { reason: 'x' });
    expect([again.status, again.body.moves]).toEqual([409, ['approve', 'withdraw']]);
    standing.guichet.clock.advance(86_400_000);
    manager = await standing.guichet.as('manager.ulorraine');
    const renewed = await manager.post(`${model}/approve`);
    expect([renewed.status, renewed.body.number, renewed.body.standing]).toEqual([200, 3, 'approved']);
    standing.guichet.clock.advance(366 * 86_400_000);
    expect((await (await standing.guichet.as('spoc.uphf')).get(model)).body.standing).toBe('expired');
    manager = await standing.guichet.as('manager.ulorraine');
    const withdrawn = await manager.post(`${model}/withdraw`, { reason: 'Fait par une machine.' });
    expect([withdrawn.body.standing, withdrawn.body.inside.moves]).toEqual(['withdrawn', []]);
    expect((await manager.send('PATCH', model, { tests: 'x' }, { 'if-match': '*' })).status).toBe(409);
  });
});
