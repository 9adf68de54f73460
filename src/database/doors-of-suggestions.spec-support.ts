import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, refused, ticket, triggerDoor, world } from './owner-doors.spec-support.js';
import { LEARNED, SAID } from './wall-suggestions.spec-support.js';
import { acting, engineersOf, idOf, levelOneOf, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

interface Answer {
  actions: number;
  frequency: number[];
  candidates: { actionId: string; taught: number[]; terms: number[][] }[];
}

async function askedBy(settings: Settings, roles = ['agent', 'engineer'], service = idOf(world.id, 'service')) {
  return acting(world.connections.api, settings, async (client) => {
    const { rows } = await client.query<{ answer: Answer }>(
      `select action_candidates($1, $2, $3, '{"alertname": "Down"}', '{}', 10) as answer`,
      [service, roles, [SAID, LEARNED]],
    );
    return rows[0]?.answer;
  });
}
const named = (answer: Answer | undefined) =>
  ['draft', 'internal', 'holders', 'users'].filter((one) =>
    answer?.candidates.some(({ actionId }) => actionId === world.id[`action ${one}`]),
  );
const elsewhere = (settings: Settings): Settings => ({
  ...settings,
  user_services: randomUUID(),
  provider_services: randomUUID(),
});

/** The functions of the owner that have to do with suggestions. */
export const doorsOfSuggestions: Record<string, () => Promise<void>> = {
  'action_offer_refresh(uuid)': () => triggerDoor('action_offer_refresh(null)'),
  'action_offer_follow()': () => triggerDoor('action_offer_follow()'),
  'action_offer_listed()': () => triggerDoor('action_offer_listed()'),
  'action_symptom(uuid,text)': () => triggerDoor(`action_symptom('${ticket}', '')`),
  'action_lesson_count(action_lesson,integer)': () => triggerDoor('action_lesson_count(null, 1)'),
  'action_lesson_follow()': () => triggerDoor('action_lesson_follow()'),
  'action_lesson_refresh(uuid)': () => triggerDoor(`action_lesson_refresh('${ticket}')`),
  'action_lesson_changed()': () => triggerDoor('action_lesson_changed()'),

  'action_candidates(uuid,text[],text[],jsonb,text[],integer)': async () => {
    const call = `select action_candidates($1, '{engineer}', '{}', '{}', '{}', 10)`;
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [idOf(world.id, 'service')], role)).toEqual(refused);
    for (const [settings, expected] of [
      [engineersOf(world, 'FUN'), ['draft', 'internal', 'holders', 'users']],
      [levelOneOf(world, 'FUN'), ['draft', 'internal', 'holders', 'users']],
      [staffOf(world, 'ULCO'), ['users']],
      [levelOneOf(world, 'ULCO'), ['users']],
      [requesterOf(world, 'ULCO'), []],
      [requesterOf(world, 'FUN'), []],
      [elsewhere(staffOf(world, 'FUN')), []],
      [elsewhere(staffOf(world, 'ULCO')), []],
      [staffOf(world, 'UJM'), []],
      [staffOf(world, 'UPHF'), []],
      [staffOf(world, 'ULORRAINE'), []],
      [{}, []],
    ] as const) {
      const answer = await askedBy(settings);
      expect([settings, named(answer)]).toEqual([settings, expected]);
      // what is not seen counts nowhere either
      expect([answer?.actions, answer?.frequency[0] ?? 0]).toEqual([expected.length, expected.length]);
    }
    expect(named(await askedBy(engineersOf(world, 'FUN'), ['spoc']))).toEqual([]);
    expect(named(await askedBy(engineersOf(world, 'FUN'), ['agent'], randomUUID()))).toEqual([]);
    // what was learned is the side's that learned it
    const learned = async (settings: Settings) => {
      const answer = await askedBy(settings);
      const one = answer?.candidates.find(({ actionId }) => actionId === world.id['action users']);
      return [one?.taught, one?.terms.filter(([n]) => n === 2)];
    };
    expect(await learned(engineersOf(world, 'FUN'))).toEqual([[1, 0], [[2, 0, 1, 0]]]);
    for (const settings of [levelOneOf(world, 'FUN'), staffOf(world, 'ULCO')])
      expect(await learned(settings)).toEqual([[0, 0], []]);
  },

  'action_similar(uuid,uuid[],text[],integer)': async () => {
    const call = 'select * from action_similar($1, $2, $3, 1)';
    const values = [idOf(world.id, 'service'), [world.id['action users'], world.id['action internal']], [LEARNED]];
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, values, role)).toEqual(refused);
    for (const [settings, touched] of [
      [engineersOf(world, 'FUN'), 1],
      [levelOneOf(world, 'FUN'), 0],
      [elsewhere(staffOf(world, 'FUN')), 0],
      [staffOf(world, 'ULCO'), 0],
      [staffOf(world, 'UJM'), 0],
      [{}, 0],
    ] as const)
      expect(await attempt(settings, call, values)).toEqual({ touched });
  },

  'action_forget(uuid)': async () => {
    const forgotten = (settings: Settings, role: 'api' | 'worker' = 'api') =>
      acting(world.connections[role], settings, async (client) => {
        const { rows } = await client.query<{ count: number }>('select action_forget($1) as count', [ticket]);
        return rows[0]?.count;
      });
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(levelOneOf(world, 'ULCO'), 'select action_forget($1)', [ticket], role)).toEqual(refused);
    for (const settings of [
      staffOf(world, 'FUN'),
      engineersOf(world, 'ULCO'),
      elsewhere(staffOf(world, 'ULCO')),
      requesterOf(world, 'ULCO'),
      {},
    ])
      expect(await forgotten(settings)).toBe(0);
    for (const role of ['api', 'worker'] as const) expect(await forgotten(levelOneOf(world, 'ULCO'), role)).toBe(1);
  },
};
