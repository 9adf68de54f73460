import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, refused, triggerDoor, world } from './owner-doors.spec-support.js';
import { nobodys } from './wall-mail-in.spec-support.js';
import { acting, NOW, requesterOf, set, staffOf, type Settings } from './wall.spec-support.js';

const begin = 'select erasure_begin($1, $2) as is';
const step = 'select erasure_step($1, 256, $2) as left';
const system = (code: string): Settings => ({
  ...staffOf(world, code),
  person: '00000000-0000-0000-0000-000000000000',
});

/** What somebody is told who begins, of somebody who has left or not, after `before` was done as the superuser. */
async function begun(settings: Settings, person: string | undefined, before: [string, unknown[]][]): Promise<unknown> {
  return acting(world.admin, {}, async (client) => {
    for (const [text, values] of before) await client.query(text, values);
    await set(client, settings);
    await client.query('set local role guichet_api');
    try {
      return (await client.query<{ is: boolean }>(begin, [person, NOW])).rows[0]?.is;
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await client.query('rollback; begin');
    }
  });
}

/** By which somebody is erased. That nothing of them stays is shown by erasure.db.spec.ts. */
export const doorsOfErasures: Record<string, () => Promise<void>> = {
  'erasure_begin(uuid,timestamp with time zone)': async () => {
    const person = world.id['requester ULCO'];
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(system('ULCO'), begin, [person, NOW], role)).toEqual(refused);
    const left: [string, unknown[]] = ['update person set left_at = $2 where id = $1', [person, NOW]];
    const grant = (services: string | null): [string, unknown[]] => [
      `insert into role_grant values ($1, $2, 'admin', $3)`,
      [world.id['ULCO'], world.id['agent ULCO'], services],
    ];
    const agent = staffOf(world, 'ULCO');
    // an admin of all services, or the system; of somebody who has left
    expect(await begun(agent, person, [left, grant(null)])).toBe(true);
    expect(await begun(system('ULCO'), person, [left])).toBe(true);
    const others: [Settings, string | undefined, [string, unknown[]][]][] = [
      [agent, person, [grant(null)]],
      [agent, person, [left]],
      [agent, person, [left, grant(`{${randomUUID()}}`)]],
      [{ ...agent, scope: 'requester' }, person, [left, grant(null)]],
      [agent, world.id['agent ULCO'], [left, grant(null)]],
      [agent, randomUUID(), [left, grant(null)]],
      [agent, world.id['requester FUN'], [left, grant(null)]],
      ...[{}, nobodys, requesterOf(world, 'ULCO'), staffOf(world, 'FUN'), system('FUN')].map(
        (settings): [Settings, string | undefined, [string, unknown[]][]] => [settings, person, [left, grant(null)]],
      ),
    ];
    for (const [settings, whom, before] of others) expect(await begun(settings, whom, before)).toBe('42501');
  },

  'erasure_step(uuid,integer,timestamp with time zone)': async () => {
    const asked = world.id['requester UJM'];
    for (const role of ['api', 'maintenance', 'jobs'] as const)
      expect(await attempt(system('UJM'), step, [asked, NOW], role)).toEqual(refused);
    // of those for whom it was asked
    for (const person of [world.id['requester ULCO'], randomUUID()])
      expect(await attempt({}, step, [person, NOW], 'worker')).toEqual(refused);
    expect(await attempt({}, step, [asked, NOW], 'worker')).toEqual({ touched: 1 });
    // and leaves the owner as blind as before
    const seen = await acting(world.admin, {}, async (client) => {
      await client.query(step, [asked, NOW]);
      await client.query('set local role guichet_owner');
      return (await client.query<object>('select 1 from message')).rows;
    });
    expect(seen).toEqual([]);
    // and sees nothing in the name of somebody whose erasure nobody asked for, or which is over
    const sees = (person: string | undefined, state = 'running'): Promise<boolean> =>
      acting(world.admin, {}, async (client) => {
        if (state === 'done')
          await client.query(`update erasure set state = 'done', due_at = null, done_at = $1, searched = null`, [NOW]);
        await client.query(`select set_config('app.erasing', $1, true)`, [person]);
        await client.query('set local role guichet_owner');
        return (await client.query('select 1 from message')).rows.length > 0;
      });
    expect([await sees(asked), await sees(asked, 'done'), await sees(world.id['requester ULCO'])]).toEqual([
      true,
      false,
      false,
    ]);
  },

  'ticket_document_renamed()': () => triggerDoor('ticket_document_renamed()'),
};
