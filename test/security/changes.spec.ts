import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operationsOf, someId, type Operation } from './operations.js';
import { DAY, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';
import type { Browser } from '../support/browser.js';
import { accountOf, roles } from './world.js';

// What somebody of another institution reads of a change, by every route and in every mail; and what they may do to it.

let hall: Assembly;
let operations: Operation[];
/** Voted on by seven seats; ULCO and UPHF object, write and are affected. */
let change: string;

const secrets = {
  plan: 'ZZPLAN',
  tests: 'ZZTESTS',
  backoutPlan: 'ZZBACKOUT',
};
/** Of those who make it, and of another institution that it affects. */
const unheard = [...Object.values(secrets), 'ZZSTEP', 'ZZINSIDE', 'ZZPEER', 'ZZUPHF', 'ZZVOTE', 'UPHF'];

beforeAll(async () => {
  hall = await openAssembly();
  operations = (await operationsOf(hall.guichet.anybody.url)).filter(({ template }) => template.includes('{change}'));
  change = await hall.draft({ ...secrets, window: { from: hall.at(60 * DAY), to: hall.at(60 * DAY + 2 * HOUR) } });
  const [author, manager] = [await hall.as('engineer.fun'), await hall.as('change-manager.fun')];
  const { headers } = await author.get(change);
  const ok = async (asked: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${String(status)} ${JSON.stringify(body)}`);
  };
  const items = [{ kind: 'task', title: 'ZZSTEP' }];
  await ok(author.send('PUT', `${change}/tasks`, { items }, { 'if-match': headers.get('etag') ?? '' }));
  await ok(author.post(`${change}/messages`, { body: 'ZZINSIDE', audience: 'internal' }));
  await ok(author.post(`${change}/messages`, { body: 'À tous', audience: 'shared' }));
  await ok(author.post(`${change}/submit`));
  await ok(manager.post(`${change}/decide`, { decision: 'approve', reason: 'ZZPEER' }));
  const uphf = await hall.as('spoc.uphf');
  await ok(uphf.post(`${change}/messages`, { body: 'ZZUPHF', audience: 'shared' }));
  await ok(uphf.post(`${change}/object`, { reason: 'ZZUPHF', isSecurity: true }));
  await ok(uphf.post(`${change}/acknowledge`));
  await ok(manager.post(`${change}/open-round`));
  await ok(hall.vote(memberOf('UPHF'), change, 'reject', 'ZZVOTE'));
});
afterAll(() => hall.close());

const pathOf = ({ template }: Operation) =>
  template
    .replace('/changes/{change}', change)
    .replace('{n}', '1')
    .replace('{target}', 'ULCO-2026-99999')
    .replace('{id}', someId);

/** What is anything but 404 and 403, by role: everything that somebody of an affected institution may ask. */
async function answersTo(name: string): Promise<Record<string, number>> {
  const who = await hall.as(name);
  const found: Record<string, number> = {};
  for (const one of operations) {
    const { status, body } = await who.send(one.method, pathOf(one), one.body, { 'if-match': '"999999"' });
    if (status !== 403 && status !== 404) found[one.name] = status;
    if (status === 404) expect([one.name, name, body.code]).toEqual([one.name, name, 'not_found']);
  }
  return found;
}

describe('a change of FUN, to somebody whom it does not concern', () => {
  it.each(roles)('as %s is not there, by no route', async (role) => {
    const who = await hall.as(accountOf(role, 'ESUP'));
    for (const one of operations) {
      const { status } = await who.send(one.method, pathOf(one), one.body, { 'if-match': '"1"' });
      const absent = pathOf(one).replace(change.split('/')[2] ?? '', 'CHG-FUN-2026-99999');
      const nothing = await who.send(one.method, absent, one.body, { 'if-match': '"1"' });
      expect([one.name, [403, 404].includes(status), nothing.status]).toEqual([one.name, true, status]);
    }
  });
});

describe('a change of FUN, to somebody of an institution that it affects', () => {
  const read = {
    'GET /changes/{change}': 200,
    'GET /changes/{change}/messages': 200,
    'GET /changes/{change}/timeline': 200,
  };
  const written = { ...read, 'POST /changes/{change}/messages': 201 };
  const expected: Record<string, Record<string, number>> = {
    requester: read,
    auditor: read,
    agent: written,
    manager: written,
    spoc: {
      ...written,
      // with a version that nobody has seen
      'POST /changes/{change}/object': 412,
      'POST /changes/{change}/acknowledge': 412,
      // it does not object
      'POST /changes/{change}/withdraw-objection': 409,
    },
  };

  it.each(roles)('as %s may be asked for no more than this', async (role) => {
    expect({ [role]: await answersTo(accountOf(role, 'UBO')) }).toEqual({ [role]: expected[role] ?? {} });
  });
});

describe('of a change of FUN, somebody of an institution that it affects', () => {
  const questions = [
    ...['', '?service=FUNCAMPUS', '?institution=FUN', '?state=deciding', '?limit=1'].map((query) => `/changes${query}`),
    '/calendar?from=2026-03-01&to=2026-06-30',
    '/releases',
    '/reports/changes?from=2026-01&to=2026-12',
  ];

  it.each(roles)('as %s reads nothing of the inside, nor of another institution', async (role) => {
    const who = await hall.as(accountOf(role, 'UBO'));
    const reads = operations.filter(({ method }) => method === 'GET').map(pathOf);
    let told = 0;
    for (const path of [...reads, ...questions]) {
      const { status, body, headers } = await who.get(path);
      if (status !== 200) continue;
      told += 1;
      const text = JSON.stringify([body, [...headers]]);
      expect([path, unheard.filter((word) => text.includes(word))]).toEqual([path, []]);
    }
    expect(told).toBeGreaterThan(0);
  });
});

describe('a change of FUN, to somebody of another institution who votes on it', () => {
  // at home they hold every role: what they may not, they may not because it is not theirs
  let voter: Browser;
  beforeAll(async () => {
    await hall.sql(
      `insert into role_grant (institution_id, person_id, role)
       select m.institution_id, m.person_id, r from membership m join person p on p.id = m.person_id, unnest($2::text[]) r
        where p.email = $1 on conflict do nothing`,
      [`${memberOf('UJM')}@guichet.example`, roles],
    );
    voter = await hall.as(memberOf('UJM'));
  });

  it('reads its inside', async () => {
    const { status, body } = await voter.get(change);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain(secrets.plan);
  });

  it.each([
    'PATCH /changes/{change}',
    'POST /changes/{change}/affected',
    'POST /changes/{change}/conflicts/overrides',
    'POST /changes/{change}/acknowledgements',
    'POST /changes/{change}/improvements',
    'GET /changes/{change}/links',
    'POST /changes/{change}/links',
    'PUT /changes/{change}/tasks',
    'POST /changes/{change}/tasks/{n}/end',
    'POST /changes/{change}/submit',
    'POST /changes/{change}/withdraw',
  ])('is not theirs to ask %s', async (name) => {
    const one = operations.find((operation) => operation.name === name);
    if (!one) throw new Error(`there is no ${name}`);
    const { status } = await voter.send(one.method, pathOf(one), one.body, { 'if-match': '"999999"' });
    expect(status).toBe(403);
  });

  it('is written on by them as by another institution, never inside', async () => {
    const { status } = await voter.post(`${change}/messages`, { body: 'Entre nous', audience: 'internal' });
    expect(status).toBe(403);
  });
});
