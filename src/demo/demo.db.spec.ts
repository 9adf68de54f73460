import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AppModule } from '../app.module.js';
import { parseConfig, type Config } from '../config/index.js';
import { cloneDatabase, systemActor, UnitOfWork, type TestServer } from '../database/index.js';
import type { Clock, MovableClock } from '../kernel/index.js';
import { verifyPassword } from '../modules/identity/password.js';
import { Settling, TicketsStore } from '../modules/tickets/index.js';
import { rowOf, TimersStore } from '../modules/timers/index.js';
import { seedDemo, type DemoSummary } from './demo.js';
import { itThorough } from '../kernel/effort.spec-support.js';

const NOW = new Date('2026-11-21T21:30:00Z');

type Database = Awaited<ReturnType<typeof cloneDatabase>>;

describe('the demonstration', () => {
  let db: Database;
  let maintenance: pg.Client;
  let dataDir: string;
  let contexts = 0;
  let first: DemoSummary;

  const createContext = (clock: Clock, urls = db): Promise<INestApplicationContext> => {
    contexts += 1;
    const config = parseConfig({ DEMO: 'on', LOG_LEVEL: 'fatal' }) as Config;
    const secretKeys = ['a key that lives as long as this test does, no longer'];
    const options = { config, urls, clock, secretKeys, dataDir, works: false };
    return NestFactory.createApplicationContext(AppModule.with(options), { logger: ['error'], abortOnError: false });
  };
  const seed = (password: string) =>
    seedDemo({
      installation: { dataDir, urls: db },
      password,
      createContext: (clock) => createContext(clock),
      now: NOW,
    });
  const newDatabase = () => {
    const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
    return cloneDatabase(server, `demo_${randomBytes(6).toString('hex')}`);
  };
  const rows = async <T extends object>(text: string) => (await maintenance.query<T>(text)).rows;
  const count = async (table: string) =>
    Number((await rows<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n);

  beforeAll(async () => {
    db = await newDatabase();
    maintenance = new pg.Client({ connectionString: db.maintenance });
    await maintenance.connect();
    dataDir = mkdtempSync(join(tmpdir(), 'guichet-demo-'));
    first = await seed('the first password');
  }, 120_000);

  afterAll(async () => {
    await maintenance.end();
    await db.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is a consortium of 20 institutions, 9 services and 171 agreements', async () => {
    expect(await count('institution')).toBe(20);
    expect(await count('site')).toBe(21);
    expect(await count('service')).toBe(9);
    expect(await count('agreement')).toBe(171);
    expect(
      await rows(`select i.code || '/' || s.code as pilot
                         from agreement a
                         join institution i on i.id = a.institution_id
                         join service s on s.id = a.service_id
                        where agreement_status(a, now()) = 'pilot'
                        order by pilot`),
    ).toEqual([{ pilot: 'UGUYANE/POD' }, { pilot: 'UNC/OAE' }, { pilot: 'UPF/OAE' }]);
    expect(
      await rows(`select code from institution
                        where id not in (select institution_id from agreement)`),
    ).toEqual([{ code: 'ESUP' }]);
  });

  it('has an account for every role in every institution, each somebody else', async () => {
    expect(first.accounts).toHaveLength(20 * 10 + 2);
    expect(new Set(first.accounts.map(({ name }) => name)).size).toBe(202);
    expect(await count('credential')).toBe(202);
    expect(
      await rows(`select i.code from institution i
                        where (select count(distinct g.role) from role_grant g where g.institution_id = i.id) <> 9`),
    ).toEqual([]);
    expect(
      await rows(`select p.email, s.code from membership m
                         join site s on s.id = m.site_id join person p on p.id = m.person_id`),
    ).toEqual([{ email: 'requester.metz.ulorraine@guichet.example', code: 'METZ' }]);
  });

  it('tells 30 tickets, of which a third are open, on more than twelve paths', async () => {
    expect(await count('ticket')).toBe(30);
    expect(
      await rows(`select count(*)::int as open from ticket where state in ('new', 'in_progress', 'waiting')`),
    ).toEqual([{ open: 10 }]);
    const paths = await rows(`select distinct string_agg(type, ',' order by number) from event
                               where type not like 'timer.%' and audience <> 'internal' group by stream_id`);
    expect(paths.length).toBeGreaterThan(12);
    expect(Object.values(first.distribution).reduce((sum, n) => sum + n, 0)).toBe(34);
    expect(first.lines.join('\n')).toContain('the first password');
  });

  it('shows the states that people ask for', async () => {
    const [seen] = await rows(`
      select bool_or(t.state = 'waiting' and t.waiting_cause = 'requester' and t.follow_up_at < '${NOW.toISOString()}') as overdue,
             bool_or(t.waiting_cause = 'requester' and e.waiting_cause = 'spoc') as "bothWait",
             bool_or(e.state = 'recalled') as recalled,
             bool_or(e.state = 'forwarded') as forwarded,
             bool_or(e.state = 'returned') as returned,
             bool_or(e.is_own) as own,
             bool_or(e.delivery_code = 'workaround') as workaround,
             bool_or(exists (select 1 from event v where v.stream_id = t.id and v.type = 'ticket.qualified'
                                                and v.data ->> 'rule' = 'raised')) as raised,
             bool_or(s.code = 'METZ') as metz,
             bool_or(s.time_zone = 'Pacific/Noumea') as noumea,
             bool_or(m.verdict = 'missed' and m.side = 'provider' and m.metric = 'resolution') as missed
        from ticket t
        join site s on s.id = t.site_id
        left join escalation e on e.ticket_id = t.id
        left join timer m on m.ticket_id = t.id`);
    expect(Object.entries(seen ?? {}).filter(([, isThere]) => isThere !== true)).toEqual([]);
  });

  it('tells four changes: one over, one to come, one being voted on, one that a freeze holds up', async () => {
    expect(
      await rows(`select i.code, c.class, c.state, c.outcome from change c join institution i on i.id = c.institution_id
                   order by c.state, c.class`),
    ).toEqual([
      { code: 'FUN', class: 'normal', state: 'closed', outcome: 'backed_out' },
      { code: 'ULORRAINE', class: 'major', state: 'deciding', outcome: null },
      { code: 'ULORRAINE', class: 'normal', state: 'deciding', outcome: null },
      { code: 'FUN', class: 'standard', state: 'scheduled', outcome: null },
    ]);
    // two of five seats have voted, and the round goes on
    expect(
      await rows(`select r.state, (select count(*)::int from change_vote v where v.round_id = r.id) as votes
                    from change_round r`),
    ).toEqual([{ state: 'open', votes: 2 }]);
    // who decides hears what stands against it
    expect(
      await rows(`select distinct c.title from event e join change c on c.id = e.stream_id
                   where e.type = 'change.conflicts_found'`),
    ).toEqual([{ title: 'Déplacer les documents d’OAE vers un autre stockage' }]);
    const [beside] = await rows(`
      select (select count(*)::int from change_model where approved_at is not null) as models,
             (select count(*)::int from risk_questionnaire) as questionnaires,
             (select count(*)::int from change_seat_naming where member_id is not null) as seats,
             (select count(*)::int from freeze_period) as summers,
             (select count(*)::int from release where state = 'published') as releases`);
    expect(beside).toEqual({ models: 1, questionnaires: 1, seats: 5, summers: 3, releases: 1 });
  });

  it('has the starter set in its catalogue, published by somebody who wrote none of it', async () => {
    const actions = await rows<{ state: string; same: boolean }>(
      `select a.state, v.published_by = any (v.author_ids) as same
         from action a join action_version v on v.action_id = a.id and v.number = a.published_number`,
    );
    expect(actions).toEqual(Array.from({ length: 25 }, () => ({ state: 'published', same: false })));
  });

  it('records every miss at the instant after it fell due, not when somebody came by', async () => {
    const misses = await rows<{ due: Date; told: Date }>(`
      select (data ->> 'dueAt')::timestamptz as due, occurred_at as told from event where type = 'timer.missed'`);
    expect(misses.length).toBeGreaterThan(0);
    for (const { due, told } of misses) expect(told.getTime() - due.getTime()).toBe(1);
  });

  it('counts no working time on the holiday of Metz', async () => {
    const [timer] = await rows(`
      select m.started_at as "startedAt", m.due_at as "dueAt", m.target_minutes as "targetMinutes"
        from timer m join ticket t on t.id = m.ticket_id join site s on s.id = t.site_id
       where s.code = 'METZ' and m.side = 'user' and m.metric = 'resolution'`);
    // from Thursday 15:30, 40 hours of 10 a day, without Good Friday and Easter Monday
    expect(timer).toEqual({
      startedAt: new Date('2026-04-02T15:30:00+02:00'),
      dueAt: new Date('2026-04-10T15:30:00+02:00'),
      targetMinutes: 2400,
    });
  });

  it('stores every timer as its record says', async () => {
    const tickets = await rows<{ reference: string; institutionId: string }>(
      'select reference, institution_id as "institutionId" from ticket',
    );
    const app = await createContext({ now: () => NOW });
    let compared = 0;
    for (const { reference, institutionId } of tickets) {
      await app.get(UnitOfWork).run(systemActor(institutionId), async (tx) => {
        const ticket = await app.get(TicketsStore).byReference(tx, reference);
        const { runs } = await app.get(Settling).recompute(tx, ticket, NOW);
        const stored = await app.get(TimersStore).ofTicket(tx, ticket.id);
        compared += stored.length;
        expect({ reference, timers: inOrder(runs.map(rowOf)) }).toEqual({
          reference,
          timers: inOrder(stored),
        });
      });
    }
    await app.close();
    expect(compared).toBeGreaterThan(80);
  });

  it('changes nothing but the password when it is started again', async () => {
    const tables = [
      'institution',
      'service_hours_version',
      'agreement_version',
      'person',
      'role_grant',
      'ticket',
      'change',
      'change_round',
      'change_freeze',
      'event',
    ];
    const sizes = () => Promise.all(tables.map(async (table) => [table, await count(table)]));
    const before = await sizes();
    const played = contexts;
    expect(existsSync(join(dataDir, 'demo-seeded'))).toBe(true);
    expect((await seed('the second password')).distribution).toEqual(first.distribution);
    // as if the program had been killed just before it noted the end
    rmSync(join(dataDir, 'demo-seeded'));
    await seed('the second password');
    expect(await sizes()).toEqual(before);
    expect(contexts).toBe(played);
    const [credential] = await rows<{ hash: string }>('select password_hash as hash from credential limit 1');
    expect(await verifyPassword(credential?.hash ?? '', 'the second password')).toBe(true);
  });

  itThorough(
    'cut short, is told to its end at the next start',
    async () => {
      const urls = await newDatabase();
      const folder = mkdtempSync(join(tmpdir(), 'guichet-demo-'));
      const options = { installation: { dataDir: folder, urls }, password: 'any', now: NOW };
      const owner = new pg.Client({ connectionString: urls.owner });
      await owner.connect();
      const told = async () =>
        (
          await owner.query<{ n: number; titles: number }>(
            'select count(*)::int as n, count(distinct title)::int as titles from ticket',
          )
        ).rows[0];
      try {
        const dying = async (clock: Clock) => {
          let moves = 0;
          const moveTo = (clock as MovableClock).moveTo.bind(clock);
          (clock as MovableClock).moveTo = (instant) => {
            moves += 1;
            if (moves > 60) throw new Error('the power went');
            moveTo(instant);
          };
          return createContext(clock, urls);
        };
        await expect(seedDemo({ ...options, createContext: dying })).rejects.toThrow('the power went');
        const before = (await told())?.n ?? 0;
        expect(before).toBeGreaterThan(0);
        expect(before).toBeLessThan(30);

        await seedDemo({ ...options, createContext: (clock) => createContext(clock, urls) });
        expect(await told()).toEqual({ n: 30, titles: 30 });
      } finally {
        await owner.end();
        await urls.drop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    120_000,
  );
});

function inOrder(timers: readonly object[]): unknown[] {
  const withoutIds = JSON.stringify(timers, (key, value: unknown) =>
    ['id', 'ticketId'].includes(key) ? undefined : value,
  );
  const plain = JSON.parse(withoutIds) as { side: string; metric: string; run: number }[];
  const key = ({ side, metric, run }: (typeof plain)[number]) => `${side} ${metric} ${run}`;
  return plain.sort((a, b) => key(a).localeCompare(key(b)));
}
