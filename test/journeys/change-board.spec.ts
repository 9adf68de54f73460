import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { told } from '../security/operations.js';
import { watchStatements } from '../security/statements.js';
import { errorsOf, openStanding, tag, type Standing } from '../support/standing.js';

// Who votes on the changes of OAE, which ULORRAINE leads: composed by it, filled by each institution.

let standing: Standing;
beforeAll(async () => {
  standing = await openStanding();
});
afterAll(() => standing.close());

const as = (name: string) => standing.as(name);

describe('the board of a service', () => {
  const path = '/services/OAE/change-board';
  const seat = (n: number, institution: string, more: object = {}) => ({
    n,
    kind: 'representative',
    institution,
    hasVeto: false,
    ...more,
  });
  const seats = [
    seat(1, 'ULORRAINE', { kind: 'security', hasVeto: true }),
    seat(2, 'ULCO', { kind: 'function' }),
    seat(3, 'UPHF'),
    seat(4, 'UJM'),
    seat(5, 'FUN'),
  ];
  const rule = { kind: 'percent', percent: 67 };

  it('is there for those whom the service concerns, before anybody composed it; nobody else sees that', async () => {
    for (const who of ['spoc.ulco', 'auditor.ulorraine', 'cab-member.uphf']) {
      const { status, body, headers } = await (await as(who)).get(path);
      expect([status, body.version, body.seats, headers.get('etag')]).toEqual([200, 0, [], '"0"']);
    }
    const statements = await watchStatements('guichet api');
    try {
      for (const who of ['spoc.fun', 'manager.fun', 'requester.ulco']) {
        const browser = await as(who);
        for (const [method, at, body] of [
          ['GET', '', undefined],
          ['GET', '/versions', undefined],
          ['GET', '/seats/1/holders', undefined],
          ['PUT', '', { seats, rule }],
          ['PUT', '/holders', { member: null }],
          ['PUT', '/seats/1/holders', { member: null }],
        ] as const) {
          const ask = (code: string) => browser.send(method, `/services/${code}/change-board${at}`, body, tag(0));
          const hidden = told(await ask('OAE'));
          expect([who, method, at, hidden]).toEqual([who, method, at, expect.objectContaining({ status: 404 })]);
          expect(told(await ask('NOWHERE'))).toEqual(hidden);
          expect(await statements.of(() => ask('NOWHERE'))).toEqual(await statements.of(() => ask('OAE')));
        }
      }
    } finally {
      statements.end();
    }
  });

  it('is composed by the lead provider’s change manager or manager, and is refused with all that is wrong', async () => {
    for (const who of [
      'engineer.ulorraine',
      'spoc.ulorraine',
      'admin.ulorraine',
      'manager.ulco',
      'change-manager.ulco',
    ])
      expect((await (await as(who)).put(path, { seats, rule }, tag(0))).status).toBe(403);
    const manager = await as('change-manager.ulorraine');
    expect((await manager.put(path, { seats, rule })).status).toBe(428);
    expect((await manager.put(path, { seats, rule }, tag(1))).status).toBe(412);
    const wrong = {
      seats: [seat(1, 'ULCO'), seat(1, 'UPHF'), seat(2, 'NOBODY')],
      rule: { kind: 'n_of', approvals: 8 },
      quorumPercent: 120,
    };
    expect(errorsOf(await manager.put(path, wrong, tag(0)))).toEqual([
      422,
      [
        'unknown_institution /seats/2/institution',
        'quorum_out_of_range /quorumPercent',
        'too_few_seats /seats',
        'rule_cannot_be_met /rule/approvals',
        'seat_twice /seats/1/n',
      ],
    ]);
    expect(errorsOf(await manager.put(path, { seats: [], rule }, tag(0)))).toEqual([422, ['no_seat /seats']]);
    // nobody chooses who sits for somebody else
    const chosen = { ...seats[0], member: await standing.idOf('cab-member.ulco') };
    expect((await manager.put(path, { seats: [chosen, ...seats.slice(1)], rule }, tag(0))).status).toBe(400);
    const { status, body, headers } = await manager.put(path, { seats, rule }, tag(0));
    expect([status, body.version, headers.get('etag')]).toEqual([200, 1, '"1"']);
    expect(body.warnings.map(({ code }: { code: string }) => code)).toEqual(Array(5).fill('vacant_seat'));
  });

  it('is then seen by whoever has a seat, though it uses nothing', async () => {
    const { status, body } = await (await as('spoc.fun')).get(path);
    expect([status, body.version]).toEqual([200, 1]);
    expect((await (await as('requester.fun')).get(path)).status).toBe(404);
    expect((await (await as('spoc.fun')).get('/services/OAE/risk-questionnaire')).status).toBe(404);
  });

  it('has in each seat whom its institution sends: a member and deputies with dates', async () => {
    const ulco = await as('manager.ulco');
    const [member, agent] = [await standing.idOf('cab-member.ulco'), await standing.idOf('spoc.ulco')];
    const holders = `${path}/seats/2/holders`;
    for (const who of ['manager.ulorraine', 'manager.uphf', 'spoc.ulco', 'cab-member.ulco'])
      expect((await (await as(who)).put(holders, { member }, tag(0))).status).toBe(403);
    expect((await ulco.put(`${path}/seats/6/holders`, { member }, tag(0))).status).toBe(404);
    // absent, another institution’s and without the role: one answer
    for (const person of ['00000000-0000-7000-8000-000000000000', await standing.idOf('cab-member.uphf'), agent])
      expect(errorsOf(await ulco.put(holders, { member: person }, tag(0)))).toEqual([422, ['unknown_person /member']]);
    const deputyOfDeputy = { person: agent, from: '2026-04-01T00:00:00Z', deputies: [] };
    expect((await ulco.put(holders, { member, deputies: [deputyOfDeputy] }, tag(0))).status).toBe(400);
    await standing.admin.query(
      `insert into role_grant select institution_id, person_id, 'cab_member', null from membership where person_id = $1`,
      [agent],
    );
    const dates = { from: '2026-04-01T00:00:00Z', until: '2026-04-01T00:00:00Z' };
    const deputies = [{ person: agent, ...dates }];
    expect(errorsOf(await ulco.put(holders, { member, deputies }, tag(0)))).toEqual([422, ['deputy_dates /deputies']]);
    const named = await ulco.put(
      holders,
      { member, deputies: [{ ...deputies[0], until: '2026-04-15T00:00:00Z' }] },
      tag(0),
    );
    expect([named.status, named.headers.get('etag'), named.body.isVacant, named.body.member.id]).toEqual([
      200,
      '"1"',
      false,
      member,
    ]);
    expect((await ulco.put(holders, { member }, tag(0))).status).toBe(412);
    // by name and institution for everybody else
    for (const who of ['change-manager.ulorraine', 'spoc.fun', 'agent.uphf']) {
      const { body } = await (await as(who)).get(path);
      const [, second] = body.seats;
      expect([second.member.id, second.member.name, second.deputies[0].id, second.institution.code]).toEqual([
        null,
        named.body.member.name,
        null,
        'ULCO',
      ]);
      expect(body.warnings).toHaveLength(4);
      expect(JSON.stringify(body)).not.toContain('@');
    }
  });

  it('keeps every version, and who sits where nothing changed', async () => {
    const manager = await as('manager.ulorraine');
    const next = [...seats.slice(0, 4), seat(5, 'AMU')];
    const { body } = await manager.put(path, { seats: next, rule: { kind: 'unanimous' }, quorumPercent: 60 }, tag(1));
    expect([body.version, body.seats[1].isVacant, body.quorumPercent]).toEqual([2, false, 60]);
    const { body: versions } = await (await as('spoc.uphf')).get(`${path}/versions`);
    expect(versions.items.map((one: any) => [one.version, one.rule.kind, one.institution.code, one.writtenBy])).toEqual(
      [
        [2, 'unanimous', 'ULORRAINE', null],
        [1, 'percent', 'ULORRAINE', null],
      ],
    );
    expect((await manager.get(`${path}/versions?limit=1`)).body.items[0].writtenBy).toEqual(expect.any(String));
    // who has no seat any more sees it no more
    expect((await (await as('spoc.fun')).get(path)).status).toBe(404);
  });

  it('may be everybody: each institution that uses the service has a seat', async () => {
    const manager = await as('manager.ulorraine');
    expect((await (await as('manager.uphf')).put(`${path}/holders`, { member: null }, tag(0))).status).toBe(409);
    const { body } = await manager.put(path, { seats: [], rule, isFullVote: true }, tag(2));
    expect(body.seats.length).toBeGreaterThan(5);
    const uphf = await as('admin.uphf');
    const member = await standing.idOf('cab-member.uphf');
    expect((await uphf.put(`${path}/holders`, { member }, tag(0))).status).toBe(200);
    const seen = (await (await as('spoc.ulco')).get(path)).body.seats;
    expect(seen.map((one: any) => one.institution.code)).toEqual(['ULCO']);
    const whole = (await manager.get(path)).body.seats;
    expect(whole.filter((one: any) => !one.isVacant).map((one: any) => one.institution.code)).toEqual(['UPHF']);
  });
});
