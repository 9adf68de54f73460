import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approverOf, timeRow } from './wall-opening.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  idOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
});
afterAll(() => world.close());

const seenBy = (settings: Settings, ...tables: string[]) =>
  acting(world.connections.api, settings, async (client) => {
    const counts: Record<string, number | 'denied'> = {};
    for (const table of tables) counts[table] = await visible(client, table);
    return counts;
  });
const attempt = (settings: Settings, text: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };
const none = { touched: 0 };

describe('an approval', () => {
  it('is seen by whoever is asked, with the form, and nothing else of the ticket', async () => {
    const tables = ['approval', 'ticket_form', 'ticket', 'ticket_party', 'message', 'event', 'task', 'time_spent'];
    expect(await seenBy(approverOf(world, 'ULCO'), ...tables)).toEqual({
      approval: 1,
      ticket_form: 1,
      ticket: 0,
      ticket_party: 0,
      message: 0,
      event: 0,
      task: 0,
      time_spent: 0,
    });
  });

  it('is seen by level 1 of its service, and by nobody else', async () => {
    expect(await seenBy(levelOneOf(world, 'ULCO'), 'approval')).toEqual({ approval: 1 });
    for (const settings of [
      requesterOf(world, 'ULCO'),
      engineersOf(world, 'ULCO'),
      engineersOf(world, 'FUN'),
      staffOf(world, 'UJM'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
      { ...approverOf(world, 'ULCO'), institution: idOf(world.id, 'UPHF') },
      { ...approverOf(world, 'ULCO'), scope: '' },
    ]) {
      expect([settings, await seenBy(settings, 'approval')]).toEqual([settings, { approval: 0 }]);
    }
  });

  it('is not decided by an approver as such: the program does that on the side of the owner', async () => {
    const decide = `update approval set state = 'approved', decided_by = app_person(), decided_at = $1`;
    expect(await attempt(approverOf(world, 'ULCO'), decide, [NOW])).toEqual(none);
    expect(await attempt(engineersOf(world, 'FUN'), decide, [NOW])).toEqual(none);
  });

  it('is never decided by whoever asks', async () => {
    const decide = `update approval set state = 'approved', decided_by = requester_id, decided_at = $1`;
    expect(await attempt(levelOneOf(world, 'ULCO'), decide, [NOW])).toEqual({ refused: '23514' });
  });

  it('stays decided', async () => {
    await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      const decide = `update approval set state = $2, decided_by = app_person(), decided_at = $1`;
      expect(await outcomeOf(client, decide, [NOW, 'rejected'])).toEqual({ touched: 1 });
      expect(await outcomeOf(client, decide, [NOW, 'approved'])).toEqual(none);
    });
  });

  it('is withdrawn with the ticket', async () => {
    await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      await client.query(`update ticket set state = 'waiting', waiting_cause = 'approval' where id = $1`, [
        world.id['ticket ULCO'],
      ]);
      await client.query(`update ticket set state = 'cancelled', waiting_cause = null where id = $1`, [
        world.id['ticket ULCO'],
      ]);
      const { rows } = await client.query<{ state: string }>('select state from approval');
      expect(rows).toEqual([{ state: 'withdrawn' }]);
    });
  });
});

describe('a request model', () => {
  it('is seen by everybody of its institution once it is published, its drafts by the staff', async () => {
    expect(await seenBy(requesterOf(world, 'ULCO'), 'request_model_version')).toEqual({ request_model_version: 1 });
    expect(await seenBy(levelOneOf(world, 'ULCO'), 'request_model_version')).toEqual({ request_model_version: 2 });
    expect(await seenBy(staffOf(world, 'UJM'), 'request_model', 'request_model_version')).toEqual({
      request_model: 0,
      request_model_version: 0,
    });
  });

  it('never changes once it is published, and a draft changes only by being published', async () => {
    const settings = levelOneOf(world, 'ULCO');
    const again = `update request_model_version set published_at = $1, published_by = app_person() where number = 1`;
    expect(await attempt(settings, again, [NOW])).toEqual(none);
    expect(await attempt(settings, `update request_model_version set content = '{}'`)).toEqual(refused);
    expect(await attempt(settings, `update request_model_version set number = 9`)).toEqual(refused);
    expect(await attempt(settings, 'delete from request_model_version')).toEqual(refused);
  });

  it('is written for no other institution', async () => {
    const write = 'insert into request_model values ($1, $2, $3, $4, $5)';
    const row = [randomUUID(), world.id['UPHF'], world.id['service'], world.id['agent ULCO'], NOW];
    expect(await attempt(levelOneOf(world, 'ULCO'), write, row)).toEqual(refused);
    expect(await attempt(requesterOf(world, 'UPHF'), write, row)).toEqual(refused);
  });
});

describe('what is the inside of a side', () => {
  it('is unknown to the other: tasks, time, templates, answers', async () => {
    const tables = ['task', 'time_spent', 'ticket_template', 'canned_answer'];
    const [task, time_spent, ticket_template, canned_answer] = [1, 1, 1, 1];
    expect(await seenBy(levelOneOf(world, 'ULCO'), ...tables)).toEqual({
      task,
      time_spent,
      ticket_template,
      canned_answer,
    });
    expect(await seenBy(engineersOf(world, 'FUN'), ...tables)).toEqual({
      task: 0,
      time_spent,
      ticket_template: 0,
      canned_answer: 0,
    });
    const nothing = { task: 0, time_spent: 0, ticket_template: 0, canned_answer: 0 };
    for (const settings of [requesterOf(world, 'ULCO'), staffOf(world, 'UJM'), engineersOf(world, 'ULCO')]) {
      expect([settings, await seenBy(settings, ...tables)]).toEqual([settings, nothing]);
    }
  });

  it('is entered by oneself, on the side on which one works', async () => {
    const ticket = world.id['ticket ULCO'];
    const row = (side: string, person: string, code = 'FUN') => [
      randomUUID(),
      world.id[code],
      side,
      ticket,
      world.id[person],
      NOW,
    ];
    const engineers = engineersOf(world, 'FUN');
    expect(await attempt(engineers, timeRow, row('provider', 'agent FUN'))).toEqual({ touched: 1 });
    expect(await attempt(engineers, timeRow, row('user', 'agent FUN'))).toEqual(refused);
    expect(await attempt(engineers, timeRow, row('provider', 'agent ULCO'))).toEqual(refused);
    expect(await attempt(staffOf(world, 'UJM'), timeRow, row('provider', 'agent UJM', 'UJM'))).toEqual(refused);
    expect(await attempt(engineers, 'update time_spent set minutes = 1')).toEqual(refused);
  });
});
