import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { openPlans, plansIn, walked, type PlanBench } from '../../../database/plans.spec-support.js';
import { FreezeEntries } from '../calendar/freeze-entries.js';
import { ChangeEntries } from '../calendar/change-entries.js';
import { CalendarSources } from '../calendar/calendar-sources.js';
import { ChangesStore, type ChangeQuery } from './changes.store.js';
import { FreezePeriodsStore } from '../freezes/freeze-periods.store.js';

const ID = '0190a000-0000-7000-8000-000000000001';

let bench: PlanBench;
let actors: { provider: Actor; user: Actor };

beforeAll(async () => {
  bench = await openPlans('change_plans');
  const { admin } = bench;
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
});
afterAll(() => bench.close());

/** What a store says, run, with the rows that each part of its plan gave. */
const planOf = (actor: Actor, say: (tx: Transaction) => Promise<unknown>) =>
  plansIn(bench.source, actor, say, { run: true });

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

  it.each([1, 50, 52, 101])('of %d is the beginning of a longer one', async (limit) => {
    const listed = (most: number) =>
      new UnitOfWork(bench.source, () => new Date()).run(actors.provider, async (tx) =>
        (await new ChangesStore().list(tx, { ...all, limit: most })).map(({ id }) => id),
      );
    const page = await listed(limit);
    expect(page).toHaveLength(limit);
    expect(page).toEqual((await listed(153)).slice(0, limit));
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
