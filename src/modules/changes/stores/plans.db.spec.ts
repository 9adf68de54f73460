import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { cloneDatabase, UnitOfWork, type Actor, type TestServer, type Transaction } from '../../../database/index.js';
import { installConsortium } from '../../../demo/install-consortium.js';
import { FreezeEntries } from '../calendar/freeze-entries.js';
import { ChangeEntries } from '../calendar/change-entries.js';
import { CalendarSources } from '../calendar/calendar-sources.js';
import { ChangesStore, type ChangeQuery } from './changes.store.js';
import { FreezePeriodsStore } from '../freezes/freeze-periods.store.js';

const ID = '0190a000-0000-7000-8000-000000000001';

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let source: DataSource;
let admin: pg.Client;
let actors: { provider: Actor; user: Actor };

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '{}') as TestServer;
  database = await cloneDatabase(server, `change_plans_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: new Date('2026-03-10T08:00:00Z') });
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  const { rows } = await admin.query<{ id: string; code: string }>('select id, code from institution');
  const actorOf = (code: string): Actor => ({
    personId: ID,
    name: 'somebody',
    institution: { id: rows.find((one) => one.code === code)?.id ?? '', code, name: '' },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'all',
    roles: new Map([['change_manager', 'all']]),
  });
  actors = { provider: actorOf('FUN'), user: actorOf('ULCO') };
  // enough of each for plans to matter; what nobody reads here is left out
  await admin.query('set session_replication_role = replica');
  await admin.query(`
    with made as (
      insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                          class_reasons, state, window_from, window_to, interruption_minutes, risk, announced_at, listed_at,
                          version, updated_at)
      select gen_random_uuid(), s.lead_provider_id, 'CHG-X-' || n, '', '', array[s.id], '{}', '{production}', 'normal', 'normal', '[]',
             (array['scheduled', 'deciding', 'approved'])[1 + n % 3], now() + n * interval '5 hours', now() + n * interval '5 hours' + interval '1 hour',
             0, 'low', now(), now() + n * interval '5 hours', 1, now()
        from generate_series(1, 3000) n
        join lateral (select * from service order by code offset n % 9 limit 1) s on true
      returning *)
    insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
    select i.id, m.id, 'affected', m.institution_id, m.service_ids, now(), m.listed_at from made m cross join institution i`);
  await admin.query(`
    insert into freeze_period (freeze_id, on_day, scope, institution_id, starts_at, ends_at, is_long, is_lifted, declared_at,
                               working_days, blocks_shared, why)
    select gen_random_uuid(), '2026-03-10', 'institution', i.id, now() + n * interval '2 hours', now() + n * interval '2 hours' + interval '1 day',
           n % 100 = 0, false, now(), '{}', false, 'allowance_used'
      from generate_series(1, 5000) n
      join lateral (select id from institution order by code offset n % 20 limit 1) i on true`);
  await admin.query('analyze');
  source = new DataSource({
    type: 'postgres',
    url: database.api,
    extra: { options: '-c plan_cache_mode=force_generic_plan' },
  });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await admin.end();
  await database.drop();
});

/** The plan of what a store says, as the role of the API behind the wall: with the rows that each part of it gave. */
async function planOf(actor: Actor, say: (tx: Transaction) => Promise<unknown>): Promise<string> {
  return new UnitOfWork(source, () => new Date()).run(actor, async (tx) => {
    const said: { text: string; values: readonly unknown[] }[] = [];
    await say({
      ...tx,
      query: (text, values = []) => {
        said.push({ text, values });
        return Promise.resolve([]);
      },
    });
    const plans: string[] = [];
    for (const { text, values } of said) {
      const explained = `explain (analyze, costs off, timing off, summary off, buffers off) ${text}`;
      const lines = await tx.query<Record<string, string>>(explained, values, { prepared: false });
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
    }
    return plans.join('\n\n');
  });
}

/** The most rows that a walk over an index gave. */
const walked = (plan: string, index: string): number =>
  Math.max(
    ...[...plan.matchAll(new RegExp(`Scan (?:Backward )?using ${index} .*rows=([0-9.]+) loops=([0-9]+)`, 'g'))].map(
      ([, rows, loops]) => Number(rows) * Number(loops),
    ),
  );

const all: ChangeQuery = {
  service: undefined,
  institution: undefined,
  states: undefined,
  classes: undefined,
  from: undefined,
  to: undefined,
  limit: 51,
  after: undefined,
};

describe('a page of changes', () => {
  it.each<[string, 'provider' | 'user', Partial<ChangeQuery>, number]>([
    ['latest first, at a provider', 'provider', {}, 60],
    ['latest first, where services are used', 'user', {}, 60],
    ['of a state', 'user', { states: ['deciding'] }, 200],
    ['of a service', 'user', { service: 'SMSU' }, 600],
    ['a later page', 'user', { after: { at: '2026-12-01T00:00:00Z', id: ID } }, 60],
  ])('%s is cut from an index', async (_, who, query, most) => {
    const plan = await planOf(actors[who], (tx) => new ChangesStore().list(tx, { ...all, ...query }));
    expect(walked(plan, 'change_party_listed')).toBeLessThanOrEqual(most);
    if (who === 'provider') expect(plan).toContain('using change_listed on change');
    // whether one change concerns somebody is looked up by that change
    expect(plan).not.toMatch(/Seq Scan on change(?:_party)?\b/);
    expect(plan).not.toMatch(/hashed SubPlan.*change_party/);
  });

  it('coming windows walk what begins in them', async () => {
    const [from, to] = [new Date(Date.now() + 100 * 86_400_000), new Date(Date.now() + 107 * 86_400_000)];
    const plan = await planOf(actors.user, (tx) => new ChangesStore().list(tx, { ...all, from, to, limit: 101 }));
    // five hours apart, two weeks of them
    expect(walked(plan, 'change_party_listed')).toBeLessThanOrEqual(70);
  });
});

describe('a month of the calendar', () => {
  const [from, to] = [new Date(Date.now() + 40 * 86_400_000), new Date(Date.now() + 70 * 86_400_000)];

  it('walks the windows that begin in it', async () => {
    const plan = await planOf(actors.user, (tx) => new ChangeEntries(new CalendarSources()).entries(tx, from, to));
    expect(plan).toContain('change_window');
    expect(plan).not.toMatch(/Seq Scan on change(?:_party)?\b/);
  });

  it.each<[string, (tx: Transaction) => Promise<unknown>]>([
    ['shown', (tx) => new FreezeEntries(new CalendarSources()).entries(tx, from, to)],
    ['in the way', (tx) => new FreezePeriodsStore().between(tx, from, to)],
  ])('looks for freezes by both of their indexes at once: %s', async (_, say) => {
    const plan = await planOf(actors.provider, say);
    expect(plan).toContain('Bitmap Index Scan on freeze_period_short');
    expect(plan).toContain('Bitmap Index Scan on freeze_period_long');
    expect(plan.match(/ on freeze_period p\b/g)).toHaveLength(1);
  });
});
