import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { openOffice, type Office } from '../tickets/office.spec-support.js';
import { ActionReadingService } from './action-reading.service.js';
import { ActionStandingService } from './action-standing.service.js';
import { ActionsModule } from './actions.module.js';
import { ActionsService, type NewAction } from './actions.service.js';
import { saidDocument } from './document.spec-support.js';

// What another institution may conclude from an action that is shared with it.

let office: Office;
let actions: ActionsService;
let standing: ActionStandingService;
let reading: ActionReadingService;
let engineer: Actor, manager: Actor, foreign: Actor;

beforeAll(async () => {
  office = await openOffice(ActionsModule);
  actions = office.app.get(ActionsService);
  standing = office.app.get(ActionStandingService);
  reading = office.app.get(ActionReadingService);
  engineer = await office.cast.actor('engineer.fun');
  manager = await office.cast.actor('manager.fun');
  foreign = await office.cast.actor('spoc.ulco');
});
afterAll(() => office.close());

const any = undefined;
const published = async (more: Partial<NewAction>) => {
  const said = { document: saidDocument({ services: ['FUNCAMPUS'], components: [], problems: [] }), ...more };
  const { action } = await actions.draft(engineer, said);
  await actions.publish(manager, action.reference, any);
  return action.reference;
};
const anew = async (reference: string, minutes: number) => {
  await actions.edit(engineer, reference, any, { document: { minutes } });
  await actions.publish(manager, reference, any);
};
const numbersFor = async (who: Actor, reference: string) =>
  (await reading.versions(who, reference, 50)).items.map(({ version }) => version.number);
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { refusal?: { code: string } }).refusal?.code ?? error,
  );

describe('elsewhere', () => {
  it('nothing moves when somebody else answers for an action, or it is written anew', async () => {
    const reference = await published({ sharing: 'users' });
    const before = (await reading.one(foreign, reference)).action;
    const atHome = (await reading.one(engineer, reference)).action.version;
    office.clock.advance(60_000);
    const after = await standing.own(engineer, reference, atHome, manager.personId);
    expect(after.action.version).toBeGreaterThan(atHome);
    expect(await codeOf(standing.own(engineer, reference, atHome, engineer.personId))).toBe('stale');
    await actions.edit(engineer, reference, any, { document: { minutes: 77 } });
    expect((await reading.one(foreign, reference)).action).toEqual(before);
  });

  it('what was published before it was shared stays inside', async () => {
    const reference = await published({ sharing: 'internal' });
    await anew(reference, 31);
    await actions.edit(engineer, reference, any, { sharing: 'users' });
    await anew(reference, 32);
    expect(await numbersFor(engineer, reference)).toEqual([3, 2, 1]);
    expect(await numbersFor(foreign, reference)).toEqual([3, 2]);
    expect(await codeOf(reading.version(foreign, reference, 1))).toBe('not_found');
    expect(await codeOf(reading.difference(foreign, reference, 1, 2))).toBe('not_found');
    expect(await codeOf(reading.difference(foreign, reference, 2, 3))).toBe('done');
  });

  it('what was shared with fewer stays with these; told to fewer and to more again, the past is not told anew', async () => {
    const reference = await published({ sharing: 'holders' });
    await anew(reference, 31);
    await actions.edit(engineer, reference, any, { sharing: 'users' });
    expect(await numbersFor(foreign, reference)).toEqual([2]);
    await anew(reference, 32);
    await actions.edit(engineer, reference, any, { sharing: 'internal' });
    await anew(reference, 33);
    await actions.edit(engineer, reference, any, { sharing: 'users' });
    expect(await numbersFor(foreign, reference)).toEqual([4]);
  });

  it('what was said of other services stays with these', async () => {
    await office.admin.query(
      `update agreement set starts_on = '2020-01-01', ends_on = '2020-12-31'
        where service_id = (select id from service where code = 'FUNMOOC')
          and institution_id = (select id from institution where code = 'ULCO')`,
    );
    const document = saidDocument({ services: ['FUNMOOC'], components: [], problems: [] });
    const reference = await published({ sharing: 'users', document });
    await actions.edit(engineer, reference, any, { document: { services: ['FUNCAMPUS'] } });
    expect(await codeOf(reading.one(foreign, reference))).toBe('not_found');
    await actions.publish(manager, reference, any);
    expect(await numbersFor(foreign, reference)).toEqual([2]);
  });
});

describe('whoever wrote any of a version', () => {
  it('has nobody publish what they edited after it was reviewed, unless who publishes says what they read', async () => {
    const { action } = await actions.draft(engineer, { document: saidDocument() });
    const { reference } = action;
    await actions.review(manager, reference, any);
    const { version } = (await actions.edit(engineer, reference, any, { document: { summary: 'Jamais lu.' } })).action;
    expect(await codeOf(actions.publish(manager, reference, any))).toBe('review_lost');
    expect((await reading.one(engineer, reference)).action.state).toBe('draft');
    expect(await codeOf(actions.publish(manager, reference, version - 1))).toBe('stale');
    expect(await codeOf(actions.publish(manager, reference, version))).toBe('done');
  });

  it('stays an author of it, whatever the program says', async () => {
    const { action } = await actions.draft(engineer, { document: saidDocument() });
    const write = (who: Actor, set: string) =>
      office.app
        .get(UnitOfWork)
        .run(who, (tx) =>
          tx.run(`update action_version set ${set} where action_id = $1 and $2::uuid is not null`, [
            action.id,
            manager.personId,
          ]),
        );
    await expect(write(engineer, 'author_ids = array[$2::uuid]')).rejects.toThrow('authors stay');
    await expect(write(manager, `document = document || '{"minutes": 1}'`)).rejects.toThrow('authors stay');
    expect(await write(manager, `document = document || '{"minutes": 1}', author_ids = author_ids || $2::uuid`)).toBe(
      1,
    );
  });
});
