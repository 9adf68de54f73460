import { randomBytes } from 'node:crypto';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { ConfigModule, parseConfig, type Config } from '../config/index.js';
import { cloneDatabase, DatabaseModule, type TestServer } from '../database/index.js';
import { Cast } from '../demo/cast.js';
import { desksOf } from '../demo/desks.js';
import { installConsortium } from '../demo/install-consortium.js';
import { Consumers, EventsModule } from '../events/index.js';
import { JobsModule } from '../jobs/index.js';
import { Clock, MovableClock } from '../kernel/index.js';
import { DecisionsService } from '../modules/catalogue/decisions.service.js';
import { ProposalsService } from '../modules/catalogue/proposals.service.js';
import { TargetsService } from '../modules/catalogue/targets.service.js';
import { ServiceHoursModule } from '../modules/service-hours/index.js';
import { OwnHoursService } from '../modules/service-hours/own-hours.service.js';
import { ReadingService, Sweep, TicketsModule } from '../modules/tickets/index.js';
import { checkRecord, SignedHeads } from '../record/index.js';
import { checkTimers } from './check-timers.js';
import { oracleDifferences } from './oracle.spec-support.js';
import { agreementsIn, generator, RandomPeople, type People, type RandomTicket } from './random-people.spec-support.js';
import { tries } from '../kernel/effort.spec-support.js';

const SEED = Number(process.env['GUICHET_SEED'] ?? 20260310);
const TICKETS = tries(200, 90);
const AT_ONCE = 30;
const MOVES = 5;
const hour = 3_600_000;
const parts = { Cast, desksOf, ReadingService, ProposalsService, DecisionsService, TargetsService, OwnHoursService };

// long silences are rarer than quick replies
const pauses = [0, 0, 1, 400, 20_000, 600_000, hour, 5 * hour, 26 * hour, 4 * 24 * hour];

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let app: INestApplicationContext;
const clock = new MovableClock(new Date('2026-03-10T09:00:00Z'));

@Global()
@Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
class ClockModule {}

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
  database = await cloneDatabase(server, `histories_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: clock.now() });
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  @Module({
    imports: [
      ConfigModule.with(parseConfig({}) as Config),
      ClockModule,
      DatabaseModule.with({ apiUrl: database.api, workerUrl: database.worker }),
      JobsModule.with({ place: { kind: 'postgres', url: database.jobs }, works: false }),
      EventsModule,
      ServiceHoursModule,
      TicketsModule,
    ],
  })
  class TestModule {}
  app = await NestFactory.createApplicationContext(TestModule, { logger: ['error'], abortOnError: false });
});
afterAll(async () => {
  await app.close();
  await admin.end();
  await database.drop();
});

describe(`${String(TICKETS)} random histories (GUICHET_SEED=${String(SEED)})`, () => {
  const did = new Map<string, number>();
  const note = (done: { did: string; refused?: string } | undefined) => {
    const name = done && (done.refused === undefined ? done.did : `refused: ${done.refused}`);
    if (name !== undefined) did.set(name, (did.get(name) ?? 0) + 1);
  };

  it('leave nothing in the database that does not follow from the record', async () => {
    const people = new RandomPeople(app, parts, clock, await agreementsIn(database.admin));
    const draw = generator(SEED);
    const waiting: (RandomTicket & { left: number; draw: typeof draw })[] = [];
    for (let opened = 0; opened < TICKETS || waiting.length > 0;) {
      const newcomers = Array.from({ length: Math.min(8, TICKETS - opened) }, (_, k) =>
        generator(SEED, opened + k + 1),
      );
      opened += newcomers.length;
      await letTimePass(draw.one(pauses));
      const acting = Array.from({ length: Math.min(AT_ONCE, waiting.length) }, () =>
        waiting.splice(draw.below(waiting.length), 1).flat(),
      ).flat();
      const opens = newcomers.map(async (own) => {
        const done = await people.open(own);
        note(done);
        return { reference: done.reference, left: 2 + own.below(2 * MOVES - 3), draw: own };
      });
      const acts = acting.map(async (ticket) => {
        note(await act(people, ticket));
        return { ...ticket, left: ticket.left - 1 };
      });
      waiting.push(...(await Promise.all([...acts, ...opens])).filter(({ left }) => left > 0));
      if (draw.random() < 0.4) note(await people.promise(draw));
      if (draw.random() < 0.1) expect((await checkTimers(database.maintenance, clock.now())).flaws).toEqual([]);
    }
    await letTimePass(0, 1);

    const check = await checkTimers(database.maintenance, clock.now());
    expect(check).toMatchObject({ flaws: [], due: 0, tickets: TICKETS });
    expect([...did.keys()].filter((name) => !name.startsWith('refused')).length).toBeGreaterThan(25);
    expect(did.get('agreement accept')).toBeGreaterThan(2);
    const { flaws } = await checkRecord(database.maintenance, new SignedHeads('no such folder', []));
    expect(flaws).toEqual([]);
  }, 300_000);

  async function act(people: People, ticket: RandomTicket & { draw: ReturnType<typeof generator> }) {
    try {
      return await people.act(ticket, ticket.draw);
    } catch (error) {
      throw new Error(`${ticket.reference}, seed ${String(SEED)}`, { cause: error });
    }
  }

  /** Then, mostly, what was recorded is read and what is due is done. */
  async function letTimePass(milliseconds: number, odds = 0.5): Promise<void> {
    clock.advance(milliseconds);
    if (generator(SEED, clock.now().getTime()).random() >= odds) return;
    const { rows } = await admin.query<{ streamId: string; institutionId: string }>(
      `select distinct stream_id as "streamId", unnest(institution_ids) as "institutionId"
         from outbox
        where kind in ('agreement', 'institution')`,
    );
    for (const { streamId, institutionId } of rows) await app.get(Consumers).wake('resettle', streamId, institutionId);
    while ((await app.get(Sweep).run()) > 0);
  }

  it('have timers as a walk through their minutes says', async () => {
    const { compared, flaws } = await oracleDifferences(database.maintenance, clock.now(), generator(SEED, 7), 20);
    expect(flaws).toEqual([]);
    expect(compared).toBeGreaterThan(30);
  }, 60_000);
});
