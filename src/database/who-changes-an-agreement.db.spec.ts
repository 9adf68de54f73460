import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  type Settings,
  type World,
} from './wall.spec-support.js';

// By SQL, as the roles of the application: ULCO uses what FUN leads, UJM holds a function of the service.

const refused = { refused: '42501' };
const nothing = { touched: 0 };
const once = { touched: 1 };

let world: World;
let agreement: string;
let open: string;
beforeAll(async () => {
  world = await openWorld();
  agreement = world.id['agreement']!;
  open = randomUUID();
  await world.admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id) values ($1, $2, 'testing', 1, $3)`,
    [randomUUID(), world.id['service'], world.id['UJM']],
  );
  await acting(
    world.connections.api,
    levelOneOf(world, 'ULCO'),
    (client) => client.query(insert(), row({ id: open })),
    {
      keep: true,
    },
  );
});
afterAll(() => world.close());

function attempt(settings: Settings, text: string, values: unknown[] = [], role: 'api' | 'worker' = 'api') {
  return acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
}

const insert = (state = 'proposed', recordedAt: string | null = null) =>
  `insert into agreement_version (id, agreement_id, number, state, recorded_at, binding, hours, targets, warnings,
          also_pauses, maintenance, effective_from, proposed_by_institution_id, proposed_by, proposed_at)
   values ($1, $2, $3, '${state}', ${recordedAt ? `'${recordedAt}'` : 'null'}, true, '{}', '{}', '{}', '{}', '{}',
           '2027-01-01', $4, $5, '${NOW}')`;

/** As text: a UUID's own type would not let another one in. */
const newUuid = (): string => randomUUID();

function row({ id = newUuid(), number = 2, institution = 'ULCO', person = 'agent ULCO' } = {}): unknown[] {
  return [id, agreement, number, world.id[institution], world.id[person]];
}

/** Past the trigger, which lets nobody go back. */
async function putTo(state: string): Promise<void> {
  await world.admin.query('set session_replication_role = replica');
  await world.admin.query('update agreement_version set state = $2 where id = $1', [open, state]);
  await world.admin.query('reset session_replication_role');
}

/** The numbers of the versions that somebody sees. */
async function numbers(settings: Settings, role: 'api' | 'worker' = 'api'): Promise<number[]> {
  return acting(world.connections[role], settings, async (client) => {
    const { rows } = await client.query<{ number: number }>(
      'select number from agreement_version where agreement_id = $1 order by number',
      [agreement],
    );
    return rows.map(({ number }) => number);
  });
}

describe.each(['api', 'worker'] as const)('what is proposed, as the %s sees it', (role) => {
  it('is known to the two sides', async () => {
    for (const settings of [levelOneOf(world, 'ULCO'), engineersOf(world, 'FUN')]) {
      expect(await numbers(settings, role)).toEqual([1, 2]);
    }
  });

  it('is unknown to who holds a function of the service, who sees what was agreed', async () => {
    expect(await numbers(staffOf(world, 'UJM'), role)).toEqual([1]);
  });

  it('is unknown to everybody else, as is the agreement', async () => {
    for (const settings of [staffOf(world, 'UPHF'), requesterOf(world, 'ULCO'), {}]) {
      expect(await numbers(settings, role)).toEqual([]);
    }
  });
});

describe('proposing', () => {
  it('is for a side, in its own name and in its own person', async () => {
    await putTo('withdrawn');
    for (const [settings, values] of [
      [staffOf(world, 'UJM'), row({ number: 3, institution: 'UJM', person: 'agent UJM' })],
      [staffOf(world, 'UPHF'), row({ number: 3, institution: 'UPHF', person: 'agent UPHF' })],
      [staffOf(world, 'ULCO'), row({ number: 3, institution: 'FUN' })],
      [staffOf(world, 'ULCO'), row({ number: 3, person: 'agent FUN' })],
      [{ ...levelOneOf(world, 'ULCO'), user_services: randomUUID() }, row({ number: 3 })],
      [requesterOf(world, 'ULCO'), row({ number: 3, person: 'requester ULCO' })],
    ] as const) {
      expect(await attempt(settings, insert(), [...values])).toEqual(refused);
    }
    expect(await attempt(staffOf(world, 'ULCO'), insert('accepted', NOW), row({ number: 3 }))).toEqual(refused);
    expect(await attempt(staffOf(world, 'ULCO'), insert(), row({ number: 3 }), 'worker')).toEqual(refused);
    expect(await attempt(staffOf(world, 'ULCO'), insert(), row({ number: 3 }))).toEqual(once);
    await putTo('proposed');
  });

  it('leaves one open at most', async () => {
    expect(
      await attempt(staffOf(world, 'FUN'), insert(), row({ number: 3, institution: 'FUN', person: 'agent FUN' })),
    ).toEqual({
      refused: '23505',
    });
  });
});

const LATER = '2026-03-10T09:00:00.001Z';

describe('deciding', () => {
  const to = (state: string) =>
    `update agreement_version
        set state = '${state}', recorded_at = ${state === 'accepted' ? `'${LATER}'` : 'null'},
            decided_by = app_person(), decided_at = '${NOW}'
      where agreement_id = $1 and number = 2`;
  const changed = (text: string, from: string, into: string) => text.replace(from, into);

  it.each(['accepted', 'rejected'])('that it is %s is for the other side', async (state) => {
    expect(await attempt(staffOf(world, 'ULCO'), to(state), [agreement])).toEqual(refused);
    for (const code of ['UJM', 'UPHF']) {
      expect(await attempt(staffOf(world, code), to(state), [agreement])).toEqual(nothing);
    }
    expect(await attempt(staffOf(world, 'FUN'), to(state), [agreement])).toEqual(once);
    expect(await attempt(staffOf(world, 'FUN'), to(state), [agreement], 'worker')).toEqual(refused);
    const byAnother = changed(to(state), 'app_person()', 'proposed_by');
    expect(await attempt(staffOf(world, 'FUN'), byAnother, [agreement])).toEqual(refused);
  });

  it('that it is accepted is recorded after everything else, and before it is to hold', async () => {
    const fun = staffOf(world, 'FUN');
    expect(await attempt(fun, changed(to('accepted'), LATER, NOW), [agreement])).toEqual(refused);
    const late = changed(to('accepted'), `decided_at = '${NOW}'`, `decided_at = '2127-01-01'`);
    expect(await attempt(fun, late, [agreement])).toEqual(refused);
  });

  it('that it is withdrawn is for the side that proposed', async () => {
    expect(await attempt(staffOf(world, 'FUN'), to('withdrawn'), [agreement])).toEqual(refused);
    expect(await attempt(staffOf(world, 'ULCO'), to('withdrawn'), [agreement])).toEqual(once);
  });

  it('changes no word of what was proposed, and nothing of what was decided', async () => {
    const fun = staffOf(world, 'FUN');
    for (const change of [
      `targets = '{}'`,
      `hours = '{}'`,
      `effective_from = '${NOW}'`,
      'number = 9',
      `reason = 'x'`,
    ]) {
      expect(await attempt(fun, `update agreement_version set ${change} where agreement_id = $1`, [agreement])).toEqual(
        refused,
      );
    }
    const first = `update agreement_version set decision_reason = 'x' where agreement_id = $1 and number = 1`;
    expect(await attempt(fun, first, [agreement])).toEqual(refused);
    expect(await attempt(fun, 'delete from agreement_version where agreement_id = $1', [agreement])).toEqual(refused);
    // nor is a version accepted without an instant
    const undated = `update agreement_version
                        set state = 'accepted', decided_by = app_person(), decided_at = '${NOW}'
                      where agreement_id = $1 and number = 2`;
    expect(await attempt(fun, undated, [agreement])).toEqual({ refused: '23514' });
  });
});

describe('the agreement itself', () => {
  it('gets an end from its sides, and changes in nothing else', async () => {
    const giving = (endsOn: string, by = 'app_institution()') =>
      `update agreement set ends_on = ${endsOn}, notice_given_at = '${NOW}', notice_by_institution_id = ${by} where id = $1`;
    const end = giving(`'2127-06-30'`);
    for (const code of ['UJM', 'UPHF']) expect(await attempt(staffOf(world, code), end, [agreement])).toEqual(nothing);
    for (const code of ['ULCO', 'FUN']) expect(await attempt(staffOf(world, code), end, [agreement])).toEqual(once);
    // only in one's own name, and to a day that lies ahead
    for (const text of [giving(`'2020-01-01'`), giving('null'), giving(`'2127-06-30'`, 'lead_provider_id')])
      expect(await attempt(staffOf(world, 'ULCO'), text, [agreement])).toEqual(refused);
    for (const change of [`starts_on = '2020-01-01'`, 'lead_provider_id = institution_id', 'service_id = id']) {
      const text = `update agreement set ${change} where id = $1`;
      expect(await attempt(staffOf(world, 'ULCO'), text, [agreement])).toEqual(refused);
    }
  });
});

describe('own hours and targets', () => {
  const hours = `insert into service_hours_version (id, service_hours_id, institution_id, number, time_zone, weekly, holidays,
      closures, effective_from, recorded_at, recorded_by) values ($1, $2, $3, 2, 'UTC', '{}', '[]', '[]', '${NOW}', '${NOW}', $4)`;
  const targets = `insert into institution_targets (id, institution_id, number, targets, warnings, also_pauses, effective_from,
      recorded_at, recorded_by) values ($1, $2, 2, '{}', '{}', '{}', '${NOW}', '${NOW}', $3)`;

  it('are recorded at home, by the person who acts', async () => {
    const { id } = world;
    const ulco = levelOneOf(world, 'ULCO');
    for (const [settings, place, institution, person] of [
      [levelOneOf(world, 'FUN'), 'hours ULCO', 'ULCO', 'agent FUN'],
      [levelOneOf(world, 'FUN'), 'hours ULCO', 'FUN', 'agent FUN'],
      [ulco, 'hours ULCO', 'ULCO', 'agent FUN'],
      [engineersOf(world, 'ULCO'), 'hours ULCO', 'ULCO', 'agent ULCO'],
      [requesterOf(world, 'ULCO'), 'hours ULCO', 'ULCO', 'requester ULCO'],
    ] as const) {
      expect(await attempt(settings, hours, [randomUUID(), id[place], id[institution], id[person]])).toEqual(refused);
    }
    for (const [settings, institution, person] of [
      [levelOneOf(world, 'FUN'), 'ULCO', 'agent FUN'],
      [ulco, 'ULCO', 'agent FUN'],
      [engineersOf(world, 'ULCO'), 'ULCO', 'agent ULCO'],
    ] as const) {
      expect(await attempt(settings, targets, [randomUUID(), id[institution], id[person]])).toEqual(refused);
    }
    expect(await attempt(ulco, hours, [randomUUID(), id['hours ULCO'], id['ULCO'], id['agent ULCO']])).toEqual(once);
    expect(await attempt(ulco, targets, [randomUUID(), id['ULCO'], id['agent ULCO']])).toEqual(once);
  });

  it('never change', async () => {
    for (const table of ['service_hours_version', 'institution_targets', 'service_hours']) {
      expect(await attempt(staffOf(world, 'ULCO'), `update ${table} set id = id`)).toEqual(refused);
      expect(await attempt(staffOf(world, 'ULCO'), `delete from ${table}`)).toEqual(refused);
    }
  });
});
