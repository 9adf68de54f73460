/**
 * A process in which people do things at random on a database that others work on too, until it is killed. Prints one line
 * after each commit, so that its parent knows what was acknowledged. With `finish` it makes no move: it reads what was
 * recorded, does what is due, says what time it is, and ends.
 *
 *   node random-people-process.mjs '{"urls": {...}, "seed": 1, "begunAt": ..., "agreements": [...], "finish": false}'
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { generator, RandomPeople } from './random-people.mjs';

const AT_ONCE = 4;
/** A day passes in so many milliseconds, for all processes alike. */
const A_DAY = 1500;
const FIRST_DAY = Date.parse('2026-03-10T09:00:00Z');

const dist = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
const { ConfigModule, parseConfig } = await dist('config/index.js');
const { DatabaseModule, WorkerUnitOfWork } = await dist('database/index.js');
const { Consumers, EventsModule } = await dist('events/index.js');
const { JobsModule } = await dist('jobs/index.js');
const { Clock } = await dist('kernel/index.js');
const { ServiceHoursModule } = await dist('modules/service-hours/index.js');
const { ReadingService, Sweep, TicketsModule } = await dist('modules/tickets/index.js');
const { Cast } = await dist('demo/cast.js');
const { desksOf } = await dist('demo/desks.js');
const { ProposalsService } = await dist('modules/catalogue/proposals.service.js');
const { DecisionsService } = await dist('modules/catalogue/decisions.service.js');
const { TargetsService } = await dist('modules/catalogue/targets.service.js');
const { OwnHoursService } = await dist('modules/service-hours/own-hours.service.js');

const { urls, seed, begunAt, agreements, finish } = JSON.parse(process.env.GUICHET_RANDOM_PEOPLE);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const present = () => new Date(FIRST_DAY + Math.floor(((Date.now() - begunAt) / A_DAY) * 86_400_000));
// who finishes does it at one instant, at which nothing is left to do
const last = present();
const clock = { now: () => (finish ? last : present()) };

class ClockModule {}
Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })(ClockModule);
class ProcessModule {}
Module({
  imports: [
    ConfigModule.with(parseConfig({})),
    { module: ClockModule, global: true },
    DatabaseModule.with({ apiUrl: urls.api, workerUrl: urls.worker, apiConnections: 4, workerConnections: 3 }),
    JobsModule.with({ place: { kind: 'postgres', url: urls.jobs }, works: false }),
    EventsModule,
    ServiceHoursModule,
    TicketsModule,
  ],
})(ProcessModule);
const app = await NestFactory.createApplicationContext(ProcessModule, { logger: ['error'], abortOnError: false });
const parts = { Cast, desksOf, ReadingService, ProposalsService, DecisionsService, TargetsService, OwnHoursService };
// looks at what there is to do; everything that is done goes through the program
const observer = new pg.Pool({ connectionString: urls.admin, max: AT_ONCE });
const people = new RandomPeople(app, parts, clock, agreements);

if (finish) {
  await finishUp();
  say({ now: last.getTime() });
  await observer.end();
  await app.close();
} else {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => live(generator(seed, index))));
}

async function live(draw) {
  for (;;) {
    const chance = draw.random();
    if (chance < 0.12) await app.get(Sweep).run();
    else if (chance < 0.2) await readOn();
    else if (chance < 0.25) acknowledge(await people.promise(draw));
    else if (chance < 0.4) acknowledge(await people.open(draw));
    else {
      const ticket = draw.one(await openTickets());
      if (ticket) acknowledge(await people.act(ticket, draw));
    }
  }
}

function acknowledge(done) {
  if (done && done.refused === undefined) say(done);
}

/** Has the tickets that a version concerns put on the list of the sweep. */
async function readOn() {
  const { rows } = await observer.query(
    `select distinct stream_id as stream, unnest(institution_ids) as institution
       from outbox
      where kind in ('agreement', 'institution')`,
  );
  for (const { stream, institution } of rows) await app.get(Consumers).wake('resettle', stream, institution);
}

async function openTickets() {
  const { rows } = await observer.query(
    `select t.reference, (select lower(i.code)
                            from escalation e
                            join institution i on i.id = e.holder_id
                           where e.ticket_id = t.id
                           order by e.n desc
                           limit 1) as holder
       from ticket t
      where t.state not in ('closed', 'cancelled')`,
  );
  return rows;
}

async function finishUp() {
  await readOn();
  // what was left open by a process that was killed is let go by the database as soon as it notices
  for (let tries = 0; tries < 600 && (await isAnythingDue()); tries += 1) await app.get(Sweep).run();
}

async function isAnythingDue() {
  const [{ is }] = await app.get(WorkerUnitOfWork).outside(
    `select exists (select 1 from appointment where at <= $1) or exists (select 1 from timer where wake_at <= $1)
            or exists (select 1 from resettling) as is`,
    [last],
  );
  return is;
}
