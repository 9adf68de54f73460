import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  attempt,
  findingDoor,
  LATER,
  parties,
  refused,
  ticket,
  triggerDoor,
  world,
} from './owner-doors.spec-support.js';

import { acting, engineersOf, levelOneOf, requesterOf, staffOf } from './wall.spec-support.js';

/** What lets a ticket in, keeps its lists, and finds it. */
export const doorsOfTickets: Record<string, () => Promise<void>> = {
  'ticket_opened()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select ticket_opened()', [], role)).toEqual(refused);
    }
  },

  'assignment_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select assignment_indexed()', [], role)).toEqual(refused);
    }
  },

  'draft_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select draft_indexed()', [], role)).toEqual(refused);
    }
  },

  'event_noted()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select event_noted()', [], role)).toEqual(refused);
    }
  },

  'message_noted()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select message_noted()', [], role)).toEqual(refused);
    }
  },

  'read_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select read_indexed()', [], role)).toEqual(refused);
    }
  },

  'ticket_admit(uuid,uuid,timestamp with time zone)': async () => {
    const call = 'select ticket_admit($1, $2, $3)';
    const { id } = world;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'UPHF'),
      engineersOf(world, 'ULCO'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
      engineersOf(world, 'ULORRAINE'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ]) {
      expect(await attempt(settings, call, [ticket, id['UJM'], LATER])).toEqual(refused);
    }
    // the same for a ticket that does not exist: no oracle
    expect(await attempt(staffOf(world, 'UJM'), call, [randomUUID(), id['UJM'], LATER])).toEqual(refused);
    for (const settings of [levelOneOf(world, 'ULCO'), engineersOf(world, 'FUN')]) {
      expect(await attempt(settings, call, [ticket, id['UJM'], LATER])).toEqual({ touched: 1 });
    }
  },

  'ticket_dismiss(uuid,uuid,timestamp with time zone,boolean)': async () => {
    const call = 'select ticket_dismiss($1, $2, $3, true)';
    const { id } = world;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'UPHF'),
      engineersOf(world, 'ULORRAINE'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
    ]) {
      expect(await attempt(settings, call, [ticket, id['FUN'], LATER])).toEqual(refused);
    }
    // a provider ends its own part and no other, and nobody that of the owner
    expect(await attempt(engineersOf(world, 'FUN'), call, [ticket, id['ULORRAINE'], LATER])).toEqual(refused);
    const before = await parties();
    await attempt(staffOf(world, 'ULCO'), call, [ticket, id['ULCO'], LATER]);
    await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      (client) => client.query(call, [ticket, id['ULCO'], LATER]),
      {
        keep: true,
      },
    );
    expect(await parties()).toEqual(before);
    expect(await attempt(engineersOf(world, 'FUN'), call, [ticket, id['FUN'], LATER])).toEqual({ touched: 1 });
  },

  // derives sort keys from the ticket and its timers: whoever asks, the answer is the same and nothing is told
  'ticket_index(uuid)': async () => {
    await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      (client) => client.query('select ticket_index($1)', [ticket]),
      {
        keep: true,
      },
    );
    const before = await parties();
    for (const settings of [{}, staffOf(world, 'UJM')]) {
      const said = await acting(
        world.connections.api,
        settings,
        async (client) => (await client.query<object>('select ticket_index($1) as said', [ticket])).rows,
        { keep: true },
      );
      expect(said).toEqual([{ said: '' }]);
    }
    expect(await parties()).toEqual(before);
  },

  // derives documents from texts: whoever asks, the answer is the same and nothing is told
  'ticket_document_refresh(uuid)': async () => {
    const documents = async () =>
      (await world.admin.query<object>('select * from ticket_document order by reader, ticket_id')).rows;
    await world.admin.query('select ticket_document_refresh($1)', [ticket]);
    const before = await documents();
    for (const settings of [{}, staffOf(world, 'UJM')]) {
      const said = await acting(
        world.connections.api,
        settings,
        async (client) => {
          const { rows } = await client.query<object>('select ticket_document_refresh($1) as said', [ticket]);
          // and it leaves no door open: the setting under which the owner reads this ticket is taken back
          const left = await client.query<object>(`select current_setting('app.refreshing', true) as left`);
          return [...rows, ...left.rows];
        },
        { keep: true },
      );
      expect(said).toEqual([{ said: '' }, { left: '' }]);
    }
    expect(await documents()).toEqual(before);
    expect(await attempt(staffOf(world, 'ULCO'), 'select ticket_document_refresh($1)', [ticket], 'jobs')).toEqual(
      refused,
    );
  },

  'ticket_document_follow()': () => triggerDoor('ticket_document_follow()'),

  'ticket_document_title()': () => triggerDoor('ticket_document_title()'),
  'ticket_document_named()': () => triggerDoor('ticket_document_named()'),

  'person_name_follow()': () => triggerDoor('person_name_follow()'),

  'person_name_refresh(uuid)': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      const call = 'select person_name_refresh($1)';
      expect(await attempt(staffOf(world, 'ULCO'), call, [world.id['agent ULCO']], role)).toEqual(refused);
    }
  },

  'ticket_found(tsquery,uuid[])': () =>
    findingDoor(`select ticket_found(ticket_query($1), array[$2, $3]::uuid[])`, [
      world.id['ticket ULCO'],
      world.id['ticket UPHF'],
    ]),

  'ticket_found_anywhere(tsquery,text,integer)': () =>
    findingDoor(
      `select ticket_found_anywhere(ticket_query($1), side, 10) from unnest(array['user', 'provider', 'requester', null]) side`,
      [],
      { requesters: false },
    ),

  'ticket_alike(tsquery[],uuid[])': () =>
    findingDoor('select * from ticket_alike(array[ticket_query($1)], array[$2, $3]::uuid[])', [
      world.id['ticket ULCO'],
      world.id['ticket UPHF'],
    ]),
};
