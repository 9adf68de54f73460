import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import { Consumers } from '../../../events/index.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { ActionStandingService } from '../action-standing.service.js';
import { RunMovesService } from './run-moves.service.js';
import { openRuns, publishAnew, publishedAction } from './runs.spec-support.js';
import { RunsService } from './runs.service.js';

let office: Office;
let agent: Actor, spoc: Actor, engineer: Actor, foreign: Actor;

beforeAll(async () => {
  office = await openRuns();
  const { cast } = office;
  [agent, spoc] = [await cast.actor('agent.ulco'), await cast.actor('spoc.ulco')];
  [engineer, foreign] = [await cast.actor('engineer.fun'), await cast.actor('agent.uphf')];
});
afterAll(() => office.close());

/** Hands over what was recorded, to everybody whom it wakes. */
async function settle(): Promise<void> {
  const { rows } = await office.admin.query<{ stream: string; institutions: string[] }>(
    `delete from outbox returning stream_id as stream, institution_ids as institutions`,
  );
  for (const { stream, institutions } of rows)
    for (const institution of institutions)
      await office.app.get(Consumers).wake('suspend-actions', stream, institution);
}

/** A run that made it worse, a minute later; what the action is after it. */
async function worse(who: Actor, action: string): Promise<string | undefined> {
  office.clock.advance(60_000);
  const { id } = (await office.app.get(RunsService).start(who, { action })).run;
  const end = { outcome: 'made_worse', minutes: null, note: null, results: {} } as const;
  await office.app.get(RunMovesService).finish(who, id, undefined, end);
  await settle();
  const { rows } = await office.admin.query<{ state: string }>('select state from action where reference = $1', [
    action,
  ]);
  return rows[0]?.state;
}

/** Suspended by ULCO, and lifted. */
async function lifted(): Promise<string> {
  const { reference } = await publishedAction(office);
  expect([await worse(agent, reference), await worse(agent, reference)]).toEqual(['published', 'suspended']);
  office.clock.advance(60_000);
  await office.app.get(ActionStandingService).lift(engineer, reference, undefined);
  return reference;
}

describe('an action that its owner has looked at and lifted', () => {
  it('is not suspended again by one other institution, however often and by however many of its people', async () => {
    const reference = await lifted();
    for (const who of [agent, spoc, agent, spoc]) expect(await worse(who, reference)).toBe('published');
  });

  it('is by a second one, and by the owner’s own', async () => {
    const reference = await lifted();
    expect([await worse(agent, reference), await worse(foreign, reference)]).toEqual(['published', 'suspended']);
    const another = await lifted();
    expect([await worse(agent, another), await worse(engineer, another)]).toEqual(['published', 'suspended']);
    const own = await lifted();
    expect([await worse(engineer, own), await worse(engineer, own)]).toEqual(['published', 'suspended']);
  });

  it('is by anybody’s two once another version is published', async () => {
    const reference = await lifted();
    office.clock.advance(60_000);
    await publishAnew(office, reference, { minutes: 44 });
    expect([await worse(agent, reference), await worse(agent, reference)]).toEqual(['published', 'suspended']);
  });
});
