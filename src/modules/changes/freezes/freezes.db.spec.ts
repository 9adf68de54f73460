import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../../database/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { FreezesBetween } from './freezes-between.js';
import { FreezesModule } from './freezes.module.js';
import { FreezesService, type FreezeWish } from './freezes.service.js';

let office: Office;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];

beforeAll(async () => {
  office = await openOffice(FreezesModule, CalendarModule);
  apps = [office.app, await office.another()];
});
afterAll(() => office.close());

const declare = async (who: string, more: Partial<FreezeWish> = {}, app = apps[0]) =>
  app.get(FreezesService).declare(await office.cast.actor(who), {
    scope: 'institution',
    title: 'Examens',
    reason: 'Les examens',
    from: '2026-06-01',
    to: '2026-06-05',
    ...more,
  });
const between = async (who: string, from: string, to: string) =>
  apps[0]
    .get(UnitOfWork)
    .run(await office.cast.actor(who), (tx) =>
      apps[0].get(FreezesBetween).freezesBetween(tx, new Date(from), new Date(to)),
    );

describe('two processes that declare at once', () => {
  it('never grant more than ten working days between them', async () => {
    const wishes = Array.from({ length: 8 }, (_, n) => {
      const day = String(7 + n).padStart(2, '0');
      return {
        title: `Examens ${String(n)}`,
        from: `2026-1${String(n % 2)}-${day}`,
        to: `2026-1${String(n % 2)}-${String(10 + n)}`,
      };
    });
    await Promise.all(wishes.map((wish, n) => declare('spoc.ulco', wish, apps[n % 2])));
    const { rows } = await office.admin.query<{ days: number; refused: number }>(
      `select (select count(distinct d)::integer from freeze_period p, unnest(p.working_days) d where p.blocks_shared) as days,
              (select count(*)::integer from freeze_period p where not p.blocks_shared) as refused`,
    );
    expect(rows[0]?.days).toBeLessThanOrEqual(10);
    expect(rows[0]?.days).toBeGreaterThan(5);
    expect(rows[0]?.refused).toBeGreaterThan(0);
  });
});

describe('what conflicts ask', () => {
  it('is told as the rules know it: scopes by codes, and whether it blocks', async () => {
    await declare('spoc.uphf', { from: '2026-07-06', to: '2026-07-10' });
    await declare('change-manager.fun', {
      scope: 'service',
      service: 'FUNCAMPUS',
      from: '2026-07-06',
      to: '2026-07-06',
    });
    const found = await between('change-manager.fun', '2026-07-06T10:00:00Z', '2026-07-06T11:00:00Z');
    expect(found.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining([
        { kind: 'service', service: 'FUNCAMPUS' },
        { kind: 'institution', institution: 'UPHF', blocksShared: true },
      ]),
    );
    // half-open on both ends
    expect(await between('change-manager.fun', '2026-07-10T22:00:00Z', '2026-07-11T00:00:00Z')).toEqual([]);
    expect(await between('change-manager.fun', '2026-07-05T20:00:00Z', '2026-07-05T22:00:00Z')).toEqual([]);
    expect(await between('spoc.ujm', '2026-07-06T10:00:00Z', '2026-07-06T11:00:00Z')).toHaveLength(1);
  });

  it('leaves out what is lifted, and finds what has gone on for months', async () => {
    const { freeze } = await declare('spoc.ujm', { from: '2026-08-01', to: '2026-12-31' });
    const inDecember = ['2026-12-07T10:00:00Z', '2026-12-07T11:00:00Z'] as const;
    expect(await between('spoc.ujm', ...inDecember)).toMatchObject([{ id: freeze.id }]);
    const lifted = { reason: 'Reportés', from: new Date('2026-09-01T00:00:00Z') };
    await apps[0].get(FreezesService).lift(await office.cast.actor('spoc.ujm'), freeze.id, undefined, lifted);
    expect(await between('spoc.ujm', ...inDecember)).toEqual([]);
    expect(await between('spoc.ujm', '2026-08-31T10:00:00Z', '2026-08-31T11:00:00Z')).toMatchObject([
      { id: freeze.id },
    ]);
  });
});

describe('five thousand freezes over two years', () => {
  beforeAll(async () => {
    await office.admin.query(`
      with made as (
        insert into change_freeze (id, institution_id, scope, service_id, scope_key, title, reason, time_zone, first_day,
                                   last_day, excluded, starts_at, ends_at, declared_by, declared_at, version, updated_at)
        select gen_random_uuid(), i.id, 'institution', null, 'institution/' || i.id, 'Gel ' || n, 'x', 'Europe/Paris', d.day,
               d.day + n % 7, '{}', d.day::timestamp at time zone 'Europe/Paris',
               (d.day + n % 7 + 1)::timestamp at time zone 'Europe/Paris', '00000000-0000-0000-0000-000000000000',
               '2026-01-01', 1, '2026-01-01'
          from generate_series(1, 5000) n
         cross join lateral (select date '2026-01-01' + n * 730 / 5000 as day) d
          join lateral (select id from institution order by id offset n % 18 limit 1) i on true
        returning *)
      insert into freeze_period
      select id, first_day, institution_id, scope, null, starts_at, ends_at, false, false, declared_at, '{}', 20, true,
             'within_allowance'
        from made`);
    await office.admin.query('analyze change_freeze, freeze_period');
  });

  const day = (n: number) => new Date(Date.UTC(2026, 3, 1 + n * 10));

  it('are asked about a window by an index', async () => {
    const actor = await office.cast.actor('change-manager.fun');
    const work = apps[0].get(UnitOfWork);
    const ask = (n: number) =>
      work.run(actor, (tx) =>
        apps[0].get(FreezesBetween).freezesBetween(tx, day(n), new Date(day(n).getTime() + 4 * 3_600_000)),
      );
    expect((await ask(3)).length).toBeGreaterThan(10);
    const plan = await work.run(actor, (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(
        `explain select * from freeze_period p
          where not p.is_long and p.starts_at >= $1::timestamptz - interval '32 days' and p.starts_at < $1 and p.ends_at > $1`,
        [day(3)],
      ),
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('freeze_period_short');
  });
});
