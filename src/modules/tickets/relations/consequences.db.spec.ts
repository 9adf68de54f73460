import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { Cast } from '../../../demo/cast.js';
import type { Desks } from '../../../demo/desks.js';
import { Consumers } from '../../../events/index.js';
import type { MovableClock } from '../../../kernel/index.js';
import { openOffice, type Office } from '../office.spec-support.js';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { AttachingService } from '../major/attaching.service.js';
import { MajorModule } from '../major/major.module.js';
import { MajorsService } from '../major/majors.service.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { Consequences } from './consequences.js';
import { RelationsModule } from './relations.module.js';

let office: Office;
let admin: pg.Client;
let clock: MovableClock;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];
let cast: Cast;
let desks: Desks;

beforeAll(async () => {
  office = await openOffice(RelationsModule, MajorModule, TasksModule, ApprovalsModule);
  ({ admin, clock, cast, desks } = office);
  apps = [office.app, await office.another()];
});
afterAll(() => office.close());

async function open(who: string): Promise<{ id: string; reference: string }> {
  const { ticket } = await desks.opening.open(await cast.actor(who), {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
  });
  return ticket;
}

/** A major incident of ULCO, and so many tickets of two other institutions that hang on it. */
async function suffering(count: number): Promise<{ major: string; children: string[]; lead: string }> {
  const parent = await open('spoc.ulco');
  const declaration = { ticket: parent.reference, service: 'FUNCAMPUS', title: 'Arrêt', text: 'Nous cherchons.' };
  const lead = await cast.actor('spoc.ulco');
  const { major } = await apps[0].get(MajorsService).declare(lead, declaration);
  const children: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const who = index % 2 === 0 ? 'spoc.uphf' : 'spoc.ujm';
    const { id, reference } = await open(who);
    await apps[0].get(AttachingService).attach({ actor: await cast.actor(who), reference }, major.id);
    children.push(id);
  }
  return { major: major.id, children, lead: parent.id };
}

async function end(major: string): Promise<void> {
  await apps[0].get(MajorsService).end(await cast.actor('spoc.ulco'), major, 'fixed', 'Le service est revenu.');
  // each institution puts down its own, however often it is woken
  const { rows } = await admin.query<{ id: string }>(
    'select institution_id as id from major_audience where major_id = $1',
    [major],
  );
  for (const { id } of [...rows, ...rows]) await apps[0].get(Consumers).wake('consequences', major, id);
}

const run = (app: INestApplicationContext) => app.get(Consequences).run();

async function resolutions(ids: readonly string[]): Promise<number[]> {
  const { rows } = await admin.query<{ count: number }>(
    `select (select count(*)::integer from event e where e.stream_id = t.id and e.type = 'ticket.resolved') as count
       from unnest($1::uuid[]) with ordinality as t (id, place) order by t.place`,
    [ids],
  );
  return rows.map(({ count }) => count);
}

const states = async (major: string) =>
  (
    await admin.query<{ state: string; count: number }>(
      'select state, count(*)::integer as count from consequence where source_id = $1 group by 1 order by 1',
      [major],
    )
  ).rows;

it('the end of a major incident resolves each ticket once, by two processes at once', async () => {
  const { major, children, lead } = await suffering(10);
  await end(major);
  expect(await states(major)).toEqual([{ state: 'pending', count: 10 }]);
  await Promise.all([run(apps[0]), run(apps[1]), run(apps[0]), run(apps[1])]);
  await run(apps[0]);
  expect(await resolutions(children)).toEqual(children.map(() => 1));
  expect(await states(major)).toEqual([{ state: 'done', count: 10 }]);
  expect(await resolutions([lead])).toEqual([0]);
});

it('goes on where it was cut: connections that die between the tickets lose and repeat nothing', async () => {
  const { major, children } = await suffering(10);
  await end(major);
  const cut = async () => {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'guichet_worker'`,
    );
  };
  for (let kill = 0; kill < 3; kill += 1) await Promise.allSettled([run(apps[0]), cut()]);
  // what failed for it has rested
  clock.advance(60_000);
  await run(apps[1]);
  await run(apps[0]);
  expect(await resolutions(children)).toEqual(children.map(() => 1));
  expect(await states(major)).toEqual([{ state: 'done', count: 10 }]);
});

it('passes over a ticket that somebody else holds, and does it the next time', async () => {
  const { major, children } = await suffering(3);
  await end(major);
  const held = await office.connect();
  await held.query('begin');
  await held.query('select 1 from ticket where id = $1 for update', [children[1]]);
  await run(apps[0]);
  expect(await resolutions(children)).toEqual([1, 0, 1]);
  await held.query('rollback');
  await held.end();
  await run(apps[1]);
  expect(await resolutions(children)).toEqual([1, 1, 1]);
});

it('leaves what was resolved meanwhile, and says so', async () => {
  const { major, children } = await suffering(2);
  const { rows } = await admin.query<{ reference: string }>('select reference from ticket where id = $1', [
    children[0],
  ]);
  const asked = { actor: await cast.actor('spoc.uphf'), reference: rows[0]?.reference ?? '' };
  await desks.moves.resolve(asked, { code: 'answered', text: 'Contournement trouvé.' });
  await end(major);
  await run(apps[0]);
  expect(await states(major)).toEqual([
    { state: 'done', count: 1 },
    { state: 'left', count: 1 },
  ]);
  expect(await resolutions(children)).toEqual([1, 1]);
});

it('leaves what was taken away from it meanwhile', async () => {
  const { major, children } = await suffering(2);
  await end(major);
  const { rows } = await admin.query<{ reference: string }>('select reference from ticket where id = $1', [
    children[0],
  ]);
  const reference = rows[0]?.reference ?? '';
  await apps[0].get(AttachingService).detach({ actor: await cast.actor('spoc.uphf'), reference });
  await run(apps[0]);
  expect(await resolutions(children)).toEqual([0, 1]);
});

it('leaves what a single move would be refused: an open task, a decision that is awaited, a major incident of its own', async () => {
  const { major, children } = await suffering(4);
  const [held, waiting, carrier, free] = children;
  await admin.query(
    `insert into task (id, institution_id, ticket_id, position, title, must_be_done, version)
     select $1, institution_id, id, 1, 'À faire', true, 1 from ticket where id = $2`,
    [randomUUID(), held],
  );
  await admin.query('set session_replication_role = replica');
  await admin.query(
    `update ticket set state = 'waiting', waiting_cause = 'approval', follow_up_at = opened_at + interval '9 days'
      where id = $1`,
    [waiting],
  );
  await admin.query('reset session_replication_role');
  await admin.query(
    `insert into approval (id, institution_id, ticket_id, reference, title, service_id, requester_id, state, asked_at)
     select $1, institution_id, id, reference, title, service_id, requester_id, 'open', opened_at
       from ticket where id = $2`,
    [randomUUID(), waiting],
  );
  await admin.query(
    `insert into major_incident (id, institution_id, service_id, ticket_id, title, state, declared_by, declared_at)
     select $1, institution_id, service_id, id, 'Un autre', 'open', requester_id, opened_at from ticket where id = $2`,
    [randomUUID(), carrier],
  );
  await end(major);
  await run(apps[0]);
  const { rows } = await admin.query<{ reason: string | null }>(
    'select reason from consequence c where source_id = $1 order by array_position($2::uuid[], ticket_id)',
    [major, children],
  );
  expect(rows.map(({ reason }) => reason)).toEqual(['tasks_open', 'approval_open', 'major_open', null]);
  expect(await resolutions([held, waiting, carrier, free] as string[])).toEqual([0, 0, 0, 1]);
});

it('lets what fails rest, longer each time, and does it once it can be done', async () => {
  const { major, children } = await suffering(2);
  await end(major);
  const spoil = `update consequence set text_id = $3::uuid where source_id = $1 and ticket_id = $2`;
  const { rows } = await admin.query<{ id: string }>('select text_id as id from consequence where source_id = $1', [
    major,
  ]);
  await admin.query(spoil, [major, children[0], randomUUID()]);
  const seen = async () => {
    await run(apps[0]);
    const { rows: found } = await admin.query<{ attempts: number; rests: number }>(
      `select attempts, extract(epoch from at - $3)::integer as rests from consequence
        where source_id = $1 and ticket_id = $2 and state = 'pending'`,
      [major, children[0], clock.now()],
    );
    return found.map(({ attempts, rests }) => [attempts, rests]);
  };
  expect(await seen()).toEqual([[1, 2]]);
  // the other one was done meanwhile, and nothing is tried before its time
  expect(await resolutions(children)).toEqual([0, 1]);
  clock.advance(1_000);
  expect(await seen()).toEqual([[1, 1]]);
  clock.advance(1_000);
  expect(await seen()).toEqual([[2, 4]]);
  clock.advance(4_000);
  expect(await seen()).toEqual([[3, 8]]);
  await admin.query('update consequence set attempts = 60, at = $2 where source_id = $1', [major, clock.now()]);
  expect(await seen()).toEqual([[61, 900]]);
  await admin.query(spoil, [major, children[0], rows[0]?.id]);
  clock.advance(900_000);
  expect(await seen()).toEqual([]);
  expect(await resolutions(children)).toEqual([1, 1]);
});
