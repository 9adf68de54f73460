import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Acting, Allow } from '../../http/index.js';
import {
  addInstitution,
  addPerson,
  ask,
  openHouse,
  PASSWORD,
  told,
  tokenOf,
  type House,
} from './identity.spec-support.js';
import { colleague, colleagueByEmail, peopleWithRole, rolesOf } from './people.store.js';
import { hashToken } from './token.js';

@Controller('probe')
class ProbeController {
  @Get('actor')
  @Allow('catalogue.read')
  actor(@Acting() actor: Actor): object {
    return { ...actor, roles: Object.fromEntries(actor.roles) };
  }

  @Get('tickets')
  @Allow('ticket.list')
  tickets(): void {}

  @Get('tickets/:reference')
  @Allow('ticket.read')
  ticket(): void {}
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

const NIL = '00000000-0000-0000-0000-000000000000';
const OAE = '018f0000-0000-7000-8000-000000000001';
const POD = '018f0000-0000-7000-8000-000000000002';

let house: House;
let ulco: string;
let uphf: string;
const people: Record<string, string> = {};

beforeAll(async () => {
  house = await openHouse('identity_db_spec', [ProbeModule]);
  const { owner } = house;
  ulco = await addInstitution(owner, 'ULCO');
  uphf = await addInstitution(owner, 'UPHF');
  const add = async (name: string, ...rest: [Record<string, Record<string, string[] | null>>?, object?]) => {
    people[name] = await addPerson(owner, `${name}@guichet.example`, ...rest);
  };
  await add('spoc', { [ulco]: { spoc: null } });
  await add('both', { [uphf]: { engineer: [OAE], requester: null }, [ulco]: { agent: [OAE, POD] } });
  await add('asker', { [ulco]: { requester: null } });
  await add('foreigner', { [uphf]: { spoc: null } });
  await add('gone', { [ulco]: { spoc: null } });
  await add('nobody');
  await add('operator', {}, { isOperator: true });
  for (const name of ['slow', 'guessed', 'rushed', 'lucky']) await add(name, { [ulco]: { agent: null } });
  await owner.query('update person set left_at = $1 where id = $2', [house.clock.now(), people['gone']]);
});

// every test comes from the same address
beforeEach(() => house.owner.query('delete from sign_in_failure'));

afterAll(() => house.close());

function login(name: string, password: string) {
  const email = name.includes('@') ? name : `${name}@guichet.example`;
  return ask(house, 'POST', '/auth/login', {}, { email, password });
}

const get = (path: string, headers?: Record<string, string>) => ask(house, 'GET', path, headers);
const logout = (headers: Record<string, string>) => ask(house, 'POST', '/auth/logout', headers);

const as = async (name: string, institution?: string) => ({
  ...(await tokenOf(house, people[name]!)),
  ...(institution === undefined ? {} : { 'x-institution': institution }),
});

describe('signing in', () => {
  it('gives a token of which only the hash is kept', async () => {
    const answer = await login(' SPOC@guichet.example ', PASSWORD);
    expect(answer.status).toBe(200);
    const { accessToken, expiresIn } = answer.body;
    expect(expiresIn).toBe(12 * 3600);
    expect(accessToken).toMatch(/^gu_[\w-]{43}$/);
    const { rows } = await house.owner.query<{ token_hash: Buffer; text: string }>(
      'select token_hash, s::text as text from session s where person_id = $1',
      [people['spoc']],
    );
    expect(rows.map((row) => row.token_hash.equals(hashToken(accessToken)))).toEqual([true]);
    expect(JSON.stringify(rows)).not.toContain(accessToken.slice(3));
    expect((await get('/me', { authorization: `bearer ${accessToken}` })).body).toEqual({
      id: people['spoc'],
      name: 'Name of spoc@guichet.example',
      email: 'spoc@guichet.example',
      locale: 'fr',
      memberships: [{ institution: { code: 'ULCO', name: 'Université ULCO' }, roles: ['spoc'] }],
    });
  });

  it('answers alike to a wrong password, an unknown account and one who left', async () => {
    const wrong = told(await login('spoc', 'wrong'));
    expect(wrong).toMatchObject({ status: 401, code: 'bad_credentials', challenge: 'Bearer' });
    expect(told(await login('unknown', PASSWORD))).toEqual(wrong);
    expect(told(await login('gone', PASSWORD))).toEqual(wrong);
  });

  it('refuses a password that nobody would type', async () => {
    expect((await login('spoc', 'x'.repeat(1024))).status).toBe(401);
    const long = await login('spoc', 'x'.repeat(1025));
    expect([long.status, long.body.errors[0].pointer]).toEqual([400, '/password']);
  });
});

describe('the throttle', () => {
  const fail = async (name: string, times: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) statuses.push((await login(name, 'wrong')).status);
    return statuses;
  };

  it('turns an account away after ten failures, known or not, whatever the password', async () => {
    expect(await fail('slow', 11)).toEqual([...Array<number>(10).fill(401), 429]);
    expect(await fail('absent', 11)).toEqual([...Array<number>(10).fill(401), 429]);
    const known = told(await login('SLOW', PASSWORD));
    expect(known).toMatchObject({ status: 429, code: 'too_many_failures', retryAfter: '900' });
    expect(told(await login('absent', PASSWORD))).toEqual(known);
    expect((await login('spoc', PASSWORD)).status).toBe(200);
  });

  it('opens when the failures are fifteen minutes old, whatever was tried meanwhile', async () => {
    expect(await fail('guessed', 10)).toEqual(Array<number>(10).fill(401));
    house.clock.advance(15 * 60_000 - 1);
    expect(await fail('guessed', 10)).toEqual(Array<number>(10).fill(429));
    house.clock.advance(1);
    expect((await login('guessed', PASSWORD)).status).toBe(200);
  });

  it('lets no more through when all guesses come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => login('rushed', 'wrong')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  });

  it('is not cleared by a success', async () => {
    await fail('lucky', 9);
    expect((await login('lucky', PASSWORD)).status).toBe(200);
    expect(await fail('lucky', 2)).toEqual([401, 429]);
  });

  it('turns an address away after a hundred failures, other addresses not', async () => {
    const failures = (address: string, count: number) =>
      house.owner.query(
        `insert into sign_in_failure select gen_random_uuid(), decode(md5(n::text), 'hex'), $1, $2
           from generate_series(1, $3) n`,
        [address, house.clock.now(), count],
      );
    await failures('192.0.2.7', 1000);
    await failures('127.0.0.1', 99);
    expect((await login('spoc', PASSWORD)).status).toBe(200);
    await login('spoc', 'wrong');
    expect((await login('spoc', PASSWORD)).status).toBe(429);
    expect((await login('asker', PASSWORD)).status).toBe(429);
  });
});

describe('a token', () => {
  it('ends at once with the session', async () => {
    const headers = await as('spoc');
    const other = await as('spoc');
    expect((await get('/me', headers)).status).toBe(200);
    expect(await logout(headers)).toMatchObject({ status: 204, body: undefined });
    expect((await get('/me', headers)).status).toBe(401);
    expect((await get('/me', other)).status).toBe(200);
  });

  it('ends after the hours of a session', async () => {
    const { accessToken } = (await login('spoc', PASSWORD)).body;
    const headers = { authorization: `Bearer ${accessToken}` };
    house.clock.advance(12 * 3_600_000 - 1);
    expect((await get('/me', headers)).status).toBe(200);
    house.clock.advance(1);
    expect((await get('/me', headers)).status).toBe(401);
  });

  it('ends when its person leaves', async () => {
    expect((await get('/me', await as('gone'))).status).toBe(401);
  });

  it('missing, malformed, unknown, elsewhere and revoked answers alike', async () => {
    const revoked = await as('spoc');
    await logout(revoked);
    const missing = told(await get('/probe/tickets'));
    expect(missing).toMatchObject({ status: 401, code: 'unauthenticated', challenge: 'Bearer' });
    const token = (await as('spoc')).authorization.slice('Bearer '.length);
    const others: Record<string, string>[] = [
      { authorization: token },
      { authorization: `Basic ${token}` },
      { authorization: `Bearer ${token}x` },
      { authorization: `Bearer gu_${'a'.repeat(43)}` },
      { authorization: 'Bearer' },
      { cookie: `access_token=${token}` },
      { 'x-institution': 'ULCO' },
      revoked,
    ];
    for (const headers of others) expect(told(await get('/probe/tickets', headers))).toEqual(missing);
    expect(told(await get(`/probe/tickets?access_token=${token}`))).toEqual(missing);
  });
});

describe('the institution', () => {
  it('is the only one, without being said', async () => {
    expect((await get('/probe/actor', await as('spoc'))).body).toEqual({
      personId: people['spoc'],
      name: 'Name of spoc@guichet.example',
      institution: { id: ulco, code: 'ULCO', name: 'Université ULCO' },
      roles: { spoc: 'all' },
      scope: 'staff',
      userServices: 'all',
      providerServices: 'none',
    });
  });

  it('is chosen by whoever has several, with the roles held there', async () => {
    expect((await get('/probe/actor', await as('both', 'UPHF'))).body).toMatchObject({
      institution: { id: uphf },
      roles: { engineer: [OAE], requester: 'all' },
      scope: 'staff',
      userServices: 'none',
      providerServices: [OAE],
    });
    expect((await get('/probe/actor', await as('both', 'ULCO'))).body).toMatchObject({
      institution: { id: ulco },
      roles: { agent: [OAE, POD] },
      userServices: [OAE, POD],
      providerServices: 'none',
    });
  });

  it.each([
    ['both', undefined, 400, 'institution_required'],
    ['both', 'ulco', 400, 'bad_institution'],
    ['both', '', 400, 'bad_institution'],
    ['both', 'ULCO, UPHF', 400, 'bad_institution'],
    ['both', "'; drop table person", 400, 'bad_institution'],
    ['both', 'UNKNOWN', 403, 'foreign_institution'],
    ['spoc', 'UPHF', 403, 'foreign_institution'],
    ['operator', 'ULCO', 403, 'foreign_institution'],
  ])('of %s with X-Institution %j: %d %s', async (name, header, status, code) => {
    expect(told(await get('/probe/actor', await as(name, header)))).toMatchObject({ status, code });
  });

  it('foreign and unknown answer alike', async () => {
    const foreign = told(await get('/probe/actor', await as('spoc', 'UPHF')));
    expect(told(await get('/probe/actor', await as('spoc', 'UNKNOWN')))).toEqual(foreign);
  });

  it('is not needed to ask who one is, nor to sign out', async () => {
    const headers = await as('both');
    expect((await get('/me', headers)).body.memberships).toEqual([
      { institution: { code: 'ULCO', name: 'Université ULCO' }, roles: ['agent'] },
      { institution: { code: 'UPHF', name: 'Université UPHF' }, roles: ['engineer', 'requester'] },
    ]);
    expect((await logout(headers)).status).toBe(204);
  });
});

describe('permissions', () => {
  it('are asked for before a list, and after a thing was looked for', async () => {
    const headers = await as('nobody');
    expect(told(await get('/probe/tickets', headers))).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await get('/probe/tickets/ULCO-2026-00001', headers)).status).toBe(200);
    expect((await get('/probe/tickets', await as('asker'))).status).toBe(200);
  });

  it('of the operator are those of anyone, for no institution', async () => {
    const headers = await as('operator');
    expect((await get('/probe/actor', headers)).body).toMatchObject({
      institution: { id: NIL, code: '-' },
      roles: {},
      userServices: 'none',
      providerServices: 'none',
    });
    expect((await get('/probe/tickets', headers)).status).toBe(403);
    expect((await get('/me', headers)).body.memberships).toEqual([]);
    expect((await get('/institutions', headers)).body.items).toHaveLength(2);
  });
});

describe('people, under the wall', () => {
  const inside = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const institution = { id: ulco, code: 'ULCO', name: '' };
    const sides = { scope: 'staff', userServices: 'all', providerServices: 'none' } as const;
    const actor = { personId: people['spoc']!, name: '', institution, roles: new Map<string, 'all'>(), ...sides };
    return house.app.get(UnitOfWork).run(actor, work);
  };

  it('shows colleagues who are still there, by id and by address', async () => {
    const found = await inside((tx) => colleague(tx, people['asker']!));
    expect(found).toEqual({
      id: people['asker'],
      name: 'Name of asker@guichet.example',
      email: 'asker@guichet.example',
      locale: 'fr',
      timeZone: undefined,
      siteId: undefined,
    });
    expect(await inside((tx) => colleagueByEmail(tx, 'Asker@guichet.example'))).toEqual(found);
    for (const name of ['foreigner', 'gone', 'operator']) {
      expect(await inside((tx) => colleague(tx, people[name]!))).toBeUndefined();
      expect(await inside((tx) => colleagueByEmail(tx, `${name}@guichet.example`))).toBeUndefined();
    }
  });

  it('finds those who hold a role for a service', async () => {
    const agents = (serviceId?: string) =>
      inside((tx) => peopleWithRole(tx, 'agent', serviceId)).then((found) => found.map(({ id }) => id));
    const unlimited = ['guessed', 'lucky', 'rushed', 'slow'].map((name) => people[name]);
    expect(await agents(OAE)).toEqual([people['both'], ...unlimited]);
    expect(await agents('018f0000-0000-7000-8000-000000000003')).toEqual(unlimited);
    expect(await agents()).toHaveLength(5);
    const spocs = await inside((tx) => peopleWithRole(tx, 'spoc'));
    expect(spocs.map(({ id }) => id)).toEqual([people['spoc']]);
  });

  it('tells the roles of a colleague, of nobody else', async () => {
    expect(await inside((tx) => rolesOf(tx, people['both']!))).toEqual(new Map([['agent', [OAE, POD]]]));
    expect(await inside((tx) => rolesOf(tx, people['foreigner']!))).toEqual(new Map());
  });
});
