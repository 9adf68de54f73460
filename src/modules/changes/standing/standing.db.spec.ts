import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { UnitOfWork, WorkerUnitOfWork, systemActor, type Actor, type Transaction } from '../../../database/index.js';
import type { Cast } from '../../../demo/cast.js';
import { newId, type MovableClock } from '../../../kernel/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { touchedBy } from '../domain/affected.js';
import { flawsOfBoard, seatsFor } from '../domain/board.js';
import { standingOfModel } from '../domain/reviewing.js';
import { BoardsService, type WrittenBoard } from './boards/boards.service.js';
import { SeatsService } from './boards/seats.service.js';
import { StandingBoards } from './boards/standing-boards.js';
import { DependenciesService } from './dependencies/dependencies.service.js';
import { DependenciesStore } from './dependencies/dependencies.store.js';
import { ModelFailures } from './models/model-failures.js';
import { ModelMovesService } from './models/model-moves.service.js';
import { ChangeModelsService } from './models/models.service.js';
import { ChangeModelsStore } from './models/models.store.js';
import { builtIn } from './questionnaires/domain/built-in.js';
import { QuestionnairesService } from './questionnaires/questionnaires.service.js';
import { StandingQuestionnaires } from './questionnaires/standing-questionnaires.js';
import { StandingModule } from './standing.module.js';

let office: Office;
let admin: pg.Client;
let clock: MovableClock;
let cast: Cast;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];
let oae: string;

beforeAll(async () => {
  office = await openOffice(StandingModule);
  ({ admin, clock, cast } = office);
  apps = [office.app, await office.another()];
  oae = await idOf(`select id from service where code = 'OAE'`);
});
afterAll(() => office.close());

async function idOf(text: string, ...values: unknown[]): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(text, values);
  if (!rows[0]) throw new Error(`nothing for ${text}`);
  return rows[0].id;
}
const lead = () => cast.actor('change-manager.ulorraine');
const under = async <T>(actor: Actor, work: (tx: Transaction) => Promise<T>) =>
  apps[0].get(UnitOfWork).run(actor, work);
/** As whoever opens a round asks for it. */
const boardOf = async (tx: Transaction) => {
  const leadId = await idOf('select lead_provider_id as id from service where id = $1', oae);
  return apps[0].get(StandingBoards).boardOf(tx, { id: oae, leadId });
};
const refusals = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) =>
    one.status === 'rejected'
      ? [(one.reason as { refusal?: { code: string } }).refusal?.code ?? String(one.reason)]
      : [],
  );

const composition = (codes: string[], more: Partial<WrittenBoard> = {}): WrittenBoard => ({
  seats: codes.map((institution, place) => ({
    n: place + 1,
    kind: 'representative',
    institution,
    hasVeto: place === 0,
  })),
  rule: { kind: 'majority' },
  quorumPercent: 50,
  isFullVote: false,
  ...more,
});
const five = ['ULCO', 'UPHF', 'UJM', 'ULORRAINE', 'AMU'];
const memberOf = (code: string) =>
  idOf('select id from person where email = $1', `cab-member.${code.toLowerCase()}@guichet.example`);

describe('a board', () => {
  it('is composed once by two who read the same version, in two processes', async () => {
    const manager = await lead();
    const compose = (app: INestApplicationContext) =>
      app.get(BoardsService).compose(manager, 'OAE', 0, composition(five));
    const results = await Promise.allSettled([compose(apps[0]), compose(apps[1])]);
    expect(refusals(results)).toEqual(['stale']);
    const { rows } = await admin.query('select number from change_board_version');
    expect(rows).toEqual([{ number: 1 }]);
  });

  it('lets nobody sit twice, whoever says so at once', async () => {
    // one person, a CAB member of two institutions
    const person = await memberOf('ULCO');
    const uphf = await idOf(`select id from institution where code = 'UPHF'`);
    await admin.query('insert into membership values ($1, $2)', [person, uphf]);
    await admin.query('insert into role_grant values ($1, $2, $3, null)', [uphf, person, 'cab_member']);
    const name = async (app: INestApplicationContext, code: string, n: number) =>
      app.get(SeatsService).name(await cast.actor(`manager.${code}`), 'OAE', n, 0, { member: person, deputies: [] });
    const results = await Promise.allSettled([name(apps[0], 'ulco', 1), name(apps[1], 'uphf', 2)]);
    expect(refusals(results)).toEqual(['person_twice']);
    const { rows } = await admin.query('select member_id from change_seat_naming');
    expect(rows).toEqual([{ member_id: person }]);
    await admin.query('delete from role_grant where institution_id = $1 and person_id = $2', [uphf, person]);
    await admin.query('delete from membership where institution_id = $1 and person_id = $2', [uphf, person]);
    await admin.query('delete from change_seat_naming');
  });

  it('is, for opening a round, who sits in it now; whoever left has no vote, and a vacant seat is said', async () => {
    for (const [code, n] of [
      ['ulco', 1],
      ['uphf', 2],
      ['ujm', 3],
    ] as const) {
      const naming = { member: await memberOf(code), deputies: [] };
      await apps[0].get(SeatsService).name(await cast.actor(`manager.${code}`), 'OAE', n, 0, naming);
    }
    await admin.query('update person set left_at = now() where id = $1', [await memberOf('UPHF')]);
    const found = await under(await lead(), boardOf);
    if (!found) throw new Error('there is a board');
    expect(found.board.seats.map(({ member }) => member)).toEqual([
      await memberOf('ULCO'),
      await memberOf('UPHF'),
      await memberOf('UJM'),
    ]);
    expect(found.vacant.map(({ n }) => n)).toEqual([4, 5]);
    expect(found.lapsed).toEqual([await memberOf('UPHF')]);
    expect(seatsFor(found.board, found.lapsed).map(({ voters }) => voters.length)).toEqual([1, 0, 1]);
    expect(flawsOfBoard(found.board)).toEqual(['too_few_seats']);
    await admin.query('update person set left_at = null');
  });

  it('keeps who sits in a seat that stays, and nobody in one that another institution gets', async () => {
    const next = composition(['ULCO', 'AMU', 'UJM', 'ULORRAINE', 'UPHF']);
    await apps[0].get(BoardsService).compose(await lead(), 'OAE', 1, next);
    const found = await under(await lead(), boardOf);
    expect(found?.vacant.map(({ n }) => n)).toEqual([2, 4, 5]);
    // and nobody again when it goes back: that is another seat
    await apps[0].get(BoardsService).compose(await lead(), 'OAE', 2, composition(five));
    const back = await under(await lead(), boardOf);
    expect(back?.vacant.map(({ n }) => n)).toEqual([2, 4, 5]);
  });

  it('of a full vote has a seat for each institution that uses the service, whole for the lead provider alone', async () => {
    const full = composition([], { isFullVote: true, rule: { kind: 'percent' } });
    await apps[0].get(BoardsService).compose(await lead(), 'OAE', 3, full);
    const naming = { member: await memberOf('ULCO'), deputies: [] };
    await apps[0].get(SeatsService).name(await cast.actor('admin.ulco'), 'OAE', null, 0, naming);
    const { rows } = await admin.query<{ count: number }>(
      `select count(distinct institution_id)::integer as count from agreement where service_id = $1`,
      [oae],
    );
    const whole = await under(await lead(), boardOf);
    expect(whole?.seats).toHaveLength(rows[0]?.count ?? -1);
    expect(whole?.board.seats.map(({ member }) => member)).toEqual([naming.member]);
    // whoever makes the change: a round of it is of everybody affected
    const ofAnother = await under(await cast.actor('change-manager.fun'), boardOf);
    expect(ofAnother?.seats).toHaveLength(whole?.seats.length ?? -1);
    const other = await apps[0].get(BoardsService).read(await cast.actor('manager.uphf'), 'OAE');
    expect(other.seats.map(({ institution }) => institution.code)).toEqual(['UPHF']);
  });
});

const content = {
  titleFr: 'Un modèle',
  titleEn: 'A model',
  description: 'Une description',
  steps: ['Faire'],
  tests: 'Regarder',
  backout: 'Défaire',
  backOutMinutes: 10,
  interruptionMinutes: 0,
  needsMaintenanceWindow: false,
};
async function approvedModel(): Promise<string> {
  const { id } = await apps[0].get(ChangeModelsService).draft(await cast.actor('engineer.ulorraine'), 'OAE', content);
  await apps[0].get(ModelMovesService).approve(await lead(), id, undefined);
  return id;
}
const DAY = 86_400_000;

describe('a model', () => {
  it('is approved once by two who read the same and press at once', async () => {
    const { id } = await apps[0].get(ChangeModelsService).draft(await cast.actor('engineer.ulorraine'), 'OAE', content);
    const seen = (await apps[0].get(ChangeModelsService).one(await lead(), id)).inside?.version;
    const manager = await lead();
    const results = await Promise.allSettled(apps.map((app) => app.get(ModelMovesService).approve(manager, id, seen)));
    expect(refusals(results)).toEqual(['stale']);
  });

  // days after the approval on which changes failed, in the order in which it was told
  it.each([
    [[1], false],
    [[1, 90.9], true],
    [[1, 91], false],
    [[1, 91, 100], true],
    // told late
    [[100, 20], true],
    [[100, 5], false],
    // before it was approved, which is another version’s doing
    [[-3, 1], false],
  ])('whose changes failed on the days %j is suspended: %p', async (days, isSuspended) => {
    const id = await approvedModel();
    const approvedAt = clock.now().getTime();
    const failures = days.map((day) => approvedAt + day * DAY);
    const system = systemActor((await cast.institutionOf('x.ulorraine')).id);
    for (const [place, at] of failures.entries()) {
      const change = newId(new Date(at));
      const app = apps[place % 2] ?? apps[0];
      // the worker too, and told twice
      await app.get(WorkerUnitOfWork).run(system, (tx) => app.get(ModelFailures).failed(tx, id, change, new Date(at)));
      await app.get(WorkerUnitOfWork).run(system, (tx) => app.get(ModelFailures).failed(tx, id, change, new Date(at)));
    }
    const model = await under(await lead(), (tx) => apps[0].get(ChangeModelsStore).byId(tx, id));
    expect(model.inside?.failures).toHaveLength(days.length);
    expect([model.suspendedAt !== null, model.suspendedFor]).toEqual([isSuspended, isSuspended ? 'failures' : null]);
    // what is kept is what the rule says of everything that failed
    const expiresAt = model.expiresAt?.getTime() ?? 0;
    const recomputed = standingOfModel({ approvedAt, expiresAt }, failures, Math.max(...failures));
    expect(recomputed === 'suspended').toBe(isSuspended);
    const { rows } = await admin.query(`select 1 from event where stream_id = $1 and type = 'change_model.suspended'`, [
      id,
    ]);
    expect(rows).toHaveLength(isSuspended ? 1 : 0);
  });

  it('is suspended once by two failures that are told at once', async () => {
    const id = await approvedModel();
    const at = new Date(clock.now().getTime() + DAY);
    const manager = await lead();
    const fail = (app: INestApplicationContext) =>
      app.get(UnitOfWork).run(manager, (tx) => app.get(ModelFailures).failed(tx, id, newId(at), at));
    await Promise.all([fail(apps[0]), fail(apps[1]), fail(apps[0]), fail(apps[1])]);
    const { rows } = await admin.query(`select 1 from event where stream_id = $1 and type = 'change_model.suspended'`, [
      id,
    ]);
    expect(rows).toHaveLength(1);
  });
});

const points = (id: string, ...choices: number[]) => ({
  id,
  text: { fr: 'x', en: 'x' },
  choices: choices.map((one, place) => ({ id: `c${place}`, label: { fr: 'x', en: 'x' }, points: one })),
});

describe('a questionnaire', () => {
  it('is the one that every service begins with, until another is published; each stays what it was', async () => {
    const standing = apps[0].get(StandingQuestionnaires);
    expect(await under(await lead(), (tx) => standing.questionnaireFor(tx, oae))).toBe(builtIn);
    const manager = await lead();
    const publish = (app: INestApplicationContext, high: number) =>
      app
        .get(QuestionnairesService)
        .publish(manager, 'OAE', { questions: [points('a', 0, 5)], mediumFrom: 2, highFrom: high });
    // two at once are two versions
    await Promise.all([publish(apps[0], 5), publish(apps[1], 6)]);
    const newest = await under(await lead(), (tx) => standing.questionnaireFor(tx, oae));
    expect(newest.version).toBe(3);
    const again = await under(await lead(), (tx) => standing.questionnaireVersion(tx, newest.id));
    expect(again).toEqual(newest);
    expect(await under(await lead(), (tx) => standing.questionnaireVersion(tx, builtIn.id))).toBe(builtIn);
    // somebody whom the service does not concern
    const stranger = await cast.actor('manager.fun');
    await admin.query(`update agreement set ends_on = '2026-02-01' where institution_id = $1`, [
      stranger.institution.id,
    ]);
    expect(await under(stranger, (tx) => standing.questionnaireVersion(tx, newest.id))).toBeUndefined();
  });
});

describe('what components need', () => {
  const say = async (app: INestApplicationContext, component: string, needs: string) =>
    app.get(DependenciesService).add(await cast.actor('engineer.ulorraine'), 'OAE', {
      component,
      needs: { service: 'OAE', component: needs },
    });

  it('is never a circle, also when two close one at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.allSettled([
        say(apps[0], 'sign-in', 'documents'),
        say(apps[1], 'documents', 'search'),
        say(apps[0], 'search', 'sign-in'),
      ]);
      expect(refusals(results)).toEqual(['circle']);
      await admin.query('delete from component_dependency');
    }
  });

  it('is loaded at once, from what is touched to everything that needs it', async () => {
    await say(apps[0], 'documents', 'sign-in');
    await say(apps[0], 'search', 'documents');
    await say(apps[0], 'mail', 'search');
    await say(apps[0], 'mail', 'sign-in');
    const component = (code: string) => idOf('select id from component where service_id = $1 and code = $2', oae, code);
    const [signIn, documents, search, mail] = await Promise.all(
      ['sign-in', 'documents', 'search', 'mail'].map(component),
    );
    const around = await under(await lead(), (tx) =>
      apps[0].get(DependenciesStore).dependenciesAround(tx, [documents ?? '']),
    );
    expect(around).toEqual([
      { component: search, needs: documents },
      { component: mail, needs: search },
    ]);
    const whole = await under(await lead(), (tx) =>
      apps[0].get(DependenciesStore).dependenciesAround(tx, [signIn ?? '']),
    );
    expect(touchedBy([signIn ?? ''], whole).map((one) => one.component)).toEqual([signIn, documents, mail, search]);
  });
});
