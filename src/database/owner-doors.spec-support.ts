import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { openWholeWorld } from './whole-world.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  outcomeOf,
  requesterOf,
  staffOf,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

// The world in which the doors of the owner are tried, and the ways of trying them that several have in common.

export const refused = { refused: '42501' };
export const LATER = '2026-03-10T10:00:00.000Z';

export let world: World;
export let ticket: string;

export async function openDoors(): Promise<void> {
  world = await openWholeWorld();
  ticket = world.id['ticket ULCO'] ?? '';
}

export function attempt(settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') {
  return acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
}

export const parties = async () =>
  (await world.admin.query<object>('select * from ticket_party order by ticket_id, institution_id, side')).rows;

export async function readersAfter(settings: Settings, call: string, stream: string | undefined, events: string) {
  return acting(world.connections.api, settings, async (client) => {
    await client.query(call, [stream, events]);
    const { rows } = await client.query<{ readers: string[] }>('select readers from event where stream_id = $1', [
      stream,
    ]);
    return rows.map(({ readers }) => readers);
  });
}

export async function triggerDoor(name: string): Promise<void> {
  for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'UJM'), `select ${name}`, [], role)).toEqual(refused);
  }
}

/**
 * A text of the wall's tickets is the names of its readers, so who finds a ticket by which word is known. Nothing is found
 * by somebody who says nothing, by another institution, and for a service that one does not answer for.
 */
export async function findingDoor(call: string, values: unknown[], { requesters = true } = {}): Promise<void> {
  for (const role of ['worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, [asked('ULCO'), ...values], role)).toEqual(refused);
  }
  const limited = { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() };
  const expected: [string, Settings, string, number][] = [
    ['nobody', {}, 'ULCO', 0],
    ['the owner', levelOneOf(world, 'ULCO'), 'ULCO', 1],
    ['the owner, by what is internal to the holder', levelOneOf(world, 'ULCO'), 'FUN -ULCO', 0],
    ['a holder', engineersOf(world, 'FUN'), 'ULCO FUN', 1],
    ['a holder, by a word that it may not read', engineersOf(world, 'FUN'), 'ULORRAINE', 0],
    ['a former holder, by what was shared with it', engineersOf(world, 'ULORRAINE'), 'ULORRAINE', 1],
    ['a former holder, by what came later', engineersOf(world, 'ULORRAINE'), 'FUN ULORRAINE', 0],
    ['level 1 of the holder', levelOneOf(world, 'FUN'), 'ULCO', 0],
    ['engineers of the owner', engineersOf(world, 'ULCO'), 'ULCO', 0],
    ['another institution', staffOf(world, 'UJM'), 'ULCO', 0],
    ['another owner', staffOf(world, 'UPHF'), 'ULCO', 0],
    ['level 1 for another service', limited, 'ULCO', 0],
    ['whoever asked', requesterOf(world, 'ULCO'), 'ULCO', requesters ? 1 : 0],
    ['whoever asked, by what is not for them', requesterOf(world, 'ULCO'), 'ULORRAINE', 0],
    ['whoever asked elsewhere', requesterOf(world, 'UPHF'), 'ULCO', 0],
  ];
  for (const [who, settings, words, touched] of expected) {
    expect([who, words, await attempt(settings, call, [asked(words), ...values])]).toEqual([who, words, { touched }]);
  }
}

/** Words between spaces that all have to occur, a minus before those that must not. */
function asked(words: string): string {
  const clauses = words.split(' ').map((word) => ({
    words: word,
    exact: true,
    prefix: false,
    without: word.startsWith('-'),
  }));
  return JSON.stringify(clauses);
}

/** Only the worker looks across tenants. What it finds here, published or too little, is nothing. */
export async function crossingDoor(call: string, values: unknown[]): Promise<void> {
  for (const role of ['api', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
  }
  expect(await attempt({}, call, values, 'worker')).toEqual({ touched: 0 });
}

/** Only the role that serves requests signs people in. */
export async function signInDoor(call: string, values: unknown[]): Promise<void> {
  for (const role of ['worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
  }
  expect(await attempt({}, call, values)).toEqual({ touched: 1 });
}

/** Statements that leave somebody in no institution. The keys to a membership do not let the program do this. */
export function expelled(condition: string): string {
  return `
    set session_replication_role = replica;
    delete from role_grant where ${condition};
    delete from membership where ${condition};
    reset session_replication_role`;
}
