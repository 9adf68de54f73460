import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';
import type { Browser } from '../support/browser.js';

// Somebody of the house who wants a change decided by fewer people than it takes, or another one than was decided.

let hall: Assembly;
let author: Browser, manager: Browser, spoc: Browser;
beforeAll(async () => {
  hall = await openAssembly();
  [author, manager, spoc] = await Promise.all([
    hall.as('engineer.fun'),
    hall.as('change-manager.fun'),
    hall.as('spoc.ulco'),
  ]);
  await grant('FUN', 'auditor.fun', 'engineer', 'change_manager');
});
afterAll(() => hall.close());

/** Two on one service at one time stand in each other’s way: none outlives its test. */
const made: string[] = [];
afterEach(async () => {
  for (const change of made.splice(0)) await author.post(`${change}/withdraw`, { reason: 'La fin du test.' });
});

async function grant(institution: string, account: string, ...roles: string[]): Promise<void> {
  await hall.sql(
    `insert into membership (institution_id, person_id)
     select i.id, p.id from institution i, person p where i.code = $1 and p.email = $2 on conflict do nothing`,
    [institution, `${account}@guichet.example`],
  );
  await hall.sql(
    `insert into role_grant (institution_id, person_id, role)
     select i.id, p.id, r from institution i, person p, unnest($3::text[]) r where i.code = $1 and p.email = $2
     on conflict do nothing`,
    [institution, `${account}@guichet.example`, roles],
  );
}

async function drafted(more: object = {}): Promise<string> {
  const change = await hall.draft({
    kind: 'normal',
    isMajorVersion: false,
    implementers: [await hall.idOf('engineer.fun')],
    window: { from: hall.at(14 * DAY), to: hall.at(14 * DAY + HOUR) },
    ...more,
  });
  made.push(change);
  return change;
}
async function patch(who: Browser, change: string, said: object) {
  const { headers } = await who.get(change);
  return who.send('PATCH', change, said, { 'if-match': headers.get('etag') ?? '' });
}
const approve = (who: Browser, change: string) => who.post(`${change}/decide`, { decision: 'approve' });
async function approved(more: object = {}): Promise<string> {
  const change = await drafted(more);
  await author.post(`${change}/submit`);
  await approve(manager, change);
  expect((await approve(manager, change)).body.state).toBe('approved');
  return change;
}

describe('a decision holds for what was decided, also of a change', () => {
  it('whose window is taken away, and said again once the plan is another', async () => {
    const change = await approved();
    const { window } = (await author.get(change)).body;
    await patch(author, change, { window: null });
    await patch(author, change, { plan: 'Tout autre chose.' });
    await patch(author, change, { window });
    expect((await author.post(`${change}/schedule`)).status).toBe(409);
    expect((await author.get(change)).body.state).toBe('submitted');
  });

  it('that is scheduled, and whose window goes away and comes back tomorrow', async () => {
    const change = await approved();
    expect((await author.post(`${change}/schedule`)).body.state).toBe('scheduled');
    await patch(author, change, { window: null });
    await patch(author, change, { window: { from: hall.at(DAY), to: hall.at(DAY + HOUR) } });
    expect((await author.get(change)).body.state).not.toBe('scheduled');
  });

  it('which is not whole: what is missing since it was submitted is said before a peer approves it', async () => {
    const change = await drafted();
    expect((await author.post(`${change}/submit`)).body.state).toBe('submitted');
    await patch(author, change, { backoutPlan: '' });
    const refused = await approve(manager, change);
    expect(refused).toMatchObject({ status: 422, body: { code: 'incomplete', errors: [{ pointer: '/backoutPlan' }] } });
    expect((await author.get(change)).body.state).toBe('submitted');
  });

  it('that is an emergency and has no window yet', async () => {
    const change = await drafted({ kind: 'emergency', emergencyReason: 'Le service est tombé.', window: null });
    for (const who of [author, manager]) expect((await approve(who, change)).status).toBe(200);
    await patch(author, change, { plan: 'Tout autre chose.' });
    expect((await author.post(`${change}/start`)).body.code).toBe('two_persons');
  });

  it('of which the steps are others', async () => {
    const change = await approved();
    const { headers } = await author.get(change);
    const items = [{ kind: 'task', title: 'Effacer la base' }];
    const put = await author.send('PUT', `${change}/tasks`, { items }, { 'if-match': headers.get('etag') ?? '' });
    expect(put.status).toBe(200);
    expect((await author.get(change)).body.state).toBe('submitted');
  });
});

describe('four eyes are two persons: whoever wrote on a change does not decide on it, also when they', () => {
  it('are not its author', async () => {
    const change = await drafted({ kind: 'standard' });
    const other = await hall.as('auditor.fun');
    expect((await patch(other, change, { plan: 'Comme je le veux.' })).status).toBe(200);
    expect((await other.post(`${change}/schedule`)).status).toBe(403);
    expect((await manager.post(`${change}/schedule`)).body.state).toBe('scheduled');
  });

  it('were to make it, and took themselves out', async () => {
    const other = await hall.as('auditor.fun');
    const implementers = [await hall.idOf('engineer.fun'), await hall.idOf('auditor.fun')];
    const change = await drafted({ implementers });
    await author.post(`${change}/submit`);
    expect((await approve(other, change)).status).toBe(403);
    await patch(other, change, { implementers: implementers.slice(0, 1) });
    expect((await approve(other, change)).status).toBe(403);
  });

  it('are a SPOC of the institution whose own tenant it is', async () => {
    const change = await drafted({ kind: 'own_tenant', tenant: 'ULCO' });
    await grant('ULCO', 'engineer.fun', 'spoc');
    expect((await author.post(`${change}/submit`, {}, { 'x-institution': 'FUN' })).body.state).toBe('deciding');
    const decided = await author.post(`${change}/decide`, { decision: 'approve' }, { 'x-institution': 'ULCO' });
    expect(decided.status).toBe(403);
    expect((await approve(spoc, change)).body.state).toBe('approved');
    await hall.sql(
      `delete from role_grant g using person p where p.id = g.person_id and p.email = $1
                       and g.institution_id = (select id from institution where code = 'ULCO')`,
      ['engineer.fun@guichet.example'],
    );
    await hall.sql(
      `delete from membership g using person p where p.id = g.person_id and p.email = $1
                       and g.institution_id = (select id from institution where code = 'ULCO')`,
      ['engineer.fun@guichet.example'],
    );
  });

  it('asked for it: who asks for what is done to the own tenant may decide on what the provider made of it', async () => {
    const { body } = await spoc.post('/changes', {
      kind: 'own_tenant',
      tenant: 'ULCO',
      services: ['FUNCAMPUS'],
      title: 'Un thème',
      why: 'Le nôtre.',
    });
    const change = `/changes/${body.reference as string}`;
    made.push(change);
    const said = { plan: 'x', tests: 'x', backoutPlan: 'x', backoutMinutes: 1 };
    const window = { from: hall.at(14 * DAY), to: hall.at(14 * DAY + HOUR) };
    const answers = {
      reach: 'few',
      tried: 'yes',
      backout: 'short',
      data: 'none',
      experience: 'us',
      when: 'quiet',
      parts: 'none',
    };
    const implementers = [await hall.idOf('engineer.fun')];
    expect(await patch(author, change, { ...said, answers, implementers, window })).toMatchObject({ status: 200 });
    expect((await author.post(`${change}/submit`)).body.state).toBe('deciding');
    expect((await approve(spoc, change)).body.state).toBe('approved');
  });
});

describe('a refusal is not edited away unheard', () => {
  it('of an emergency', async () => {
    const window = { from: hall.at(40 * DAY), to: hall.at(40 * DAY + HOUR) };
    const change = await drafted({ kind: 'emergency', emergencyReason: 'Le service est tombé.', window });
    await manager.post(`${change}/decide`, { decision: 'reject', reason: 'Cela peut attendre.' });
    await patch(author, change, { plan: 'Tout autre chose.' });
    const told = (await hall.events(change)).filter(({ type }) => type === 'change.opinions_voided');
    expect(told).toEqual([
      {
        type: 'change.opinions_voided',
        data: expect.objectContaining({ people: [await hall.idOf('change-manager.fun')] }),
      },
    ]);
  });
});

describe('what is inside is read no longer by whoever', () => {
  it('lost the role by which they had a seat', async () => {
    const change = await hall.voting();
    made.push(change);
    const seat = await hall.as(memberOf('UNISTRA'));
    expect((await seat.get(change)).body.inside).not.toBeNull();
    expect((await seat.get(`${change}/tally`)).status).toBe(200);
    await hall.sql(
      `update role_grant g set role = 'agent' from person p
                     where p.id = g.person_id and g.role = 'cab_member' and p.email = $1`,
      [`${memberOf('UNISTRA')}@guichet.example`],
    );
    expect((await seat.get(change)).body.inside).toBeNull();
    expect((await seat.get(`${change}/conflicts`)).status).toBe(403);
    await hall.sql(
      `update role_grant g set role = 'cab_member' from person p
                     where p.id = g.person_id and g.role = 'agent' and p.email = $1`,
      [`${memberOf('UNISTRA')}@guichet.example`],
    );
  });
});

describe('those affected', () => {
  it('do not read who asked, nor whose own it was meant to be', async () => {
    const { body } = await spoc.post('/changes', {
      kind: 'normal',
      services: ['FUNCAMPUS'],
      title: 'Le SSO',
      why: 'x',
    });
    const change = `/changes/${body.reference as string}`;
    made.push(change);
    const answers = {
      reach: 'few',
      tried: 'yes',
      backout: 'short',
      data: 'none',
      experience: 'us',
      when: 'quiet',
      parts: 'none',
    };
    const implementers = [await hall.idOf('engineer.fun')];
    const window = { from: hall.at(14 * DAY), to: hall.at(14 * DAY + HOUR) };
    const said = { plan: 'x', tests: 'x', backoutPlan: 'x', backoutMinutes: 1, answers, implementers, window };
    expect((await patch(author, change, said)).status).toBe(200);
    expect((await author.post(`${change}/submit`)).status).toBe(200);
    expect((await approve(manager, change)).body.state).toBe('deciding');
    const other = await hall.as('spoc.uphf');
    expect((await other.get(change)).body).toMatchObject({ state: 'deciding', askedBy: null });
    expect(JSON.stringify((await other.get('/changes')).body)).not.toContain('ULCO');
    expect(JSON.stringify((await other.get(`${change}/timeline`)).body)).not.toContain('ULCO');
    expect((await spoc.get(change)).body.askedBy).toMatchObject({ code: 'ULCO' });
    expect((await author.get(change)).body.askedBy).toMatchObject({ code: 'ULCO' });
  });

  it('see no version move when only the inside moves', async () => {
    const change = await drafted({ kind: 'standard' });
    expect((await manager.post(`${change}/schedule`)).body.state).toBe('scheduled');
    const before = await spoc.get(change);
    await patch(author, change, { owner: await hall.idOf('auditor.fun') });
    const after = await spoc.get(change);
    expect([after.headers.get('etag'), after.body]).toEqual([before.headers.get('etag'), before.body]);
  });
});
