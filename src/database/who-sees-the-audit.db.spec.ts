import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nobodys } from './wall-mail-in.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  idOf,
  levelOneOf,
  openWorld,
  requesterOf,
  staffOf,
  type Settings,
  type World,
} from './wall.spec-support.js';

// The audit trail of an institution: its admins see the institution and its agreements, its auditors all that its people
// did, and nobody else sees anything.

let world: World;
/** By name: whom a role was given, and for what they act. */
const readers: Record<string, Settings> = {};

beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  for (const [code, role, services] of [
    ['ULCO', 'admin', null],
    ['ULCO', 'auditor', null],
    ['ULCO', 'manager', null],
    ['UPHF', 'admin', null],
    ['FUN', 'admin', null],
    ['FUN', 'auditor', null],
    ['UJM', 'auditor', null],
    ['UPHF', 'auditor', [idOf(world.id, 'service')]],
  ] as const) {
    const id = randomUUID();
    await world.admin.query(`insert into person (id, email, display_name, locale) values ($1, $2, 'Somebody', 'fr')`, [
      id,
      `${id}@example.org`,
    ]);
    await world.admin.query('insert into membership values ($1, $2)', [id, world.id[code]]);
    await world.admin.query('insert into role_grant values ($1, $2, $3, $4)', [world.id[code], id, role, services]);
    // an admin has no side; an auditor has both
    const sides = role === 'admin' ? {} : { user_services: '*', provider_services: '*' };
    readers[`${role} ${code}`] = { institution: idOf(world.id, code), person: id, scope: 'staff', ...sides };
  }
  await record('ULCO', 'institution_append', 'ULCO', 'person.added', { personId: idOf(world.id, 'requester ULCO') });
  await record('ULCO', 'institution_append', 'ULCO', 'token.made', { tokenId: idOf(world.id, 'service') });
  await record('UPHF', 'institution_append', 'UPHF', 'person.added', { personId: idOf(world.id, 'requester UPHF') });
  await record('ULCO', 'agreement_append', 'agreement', 'agreement.version_proposed', { version: 2 });
  await record('FUN', 'agreement_append', 'agreement', 'agreement.version_accepted', { version: 2 }, 'provider');
  await record('ULCO', 'event_append', 'ticket ULCO', 'ticket.taken', { secret: 'of a ticket' });
  await record('FUN', 'event_append', 'ticket ULCO', 'escalation.accepted', { secret: 'of a ticket' }, 'provider');
});
afterAll(() => world.close());

let hour = 10;
async function record(code: string, door: string, stream: string, type: string, data: object, side = 'user') {
  const at = `2026-03-10T${String((hour += 1))}:00:00.000Z`;
  const event = {
    id: randomUUID(),
    type,
    audience: 'shared',
    side,
    readers: [`${idOf(world.id, code)}/${side}`],
    data,
    at,
  };
  const values = [idOf(world.id, stream), JSON.stringify([event])];
  await acting(
    world.connections.api,
    staffOf(world, code),
    (client) => client.query(`select ${door}($1, $2)`, values),
    {
      keep: true,
    },
  );
}

interface Seen {
  type: string;
  number: number | null;
  data: object | null;
}
const families = ['person', 'token', 'agreement', 'ticket', 'escalation'];
function seen(
  settings: Settings,
  asked: { families?: string[]; refs?: string[]; person?: string } = {},
): Promise<Seen[]> {
  return acting(world.connections.api, settings, async (client) => {
    const { rows } = await client.query<Seen>(
      'select type, number, data from audit_events($1, $2, $3, null, null, null, null, 50)',
      [asked.families ?? families, asked.refs ?? null, asked.person ?? null],
    );
    return rows;
  });
}
const types = async (name: string, asked = {}) => (await seen(readers[name]!, asked)).map(({ type }) => type);

const people = ['token.made', 'person.added'];
const agreed = ['agreement.version_accepted', 'agreement.version_proposed'];

describe('the audit trail', () => {
  it('shows an admin the institution and its agreements, with what the other side did there, and no ticket', async () => {
    expect(await types('admin ULCO')).toEqual([...agreed, ...people]);
    expect(await types('admin FUN')).toEqual(agreed);
    expect(await types('admin UPHF')).toEqual(['person.added']);
  });

  it('shows an auditor what the own people did, to tickets too', async () => {
    expect(await types('auditor ULCO')).toEqual(['ticket.taken', ...agreed, ...people]);
    expect(await types('auditor FUN')).toEqual(['escalation.accepted', ...agreed]);
    expect(await types('auditor UJM')).toEqual([]);
  });

  it('shows nothing to whoever holds neither role, to a role for some services, and for another institution', async () => {
    const admin = readers['admin ULCO']!;
    for (const settings of [
      {},
      nobodys,
      readers['manager ULCO']!,
      readers['auditor UPHF']!,
      staffOf(world, 'ULCO'),
      levelOneOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      { ...admin, scope: 'requester' },
      { ...admin, institution: idOf(world.id, 'UPHF') },
      { ...admin, person: nobodys.person! },
    ])
      expect(await seen(settings)).toEqual([]);
  });

  it('shows nothing to whoever has left', async () => {
    const left = await acting(world.admin, {}, async (client) => {
      await client.query('update person set left_at = now() where id = $1', [readers['admin ULCO']!.person]);
      for (const [name, value] of Object.entries(readers['admin ULCO']!))
        await client.query('select set_config($1, $2, true)', [`app.${name}`, value]);
      return (await client.query(`select * from audit_events($1, null, null, null, null, null, null, 50)`, [families]))
        .rows;
    });
    expect(left).toEqual([]);
  });

  it('tells numbers and data of the own chain, data of agreements, and of a ticket neither', async () => {
    const rows = await seen(readers['auditor ULCO']!);
    const told = Object.fromEntries(rows.map(({ type, number, data }) => [type, [number, data]]));
    expect(told['person.added']).toEqual([1, { personId: world.id['requester ULCO'] }]);
    expect(told['token.made']?.[0]).toBe(2);
    expect(told['agreement.version_accepted']).toEqual([null, { version: 2 }]);
    expect(told['ticket.taken']).toEqual([null, null]);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('is narrowed by what, by whom and to whom', async () => {
    const [institution, agreement, service] = ['ULCO', 'agreement', 'service'].map((name) => idOf(world.id, name)) as [
      string,
      string,
      string,
    ];
    const ticket = idOf(world.id, 'ticket ULCO');
    expect(await types('auditor ULCO', { refs: [ticket] })).toEqual(['ticket.taken']);
    expect(await types('admin ULCO', { refs: [ticket] })).toEqual([]);
    expect(await types('auditor UPHF', { refs: [ticket] })).toEqual([]);
    expect(await types('admin UPHF', { refs: [institution, agreement] })).toEqual([]);
    expect(await types('admin ULCO', { refs: [agreement] })).toEqual(agreed);
    expect(await types('admin ULCO', { refs: [service] })).toEqual(['token.made']);
    expect(await types('admin ULCO', { refs: [] })).toEqual([]);
    expect(await types('admin ULCO', { person: idOf(world.id, 'requester ULCO') })).toEqual(['person.added']);
    expect(await types('admin ULCO', { families: ['token'] })).toEqual(['token.made']);
  });

  it('is read along its index, however much others did', async () => {
    await world.admin.query(
      `insert into event
       select gen_random_uuid(), $1, 1000 + n, 'common', (array['ticket.opened', 'message.posted', 'person.changed'])[1 + n % 3],
              'shared', '2026-03-01T00:00:00Z'::timestamptz + n * interval '1 second', $2,
              case when n % 20 = 0 then $3::uuid else $4::uuid end, 'user', '{}', '{}', '\\x00', '\\x00'
         from generate_series(1, 40000) n`,
      [world.id['ticket ULCO'], world.id['agent ULCO'], world.id['ULCO'], world.id['FUN']],
    );
    await world.admin.query('analyze event');
    const plans: string[] = [];
    world.admin.on('notice', ({ message }) => plans.push(message ?? ''));
    await acting(world.admin, readers['auditor ULCO']!, async (client) => {
      await client.query(`load 'auto_explain'`);
      await client.query('set local auto_explain.log_min_duration = 0');
      await client.query('set local auto_explain.log_nested_statements = on');
      await client.query('set local auto_explain.log_analyze = on');
      await client.query('set local client_min_messages = log');
      const page = `select * from audit_events($1, null, null, null, null, '2026-03-01T06:00:00Z', null, 51)`;
      const { rows } = await client.query(page, [['ticket', 'message', 'escalation']]);
      expect(rows).toHaveLength(51);
    });
    const plan = plans.join('\n');
    expect(plan).toContain('Index Scan using event_audit on event');
    expect(plan).not.toContain('Seq Scan on event');
    // a page of each family, and no more
    const read = [...plan.matchAll(/event_audit.*actual.* rows=(\d+)[.\d]* loops=/g)].map(([, rows]) => Number(rows));
    expect(Math.max(...read)).toBeLessThanOrEqual(51);
  });
});
