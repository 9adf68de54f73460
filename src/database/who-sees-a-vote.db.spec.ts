import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addVotes,
  roundOf,
  roundRow,
  voteOf,
  voteRow,
  voterOf,
  voterRow,
  voterValues,
} from './wall-votes.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addVotes(world);
});
afterAll(() => world.close());

const tables = [
  'change',
  'change_inside',
  'change_task',
  'change_round',
  'change_voter',
  'change_vote',
  'change_round_due',
];
async function seen(settings: Settings, role: DatabaseRole = 'api') {
  return acting(world.connections[role], settings, async (client) => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 0 && count !== 'denied') found[table] = count;
    }
    return found;
  });
}
const tried = (settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };
const [done, nothing] = [{ touched: 1 }, { touched: 0 }];
/** What nobody may do: the trigger is passed by. */
async function openAgain(): Promise<void> {
  await world.admin.query('set session_replication_role = replica');
  await world.admin.query(`update change_round set state = 'open', closed_at = null, voided_at = null`);
  await world.admin.query('reset session_replication_role');
}
/** Another person of an institution than the one who votes. */
const colleague = (code: string): Settings => ({
  ...staffOf(world, code),
  person: world.id[`requester ${code}`] ?? '',
});

const asked = { change: 1, change_inside: 1, change_task: 1, change_round: 1, change_voter: 1, change_vote: 2 };

describe('a round of votes', () => {
  it('is seen with every vote by the people who have a seat, on whatever side they are', async () => {
    for (const code of ['ULCO', 'UPHF'])
      for (const role of ['api', 'worker'] as const) {
        const due = role === 'worker' ? { change_round_due: 1 } : {};
        expect(await seen(voterOf(world, code), role)).toEqual({ ...asked, ...due });
      }
    expect(await seen({ ...levelOneOf(world, 'ULCO') })).toEqual(asked);
  });

  it('is not seen by their colleagues, who know who is asked, nor by anybody else whom the change affects', async () => {
    for (const code of ['ULCO', 'UPHF']) expect(await seen(colleague(code))).toEqual({ change: 1, change_voter: 1 });
    for (const settings of [staffOf(world, 'UJM'), levelOneOf(world, 'UJM'), voterOf(world, 'UJM')]) {
      const { change, ...rest } = await seen(settings);
      expect([change ?? 0, rest]).toEqual([settings.user_services ? 1 : 0, {}]);
    }
    expect(await seen(staffOf(world, 'ULORRAINE'))).toEqual({});
  });

  it('is seen whole by the provider side that makes the change, and not by its level 1', async () => {
    const whole = { ...asked, change_voter: 2, change_round_due: 1 };
    for (const role of ['api', 'worker'] as const) expect(await seen(engineersOf(world, 'FUN'), role)).toEqual(whole);
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual({});
    expect(await seen({ ...engineersOf(world, 'FUN'), provider_services: randomUUID() })).toEqual({});
  });

  it('is nothing to whoever asks as a requester, or for another institution', async () => {
    const person = world.id['agent ULCO'] ?? '';
    for (const settings of [
      { ...requesterOf(world, 'ULCO'), person },
      { ...voterOf(world, 'UJM'), person },
      { ...voterOf(world, 'UPHF'), person },
    ]) {
      const { change_round, change_vote, change_inside } = await seen(settings);
      expect([change_round, change_vote, change_inside]).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe('a seat', () => {
  it('shows nothing of a round any more to whoever lost the role', async () => {
    const ulco = voterOf(world, 'ULCO');
    for (const role of ['api', 'worker'] as const) {
      await world.admin.query(`delete from role_grant where person_id = $1 and role = 'cab_member'`, [ulco.person]);
      const due = role === 'worker' ? { change_round_due: 1 } : {};
      // that they were asked, their institution knows
      expect(await seen(ulco, role)).toEqual({ change: 1, change_voter: 1, ...due });
      await world.admin.query(
        `insert into role_grant (institution_id, person_id, role) values ($1, $2, 'cab_member')`,
        [ulco.institution, ulco.person],
      );
      expect(await seen(ulco, role)).toMatchObject(asked);
    }
  });
});

describe('a vote', () => {
  it('is cast under one’s own name, for one’s own seat, while the round is open', async () => {
    const ulco = voterOf(world, 'ULCO');
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO'))).toEqual(done);
    for (const more of [
      { person: world.id['agent UPHF'] },
      { institution: world.id['UPHF'] },
      { seat: world.id['seat of UPHF'] },
      { owner: world.id['ULCO'] },
      { change: randomUUID() },
      { round: randomUUID() },
    ])
      expect([more, await tried(ulco, voteRow, voteOf(world, 'ULCO', more))]).toEqual([more, refused]);
    for (const settings of [
      engineersOf(world, 'FUN'),
      colleague('ULCO'),
      staffOf(world, 'UJM'),
      voterOf(world, 'UPHF'),
      { ...ulco, scope: 'requester' },
    ])
      expect(await tried(settings, voteRow, voteOf(world, 'ULCO'))).toEqual(refused);
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO'), 'worker')).toEqual(refused);
    await world.admin.query(`update change_round set state = 'approved', closed_at = $1`, [NOW]);
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO'))).toEqual(refused);
    await openAgain();
  });

  it('has a number of its own, a decision, and a reason where it rejects', async () => {
    const ulco = voterOf(world, 'ULCO');
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO', { n: 2 }))).toEqual({ refused: '23505' });
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO', { reason: null }))).toEqual({ refused: '23514' });
    expect(await tried(ulco, voteRow, voteOf(world, 'ULCO', { decision: 'maybe' }))).toEqual({ refused: '23514' });
  });

  it('is cast while its round lasts, and by a deputy within their dates', async () => {
    const ulco = voterOf(world, 'ULCO');
    const cast = async (at: number) => tried(ulco, voteRow, voteOf(world, 'ULCO', { at: new Date(at) }));
    const [opened, day] = [Date.parse(NOW), 86_400_000];
    for (const at of [opened - 1, opened + 7 * day, opened + 300 * day])
      expect([at, await cast(at)]).toEqual([at, refused]);
    for (const at of [opened, opened + 7 * day - 1]) expect([at, await cast(at)]).toEqual([at, done]);
    const deputy = { person: world.id['agent ULCO'], from: opened + day, until: opened + 2 * day };
    const { rows } = await world.admin.query<{ seats: { id: string }[] }>('select seats from change_round');
    const seated = (dates: object) =>
      world.admin.query('update change_round set seats = $1', [
        JSON.stringify(
          rows[0]?.seats.map((seat) =>
            seat.id === world.id['seat of ULCO']
              ? { ...seat, member: world.id['requester ULCO'], deputies: [{ ...deputy, ...dates }] }
              : seat,
          ),
        ),
      ]);
    await seated({});
    for (const at of [opened + day - 1, opened + 2 * day]) expect([at, await cast(at)]).toEqual([at, refused]);
    for (const at of [opened + day, opened + 2 * day - 1]) expect([at, await cast(at)]).toEqual([at, done]);
    await seated({ until: null });
    expect(await cast(opened + 5 * day)).toEqual(done);
    await world.admin.query('update change_round set seats = $1', [JSON.stringify(rows[0]?.seats)]);
  });

  it('is never changed nor taken away, by nobody', async () => {
    for (const settings of [voterOf(world, 'ULCO'), engineersOf(world, 'FUN')])
      for (const role of ['api', 'worker'] as const)
        for (const text of [`update change_vote set decision = 'approve'`, 'delete from change_vote'])
          expect(await tried(settings, text, [], role)).toEqual(refused);
  });
});

describe('who votes', () => {
  it('is said by those who make the change, of the seats of the round, and stays', async () => {
    const fun = engineersOf(world, 'FUN');
    await world.admin.query('delete from change_voter where person_id = $1', [world.id['agent ULCO']]);
    expect(await tried(fun, voterRow, voterValues(world, 'ULCO'))).toEqual(done);
    for (const more of [
      { person: world.id['requester ULCO'] },
      { seat: world.id['seat of UPHF'] },
      { digest: Buffer.alloc(32, 8) },
      { change: randomUUID() },
      { owner: world.id['ULCO'] },
    ])
      expect([more, await tried(fun, voterRow, voterValues(world, 'ULCO', more))]).toEqual([more, refused]);
    for (const settings of [voterOf(world, 'ULCO'), staffOf(world, 'ULCO'), levelOneOf(world, 'FUN')])
      expect(await tried(settings, voterRow, voterValues(world, 'ULCO'))).toEqual(refused);
    for (const text of ['update change_voter set person_id = app_person()', 'delete from change_voter'])
      expect(await tried(fun, text)).toEqual(refused);
    expect(await tried(voterOf(world, 'UPHF'), 'update change_voter set is_void = true')).toEqual(nothing);
    await world.admin.query(voterRow, voterValues(world, 'ULCO'));
  });

  it('is a snapshot: of a round only deadlines and outcome move, and only its own side moves them', async () => {
    const round = randomUUID();
    const change = world.id['voted change'] ?? '';
    for (const settings of [voterOf(world, 'ULCO'), staffOf(world, 'ULCO'), levelOneOf(world, 'FUN')]) {
      expect(await tried(settings, roundRow, roundOf(world, { round, change, n: 2 }))).toEqual(refused);
      expect(await tried(settings, `update change_round set state = 'approved', closed_at = now()`)).toEqual(nothing);
    }
    const fun = engineersOf(world, 'FUN');
    // one open round at a time
    expect(await tried(fun, roundRow, roundOf(world, { round, change, n: 2 }))).toEqual({ refused: '23505' });
    for (const set of [`seats = '[]'`, `rule = '{}'`, 'quorum_percent = 0', `digest = '\\x00'`, 'opened_at = now()'])
      expect([set, await tried(fun, `update change_round set ${set}`)]).toEqual([set, refused]);
    expect(await tried(fun, `update change_round set state = 'approved', closed_at = now()`)).toEqual(done);
    expect(await tried(fun, 'delete from change_round')).toEqual(refused);
  });

  it('stays as it ended: it may be overtaken, and is not opened again nor ended otherwise', async () => {
    const fun = engineersOf(world, 'FUN');
    await world.admin.query(`update change_round set state = 'rejected', closed_at = $1`, [NOW]);
    for (const set of [
      `state = 'open', closed_at = null`,
      `state = 'approved'`,
      `state = 'voided', voided_at = now()`,
      `closed_at = closed_at + interval '1 day'`,
      `deadline = deadline - interval '1 day'`,
      `extended_deadline = extended_deadline + interval '1 day'`,
      'extended_at = now()',
    ])
      for (const role of ['api', 'worker'] as const)
        expect([set, await tried(fun, `update change_round set ${set}`, [], role)]).toEqual([set, refused]);
    expect(await tried(fun, 'update change_round set voided_at = now()')).toEqual(done);
    await openAgain();
  });
});
