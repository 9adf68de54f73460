import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { Consumers } from '../../../events/index.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { ActionStandingService } from '../action-standing.service.js';
import type { RunOutcome } from './domain/finishing.js';
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
  const { rows: parked } = await office.admin.query('select error from consumer_cursor where error is not null');
  expect(parked).toEqual([]);
}

const start = async (who: Actor, action: string) => (await office.app.get(RunsService).start(who, { action })).run.id;
const finish = (who: Actor, id: string, outcome: RunOutcome) =>
  office.app.get(RunMovesService).finish(who, id, undefined, { outcome, minutes: null, note: null, results: {} });

/** A run that made it worse, a minute later; what the action is after it. */
async function worse(who: Actor, action: string): Promise<string> {
  office.clock.advance(60_000);
  await finish(who, await start(who, action), 'made_worse');
  await settle();
  return (await standing(action)).state;
}
async function standing(action: string): Promise<{ state: string; because: string | null; version: number }> {
  const { rows } = await office.admin.query<{ state: string; because: string | null; version: number }>(
    'select state, suspended_because as because, version from action where reference = $1',
    [action],
  );
  return rows[0]!;
}

describe('an action that made it worse', () => {
  it('is suspended by the second such run, whoever made it, once, by the system', async () => {
    const { reference, id } = await publishedAction(office);
    await finish(agent, await start(agent, reference), 'no_effect');
    expect(await worse(agent, reference)).toBe('published');
    const going = await start(agent, reference);
    await worse(foreign, reference);
    const suspended = await standing(reference);
    expect(suspended).toMatchObject({ state: 'suspended', because: 'made_worse' });
    // a run that goes on ends, and its worse end finds nothing to suspend
    await finish(agent, going, 'made_worse');
    await settle();
    expect(await standing(reference)).toEqual(suspended);
    const { rows } = await office.admin.query(
      `select actor_id as actor, data from event where stream_id = $1 and type = 'action.suspended'`,
      [id],
    );
    expect(rows).toEqual([{ actor: '00000000-0000-0000-0000-000000000000', data: { because: 'made_worse', runs: 2 } }]);
  });

  it('is counted from zero in another version', async () => {
    const { reference } = await publishedAction(office);
    await worse(agent, reference);
    await publishAnew(office, reference, { minutes: 44 });
    expect([await worse(agent, reference), await worse(agent, reference)]).toEqual(['published', 'suspended']);
  });

  it('is not suspended by what was run while it was a draft', async () => {
    const { reference } = await publishedAction(office, {}, { isPublished: false });
    expect([await worse(engineer, reference), await worse(engineer, reference)]).toEqual(['draft', 'draft']);
  });

  it('tells the people of its owner nothing of who ran it', async () => {
    const { reference } = await publishedAction(office);
    const id = await start(agent, reference);
    await finish(agent, id, 'made_worse');
    const read = (who: Actor) =>
      office.app
        .get(UnitOfWork)
        .run(who, (tx) =>
          tx.query<{ type: string }>('select type from event where stream_id = $1 order by number', [id]),
        );
    expect((await read(agent)).map(({ type }) => type)).toEqual(['run.started', 'run.finished']);
    expect(await read(await office.cast.actor('manager.fun'))).toEqual([]);
    expect(await read(engineer)).toEqual([]);
  });
});

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
