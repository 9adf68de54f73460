import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { Cast } from '../../../demo/cast.js';
import type { Desks } from '../../../demo/desks.js';
import { Consumers } from '../../../events/index.js';
import type { MovableClock } from '../../../kernel/index.js';
import { openOffice, type Office } from '../office.spec-support.js';
import { Consequences } from '../relations/consequences.js';
import { MergingService } from '../relations/merging.service.js';
import { TicketHooks } from '../ticket-hooks.js';
import { ProblemMovesService } from './problem-moves.service.js';
import { ProblemsModule } from './problems.module.js';
import { ProblemsService } from './problems.service.js';
import { TicketProblemsService } from './ticket-problems.service.js';

let office: Office;
let admin: pg.Client;
let clock: MovableClock;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];
let cast: Cast;
let desks: Desks;

beforeAll(async () => {
  office = await openOffice(ProblemsModule);
  ({ admin, clock, cast, desks } = office);
  apps = [office.app, await office.another()];
});
afterAll(() => office.close());

const engineer = () => cast.actor('engineer.fun');
const moves = (app = apps[0]) => app.get(ProblemMovesService);

/** Published, and its id and reference. */
async function known(isPublished = true): Promise<{ id: string; reference: string }> {
  const { id, reference } = await apps[0].get(ProblemsService).open(await engineer(), 'FUNCAMPUS', {
    title: 'Une cause',
    publicTitle: { fr: 'Un titre', en: null },
    workaround: { fr: 'Faire autrement.', en: null },
  });
  if (isPublished) await moves().publish(await engineer(), reference, undefined);
  return { id, reference };
}

async function open(who: string): Promise<{ id: string; reference: string }> {
  const { ticket } = await desks.opening.open(await cast.actor(who), {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
  });
  return ticket;
}

async function link(who: string, reference: string, problem: string, app = apps[0]) {
  return app.get(TicketProblemsService).link({ actor: await cast.actor(who), reference }, problem);
}

/** So many tickets of two institutions that wait for the change, all of two people. */
async function waiting(problem: string, count: number): Promise<{ id: string; reference: string; who: string }[]> {
  const tickets: { id: string; reference: string; who: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const who = index % 2 === 0 ? 'spoc.uphf' : 'spoc.ujm';
    const { id, reference } = await open(who);
    const asked = { actor: await cast.actor(who), reference };
    await desks.moves.take(asked);
    await desks.moves.wait(asked, { cause: 'change', followUpAt: new Date('2026-06-01T08:00:00Z') });
    await link(who, reference, problem);
    tickets.push({ id, reference, who });
  }
  return tickets;
}

async function ship({ id, reference }: { id: string; reference: string }): Promise<void> {
  await moves().ship(await engineer(), reference, undefined, { fr: 'Corrigé.', en: 'Fixed.' });
  // each institution puts down its own, however often it is woken
  const { rows } = await admin.query<{ id: string }>(
    'select distinct institution_id as id from problem_ticket where problem_id = $1',
    [id],
  );
  for (const one of [...rows, ...rows]) await apps[0].get(Consumers).wake('problem-consequences', id, one.id);
}

const run = (app: INestApplicationContext) => app.get(Consequences).run();

async function recorded(ids: readonly string[], type: string): Promise<number[]> {
  const { rows } = await admin.query<{ count: number }>(
    `select (select count(*)::integer from event e where e.stream_id = t.id and e.type = $2) as count
       from unnest($1::uuid[]) with ordinality as t (id, place) order by t.place`,
    [ids, type],
  );
  return rows.map(({ count }) => count);
}
const telling = async (id: string) =>
  (
    await admin.query<{ count: number }>(
      'select count(*)::integer as count from problem_telling where problem_id = $1',
      [id],
    )
  ).rows[0]?.count;
const outcomeOf = async (reference: string) =>
  (await apps[0].get(ProblemsService).one(await engineer(), reference)).shipping;
const figuresOf = async (who: string, reference: string) => {
  const { problem } = await apps[0].get(ProblemsService).one(await cast.actor(who), reference);
  return [problem.institutions, problem.tickets];
};

describe('shipping', () => {
  it('takes up each ticket that waited for it once, and tells each person once, by two processes at once', async () => {
    const problem = await known();
    const tickets = await waiting(problem.reference, 10);
    await ship(problem);
    await Promise.all([run(apps[0]), run(apps[1]), run(apps[0]), run(apps[1])]);
    await run(apps[0]);
    const ids = tickets.map(({ id }) => id);
    expect(await recorded(ids, 'ticket.problem_fixed')).toEqual(ids.map(() => 1));
    expect(await recorded(ids, 'ticket.resumed')).toEqual(ids.map(() => 1));
    expect(await outcomeOf(problem.reference)).toEqual({ told: 2, resumed: 10, noted: 0, pending: 0, remaining: {} });
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::integer as count from event
        where stream_id = any ($1::uuid[]) and type = 'ticket.problem_fixed' and data ->> 'isTold' = 'false'`,
      [ids],
    );
    expect(rows).toEqual([{ count: 2 }]);
  });

  it('goes on where it was cut: connections that die between the tickets lose and repeat nothing', async () => {
    const problem = await known();
    const tickets = await waiting(problem.reference, 10);
    await ship(problem);
    const cut = () =>
      admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename = 'guichet_worker'`,
      );
    for (let kill = 0; kill < 3; kill += 1) await Promise.allSettled([run(apps[0]), cut()]);
    // what failed for it has rested
    clock.advance(60_000);
    await run(apps[1]);
    await run(apps[0]);
    const ids = tickets.map(({ id }) => id);
    expect(await recorded(ids, 'ticket.resumed')).toEqual(ids.map(() => 1));
    expect(await recorded(ids, 'ticket.problem_fixed')).toEqual(ids.map(() => 1));
    expect([await telling(problem.id), (await outcomeOf(problem.reference))?.pending]).toEqual([2, 0]);
  });

  it('leaves what does not wait for it, or not for it alone, and says why', async () => {
    const problem = await known();
    const another = await known();
    const [other, decided, off, over, working] = await waiting(problem.reference, 5);
    if (!other || !decided || !off || !over || !working) throw new Error('five tickets were opened');
    await link(other.who, other.reference, another.reference);
    // whatever would refuse the single move
    apps[0].get(TicketHooks).guard((_tx, { id }, move) => {
      const isHeld = id === decided.id && move === 'resume';
      return Promise.resolve(
        isHeld ? { kind: 'conflict', code: 'held', detail: 'Something stands in the way.' } : undefined,
      );
    });
    const asked = async ({ who, reference }: { who: string; reference: string }) => ({
      actor: await cast.actor(who),
      reference,
    });
    await desks.moves.resolve(await asked(over), { code: 'answered', text: 'Contourné.' });
    await desks.moves.resume(await asked(working));
    await ship(problem);
    await apps[0].get(TicketProblemsService).unlink(await asked(off), problem.reference);
    await run(apps[0]);
    expect(await outcomeOf(problem.reference)).toEqual({
      told: 2,
      resumed: 0,
      noted: 1,
      pending: 0,
      remaining: { other_problem: 1, held: 1, unlinked: 1, resolved: 1 },
    });
    await moves().ship(await engineer(), another.reference, undefined, { fr: 'Aussi.', en: 'Too.' });
    await apps[0].get(Consumers).wake('problem-consequences', another.id, (await asked(other)).actor.institution.id);
    await run(apps[0]);
    expect(await recorded([other.id], 'ticket.resumed')).toEqual([1]);
  });

  it('tells anew when it came back and was fixed again', async () => {
    const problem = await known();
    await waiting(problem.reference, 2);
    await ship(problem);
    await run(apps[0]);
    await moves().reopen(await engineer(), problem.reference, undefined, 'Revenu.');
    await ship(problem);
    await run(apps[0]);
    expect([await telling(problem.id), (await outcomeOf(problem.reference))?.told]).toEqual([4, 2]);
  });
});

describe('figures', () => {
  it('are exact under links at once, from two processes, and never less than there are', async () => {
    const problem = await known();
    const tickets: [string, string][] = [];
    for (const who of ['spoc.uphf', 'spoc.ujm', 'spoc.ulco', 'spoc.uphf'])
      tickets.push([who, (await open(who)).reference]);
    const all = [...tickets, ...tickets].map(([who, reference], place) =>
      link(who, reference, problem.reference, apps[place % 2]),
    );
    const states = (await Promise.allSettled(all)).map(({ status }) => status);
    expect(states.filter((status) => status === 'fulfilled')).toHaveLength(4);
    expect(await figuresOf('engineer.fun', problem.reference)).toEqual([3, 4]);
    const off = async ([who, reference]: [string, string], app: INestApplicationContext) =>
      app.get(TicketProblemsService).unlink({ actor: await cast.actor(who), reference }, problem.reference);
    clock.advance(1000);
    await Promise.allSettled([...tickets, ...tickets].map((one, place) => off(one, apps[(place + 1) % 2] ?? apps[0])));
    expect(await figuresOf('engineer.fun', problem.reference)).toEqual([0, 0]);
    // what others read of the day does not move back either
    expect(await figuresOf('spoc.ulco', problem.reference)).toEqual([3, 4]);
  });

  it('count a merged ticket where it goes on', async () => {
    const problem = await known();
    const [merged, survivor] = [await open('spoc.uphf'), await open('spoc.uphf')];
    await link('spoc.uphf', merged.reference, problem.reference);
    const actor = await cast.actor('spoc.uphf');
    await apps[0].get(MergingService).merge({ actor, reference: merged.reference }, survivor.reference);
    const { items } = await apps[0].get(ProblemsService).tickets(actor, problem.reference, 10);
    expect(items.map(({ reference }) => reference)).toEqual([survivor.reference]);
    expect(await figuresOf('engineer.fun', problem.reference)).toEqual([1, 1]);
  });
});

it('makes a link known that was put there while it was published', async () => {
  const problem = await known(false);
  const { reference, id } = await open('spoc.uphf');
  await desks.escalating.escalate(
    { actor: await cast.actor('spoc.uphf'), reference },
    { function: 'support', summary: 'Un résumé' },
  );
  const held = await office.connect();
  // an engineer links it, and has not committed yet
  await held.query('begin');
  await held.query(`select pg_advisory_xact_lock_shared(hashtextextended('problem/' || $1, 0))`, [problem.id]);
  await held.query(
    `insert into problem_ticket (id, institution_id, ticket_id, problem_id, owner_id, side, is_public, linked_by, linked_at)
     select $1, t.institution_id, t.id, p.id, p.institution_id, 'provider', false, t.opened_by, t.opened_at
       from ticket t, problem p where t.id = $2 and p.id = $3`,
    [randomUUID(), id, problem.id],
  );
  const progress = { isDone: false };
  const published = moves(apps[1])
    .publish(await engineer(), problem.reference, undefined)
    .finally(() => {
      progress.isDone = true;
    });
  // until it waits for the link, or did not
  const isWaiting = async () =>
    (await admin.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)).rows.length > 0;
  while (!progress.isDone && !(await isWaiting()));
  await held.query('commit');
  await held.end();
  await published;
  const { rows } = await admin.query<{ is: boolean }>(
    'select is_public as is from problem_ticket where problem_id = $1',
    [problem.id],
  );
  expect(rows).toEqual([{ is: true }]);
});

it('lists by the indexes that were made for it', async () => {
  const plan = async (condition: string) => {
    await admin.query('set enable_seqscan = off');
    await admin.query('set enable_sort = off');
    const { rows } = await admin.query<{ 'QUERY PLAN': string }>(
      `explain select * from problem p ${condition} order by p.listed_at desc, p.id desc limit 50`,
    );
    await admin.query('reset all');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  expect(await plan('')).toContain('problem_listed');
  expect(await plan(`where p.service_id = '${randomUUID()}'`)).toContain('problem_of_service');
});
