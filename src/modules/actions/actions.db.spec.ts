import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { UnitOfWork, type Actor } from '../../database/index.js';
import type { Cast } from '../../demo/cast.js';
import { openOffice, type Office } from '../tickets/office.spec-support.js';
import { ActionReadingService } from './action-reading.service.js';
import { ActionStandingService } from './action-standing.service.js';
import { ActionsModule } from './actions.module.js';
import { ActionsService, type NewAction } from './actions.service.js';
import { saidDocument } from './document.spec-support.js';
import { ActionsStore } from './stores/actions.store.js';

let office: Office;
let admin: pg.Client;
let cast: Cast;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];
let service: ActionsService;
let standing: ActionStandingService;
let reading: ActionReadingService;
let engineer: Actor;
let manager: Actor;

beforeAll(async () => {
  office = await openOffice(ActionsModule);
  ({ admin, cast } = office);
  apps = [office.app, await office.another()];
  service = office.app.get(ActionsService);
  standing = office.app.get(ActionStandingService);
  reading = office.app.get(ActionReadingService);
  engineer = await cast.actor('engineer.fun');
  manager = await cast.actor('manager.fun');
});
afterAll(() => office.close());

const any = undefined;
const drafted = async (more: Partial<NewAction> = {}) =>
  (await service.draft(engineer, { document: saidDocument(), ...more })).action.reference;
const published = async (more: Partial<NewAction> = {}) => {
  const reference = await drafted(more);
  await service.publish(manager, reference, any);
  return reference;
};
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { refusal?: { code: string } }).refusal?.code ?? error,
  );
const typesOf = async (reference: string) =>
  (await reading.timeline(engineer, reference, 50)).items.map(({ type, data }) =>
    typeof data['number'] === 'number' ? `${type} ${String(data['number'])}` : type,
  );

describe('an action', () => {
  it('is drafted by an engineer, reviewed by a manager, published, and written anew', async () => {
    const { action, holding, moves } = await service.draft(engineer, { document: saidDocument() });
    expect(action).toMatchObject({ key: 'liberer-une-base-bloquee-par-une-session', state: 'draft', version: 2 });
    expect(moves).toEqual(['edit', 'retire']);
    expect(holding).toMatchObject({ number: 1, state: 'draft' });
    const { reference } = action;
    expect(await codeOf(service.review(engineer, reference, any))).toBe('own_work');
    expect(await codeOf(service.publish(engineer, reference, any))).toBe('not_reviewed');
    await service.review(manager, reference, any, { note: 'Bien.' });
    const after = await service.publish(engineer, reference, any, { reviewOn: '2026-12-01' });
    expect(after.action).toMatchObject({ state: 'published', publishedNumber: 1, reviewOn: '2026-12-01' });
    expect(after.open).toBeUndefined();
    const again = await service.edit(engineer, reference, any, { document: { minutes: 30 } });
    expect(again.open).toMatchObject({ number: 2, state: 'draft', document: { minutes: 30 } });
    expect(again.holding).toMatchObject({ number: 1, document: { minutes: 20 } });
    expect(await typesOf(reference)).toEqual([
      'action.drafted 1',
      'action.reviewed 1',
      'action.published 1',
      'action.drafted 2',
    ]);
    const { items } = await reading.versions(engineer, reference, 50);
    expect(items.map(({ version, reviewNote }) => [version.number, version.state, reviewNote])).toEqual([
      [2, 'draft', null],
      [1, 'published', 'Bien.'],
    ]);
  });

  it('is reviewed by whoever publishes a draft of others', async () => {
    const reference = await published();
    expect(await typesOf(reference)).toEqual(['action.drafted 1', 'action.reviewed 1', 'action.published 1']);
    const { rows } = await admin.query(
      `select v.reviewed_by = v.published_by as same from action_version v join action a on a.id = v.action_id
        where a.reference = $1`,
      [reference],
    );
    expect(rows).toEqual([{ same: true }]);
  });

  it('loses its review to an edit, whose writer may then review it no more', async () => {
    const reference = await drafted();
    await service.review(manager, reference, any);
    const { open } = await service.edit(manager, reference, any, { document: { minutes: 25 } });
    expect(open).toMatchObject({
      number: 1,
      state: 'draft',
      reviewedBy: null,
      authorIds: [engineer.personId, manager.personId],
    });
    expect(await codeOf(service.review(manager, reference, any))).toBe('own_work');
    expect(await codeOf(service.publish(manager, reference, any))).toBe('not_reviewed');
  });

  it('is left alone by an edit that says the same', async () => {
    const reference = await published();
    const before = (await reading.one(engineer, reference)).action.version;
    const { action, open } = await service.edit(engineer, reference, any, { document: saidDocument() });
    expect([action.version, open]).toEqual([before, undefined]);
  });

  it('stays as somebody ran it: an edit makes another version, reviewed or not', async () => {
    const reference = await drafted();
    const use = () =>
      admin.query(
        `update action_version v set used_at = now() from action a
          where a.id = v.action_id and a.reference = $1 and v.state in ('draft', 'reviewed')`,
        [reference],
      );
    await use();
    const { open } = await service.edit(engineer, reference, any, { document: { minutes: 21 } });
    expect(open).toMatchObject({ number: 2, state: 'draft', usedAt: null });
    await use();
    await service.review(manager, reference, any);
    expect((await service.edit(engineer, reference, any, { document: { minutes: 22 } })).open?.number).toBe(3);
    const { items } = await reading.versions(engineer, reference, 50);
    expect(items.map(({ version: { number, state, document } }) => [number, state, document.minutes])).toEqual([
      [3, 'draft', 22],
      [2, 'superseded', 21],
      [1, 'superseded', 20],
    ]);
  });

  it('is reviewed once by two at once, in two processes', async () => {
    const reference = await drafted();
    const results = await Promise.all(
      apps.map((app) => codeOf(app.get(ActionsService).review(manager, reference, any))),
    );
    expect(results.sort()).toEqual(['done', 'not_possible_now']);
    const { version } = (await reading.one(manager, reference)).action;
    const edits = await Promise.all(
      apps.map((app, n) =>
        codeOf(app.get(ActionsService).edit(engineer, reference, version, { document: { minutes: 30 + n } })),
      ),
    );
    expect(edits.sort()).toEqual(['done', 'stale']);
    expect(await typesOf(reference)).toEqual(['action.drafted 1', 'action.reviewed 1', 'action.edited 1']);
  });

  it('has a key of its own', async () => {
    const one = await drafted({ key: 'certificat' });
    expect(await codeOf(drafted({ key: 'certificat' }))).toBe('key_taken');
    const [a, b] = [await drafted(), await drafted()];
    const keys = await Promise.all(
      [a, b].map(async (reference) => (await reading.one(engineer, reference)).action.key),
    );
    expect(new Set(keys).size).toBe(2);
    expect(keys[1]).toMatch(/^liberer-une-base-bloquee-par-une-session-2026-\d{5}$/);
    // refused, it used up no number
    expect(Number(a.slice(-5))).toBe(Number(one.slice(-5)) + 1);
  });

  it('is owned by somebody who could write it', async () => {
    const agent = (await cast.actor('agent.fun')).personId;
    const stranger = (await cast.actor('engineer.ulorraine')).personId;
    expect(await codeOf(drafted({ ownerId: stranger }))).toBe('unknown_person');
    expect(await codeOf(drafted({ ownerId: agent }))).toBe('cannot_own');
    const reference = await drafted({ ownerId: manager.personId });
    expect(await codeOf(standing.own(engineer, reference, any, stranger))).toBe('unknown_person');
    const { action } = await standing.own(engineer, reference, any, engineer.personId);
    expect(action.owner).toEqual({ id: engineer.personId, name: engineer.name });
  });
});

describe('what is published', () => {
  it('is suspended, lifted, renewed, retired and brought back', async () => {
    const reference = await published();
    expect((await standing.suspend(engineer, reference, any, 'Elle efface trop.')).action).toMatchObject({
      state: 'suspended',
      suspendedBecause: 'Elle efface trop.',
    });
    expect(await codeOf(standing.suspend(engineer, reference, any, 'Encore.'))).toBe('not_possible_now');
    expect((await standing.lift(manager, reference, any)).action).toMatchObject({
      state: 'published',
      suspendedAt: null,
      suspendedBecause: null,
    });
    office.clock.advance(86_400_000);
    expect(await codeOf(standing.renew(manager, reference, any, '2029-01-01'))).toBe('review_date');
    expect((await standing.renew(manager, reference, any, undefined)).action.reviewOn).toBe('2027-03-11');
    await standing.retire(manager, reference, any);
    expect(await codeOf(service.edit(engineer, reference, any, { document: { minutes: 9 } }))).toBe('not_possible_now');
    expect((await standing.renew(manager, reference, any, '2026-04-01')).action).toMatchObject({
      state: 'published',
      retiredAt: null,
      reviewOn: '2026-04-01',
    });
    expect((await typesOf(reference)).slice(3)).toEqual([
      'action.suspended',
      'action.lifted',
      'action.renewed',
      'action.retired',
      'action.renewed',
    ]);
  });

  it('is no longer suspended once a corrected version is published', async () => {
    const reference = await published();
    await standing.suspend(engineer, reference, any, 'Elle efface trop.');
    await service.edit(engineer, reference, any, { document: { minutes: 40 } });
    const { action, holding } = await service.publish(manager, reference, any);
    expect(action).toMatchObject({ state: 'published', suspendedBecause: null, publishedNumber: 2 });
    expect(holding.document.minutes).toBe(40);
  });

  it('goes on to hold when its draft is discarded, and a draft of nothing else is not discarded', async () => {
    const reference = await published();
    await service.edit(engineer, reference, any, { document: { minutes: 40 } });
    const { open, holding } = await service.discard(engineer, reference, any);
    expect([open, holding.document.minutes]).toEqual([undefined, 20]);
    expect((await service.edit(engineer, reference, any, { document: { minutes: 50 } })).open?.number).toBe(3);
    expect(await codeOf(service.discard(engineer, await drafted(), any))).toBe('not_possible_now');
  });

  it('holds for the services of its published version until the next is published', async () => {
    const reference = await published({ sharing: 'users' });
    const { rows } = await admin.query<{ id: string }>(`select id from institution where code = 'FUN'`);
    await admin.query(
      `insert into responsibility (id, service_id, "function", position, institution_id)
       select gen_random_uuid(), s.id, 'testing', 99, $1 from service s where s.code = 'OAE'`,
      [rows[0]?.id],
    );
    const servedFor = async () =>
      (
        await admin.query<{ code: string }>(
          `select s.code from action_service x join service s on s.id = x.service_id join action a on a.id = x.action_id
            where a.reference = $1 and x.is_published and x.sharing = 'users' order by 1`,
          [reference],
        )
      ).rows.map(({ code }) => code);
    await service.edit(engineer, reference, any, { document: { services: ['OAE'] } });
    expect(await servedFor()).toEqual(['FUNCAMPUS']);
    await service.publish(manager, reference, any);
    expect(await servedFor()).toEqual(['OAE']);
    await admin.query(`delete from responsibility where "function" = 'testing' and position = 99`);
    // whoever no longer runs a service writes nothing for it
    expect(await codeOf(service.edit(engineer, reference, any, { document: { minutes: 33 } }))).toBe(
      'function_missing',
    );
  });

  it('is found by words of any of its texts in either language, by kind, service, state, and when it is due', async () => {
    const reference = await published({
      document: saidDocument({ title: { fr: 'Vider la file des courriels', en: null }, services: ['FUNCAMPUS'] }),
    });
    const found = async (more: object) =>
      (await reading.list(engineer, { limit: 100, ...more })).items.map((item) => item.reference);
    expect(await found({ q: 'fichier' })).toEqual([]);
    for (const q of ['courriel', 'files courriels', 'BLOQUEES', 'sauvegardes', '"la file"'])
      expect([q, await found({ q })]).toEqual([q, expect.arrayContaining([reference])]);
    expect(await found({ q: 'courriel', kind: 'control' })).toEqual([]);
    expect(await found({ q: 'courriel', service: 'OAE' })).toEqual([]);
    expect(await found({ q: 'courriel', service: 'FUNCAMPUS', states: ['published'] })).toEqual([reference]);
    expect(await found({ isDue: true })).not.toContain(reference);
    office.clock.advance(366 * 86_400_000);
    expect(await found({ isDue: true, q: 'courriel' })).toEqual([reference]);
    const all = await found({});
    const pages: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await reading.list(engineer, { limit: 2, cursor });
      pages.push(...page.items.map((item) => item.reference));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all);
  });
});

describe('what a document names', () => {
  it.each([
    ['a service that nobody knows', { services: ['NOWHERE'] }, 'unknown_service'],
    ['a service of others', { services: ['OAE'] }, 'function_missing'],
    ['a component of another service', { components: ['nothing'] }, 'unknown_component'],
    ['a problem that nobody knows', { problems: ['PRB-FUN-2026-00099'] }, 'unknown_problem'],
  ])('is refused: %s', async (_what, more, code) => {
    expect(await codeOf(drafted({ document: saidDocument(more) }))).toBe(code);
  });
});

it('is read by others of the house in one transaction of their own', async () => {
  const reference = await published();
  const store = office.app.get(ActionsStore);
  const read = await office.app.get(UnitOfWork).run(engineer, async (tx) => {
    const action = await store.byReference(tx, reference);
    const holding = await store.holding(tx, action.id);
    return [holding?.number, (await store.version(tx, holding?.id ?? ''))?.document.kind];
  });
  expect(read).toEqual([1, 'recovery']);
});
