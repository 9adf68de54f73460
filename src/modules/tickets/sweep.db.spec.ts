import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import type { Cast } from '../../demo/cast.js';
import type { Desks } from '../../demo/desks.js';
import type { MovableClock } from '../../kernel/index.js';
import { openOffice, type Office } from './office.spec-support.js';
import { TicketsStore } from './stores/tickets.store.js';
import { Sweep } from './sweep.js';

let office: Office;
let admin: pg.Client;
let clock: MovableClock;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];
let cast: Cast;
let desks: Desks;

beforeAll(async () => {
  office = await openOffice();
  ({ admin, clock, cast, desks } = office);
  apps = [office.app, await office.another()];
});
afterAll(() => office.close());

const sweep = (app = apps[0]) => app.get(Sweep).run();

/** A ticket that waits for its requester from now on. */
async function waiting(): Promise<string> {
  const actor = await cast.actor('agent.ulco');
  const { ticket } = await desks.opening.open(actor, {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
    requester: 'requester.ulco@guichet.example',
    channel: 'phone',
  });
  const asked = { actor, reference: ticket.reference };
  await desks.moves.take(asked);
  const followUpAt = new Date('2030-01-01T00:00:00Z');
  await desks.moves.wait(asked, { cause: 'requester', followUpAt, message: 'Depuis quand ?' });
  return ticket.id;
}

async function recorded(type: string, ids: readonly string[]): Promise<number[]> {
  const { rows } = await admin.query<{ count: string }>(
    `select (select count(*) from event e where e.stream_id = t.id and e.type = $1) as count
       from unnest($2::uuid[]) with ordinality as t (id, place)
      order by t.place`,
    [type, ids],
  );
  return rows.map(({ count }) => Number(count));
}

const ahead = async (id: string) => {
  const { rows } = await admin.query<{ kind: string; at: Date }>(
    'select kind, at from appointment where ticket_id = $1 order by position',
    [id],
  );
  return rows.map(({ kind, at }) => `${kind} ${at.toISOString()}`);
};

const daysOn = (days: number) => {
  clock.moveTo(new Date(Math.ceil((clock.now().getTime() + days * 86_400_000) / 86_400_000) * 86_400_000));
};

describe('what time does by itself', () => {
  it('is done once by two processes that sweep at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, waiting));
    expect(await ahead(ids[0]!)).toEqual([
      'remind_requester 2026-03-13T17:00:00.000Z',
      'remind_requester 2026-03-19T17:00:00.000Z',
      'resolve_unanswered 2026-03-24T17:00:00.000Z',
      'follow_up 2030-01-01T00:00:00.000Z',
    ]);
    clock.moveTo(new Date('2026-03-13T17:00:00Z'));
    await Promise.all([sweep(apps[0]), sweep(apps[1]), sweep(apps[0]), sweep(apps[1])]);
    await sweep();
    expect(await recorded('ticket.reminded', ids)).toEqual(ids.map(() => 1));
    clock.moveTo(new Date('2026-03-24T17:00:00Z'));
    await Promise.all([sweep(apps[1]), sweep(apps[0])]);
    await sweep();
    expect(await recorded('ticket.reminded', ids)).toEqual(ids.map(() => 1));
    expect(await recorded('ticket.resolved', ids)).toEqual(ids.map(() => 1));
    // by the program, in the name of the owner; nobody of its staff has answered by it
    const { rows } = await admin.query<{ actor: string; reached: boolean }>(
      `select distinct actor_id as actor, data ? 'reached' as reached from event where type = 'ticket.resolved'`,
    );
    expect(rows).toEqual([{ actor: '00000000-0000-0000-0000-000000000000', reached: false }]);
  });

  it('is done once when the process dies before the end of its transaction', async () => {
    const id = await waiting();
    daysOn(7);
    const index = jest.spyOn(apps[0].get(TicketsStore), 'index').mockRejectedValue(new Error('killed'));
    await sweep();
    expect(index).toHaveBeenCalled();
    expect(await recorded('ticket.reminded', [id])).toEqual([0]);
    index.mockRestore();
    clock.advance(1000);
    await sweep();
    await sweep();
    expect(await recorded('ticket.reminded', [id])).toEqual([1]);
  });

  it('waits for whoever works on the ticket, and is not done at all if they moved it', async () => {
    const id = await waiting();
    daysOn(7);
    const holder = await office.connect();
    await holder.query('begin');
    await holder.query('select 1 from ticket where id = $1 for update', [id]);
    await sweep();
    expect(await recorded('ticket.reminded', [id])).toEqual([0]);
    await holder.query('rollback');
    await holder.end();
    const { rows } = await admin.query<{ reference: string }>('select reference from ticket where id = $1', [id]);
    await desks.moves.resume({ actor: await cast.actor('agent.ulco'), reference: rows[0]!.reference });
    expect(await ahead(id)).toEqual([]);
    await sweep();
    expect(await recorded('ticket.reminded', [id])).toEqual([0]);
  });

  it('follows from the record and not from what is stored: a row that is wrong is put right', async () => {
    const id = await waiting();
    const right = await ahead(id);
    await admin.query(`update appointment set kind = 'close', at = $2 where ticket_id = $1 and position = 1`, [
      id,
      clock.now(),
    ]);
    await sweep();
    expect(await ahead(id)).toEqual(right);
    expect(await recorded('ticket.closed', [id])).toEqual([0]);
  });

  it('ends and leaves nobody out, whatever else stays due for ever', async () => {
    const [odd, other] = [await waiting(), await waiting()];
    const columns = 'target_minutes, started_at, priority, state';
    await admin.query(
      `insert into timer (id, ticket_id, institution_id, side, metric, run, wake_at, ${columns})
       select gen_random_uuid(), ticket_id, institution_id, side, metric, 99, '2026-01-01', ${columns}
         from timer
        where ticket_id = $1
        limit 1`,
      [odd],
    );
    daysOn(7);
    await sweep();
    expect(await recorded('ticket.reminded', [odd, other])).toEqual([1, 1]);
    await admin.query('delete from timer where run = 99');
  });

  it('lets a ticket that fails rest, longer each time, and keeps nobody else waiting for it', async () => {
    const [broken, other] = [await waiting(), await waiting()];
    await admin.query(`
      create sequence attempts;
      grant usage on attempts to public;
      create function fails() returns trigger language plpgsql as $$
      begin
        perform nextval('attempts');
        raise exception 'broken';
      end $$;
      create trigger fails before delete on appointment for each row
        when (old.ticket_id = '${broken}') execute function fails()`);
    const attempts = async () =>
      Number((await admin.query<{ n: string }>(`select last_value::text as n from attempts`)).rows[0]?.n);
    daysOn(7);
    const seen: number[] = [];
    for (const wait of [0, 0, 1000, 1000, 1000, 3999, 1]) {
      clock.advance(wait);
      await sweep();
      seen.push(await attempts());
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(await recorded('ticket.reminded', [broken, other])).toEqual([0, 1]);
    await admin.query('drop trigger fails on appointment; drop function fails(); drop sequence attempts');
    clock.advance(8000);
    await sweep();
    expect(await recorded('ticket.reminded', [broken, other])).toEqual([1, 1]);
  });

  it('is found by an index on instants alone, however many tickets there are', async () => {
    await admin.query('begin; set local enable_seqscan = off; set local enable_bitmapscan = off');
    const { rows } = await admin.query<{ 'QUERY PLAN': string }>(
      `explain select ticket_id, institution_id from appointment where at <= now() order by at limit 200`,
    );
    await admin.query('rollback');
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('using appointment_at');
  });
});
