import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../../database/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { ChangesModule } from '../changes.module.js';
import { ChangesService } from '../changes.service.js';
import { SchedulingService } from '../scheduling.service.js';
import { FreezesModule } from '../freezes/freezes.module.js';
import { ConflictsService } from './conflicts.service.js';
import { WindowsService } from './windows.service.js';

let office: Office;
/** Two processes on one database. */
let apps: [INestApplicationContext, INestApplicationContext];

beforeAll(async () => {
  office = await openOffice(FreezesModule, CalendarModule, ChangesModule);
  apps = [office.app, await office.another()];
});
afterAll(() => office.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const fromNow = (offset: number) => new Date(office.clock.now().getTime() + offset);

async function drafted(day: number, more: object = {}): Promise<string> {
  const author = await office.cast.actor('engineer.fun');
  const change = await apps[0].get(ChangesService).open(author, {
    kind: 'standard',
    services: ['FUNCAMPUS'],
    title: 'Mise à jour',
    why: 'Des corrections.',
    plan: 'Basculer.',
    tests: 'Regarder.',
    backoutPlan: 'Revenir.',
    backoutMinutes: 10,
    wasTried: true,
    interruptionMinutes: 0,
    answers: {
      reach: 'few',
      tried: 'yes',
      backout: 'short',
      data: 'none',
      experience: 'us',
      when: 'quiet',
      parts: 'none',
    },
    window: { from: fromNow(day * DAY), to: fromNow(day * DAY + 2 * HOUR) },
    implementers: [author.personId],
    ...more,
  });
  return change.reference;
}

describe('two changes that overlap', () => {
  it('are not both scheduled by two who press at once in two processes', async () => {
    const peer = await office.cast.actor('change-manager.fun');
    for (let round = 0; round < 4; round += 1) {
      const [one, other] = [await drafted(10 + round), await drafted(10 + round)];
      const results = await Promise.allSettled([
        apps[0].get(SchedulingService).schedule(peer, one, undefined),
        apps[1].get(SchedulingService).schedule(peer, other, undefined),
      ]);
      const refusals = results.flatMap((result) =>
        result.status === 'rejected' ? [(result.reason as { refusal?: { code: string } }).refusal?.code] : [],
      );
      expect(refusals).toEqual(['conflict']);
    }
  });
});

describe('what depends on what', () => {
  it('warns of a change of what a component needs, whoever makes it', async () => {
    await office.admin.query(
      `insert into component (id, service_id, code)
       select gen_random_uuid(), s.id, c from service s, unnest(array['front', 'store']) c where s.code = 'FUNCAMPUS'
       on conflict do nothing`,
    );
    await office.admin.query(
      `insert into component_dependency (id, institution_id, component_id, needs_id, added_by, added_at)
       select gen_random_uuid(), s.lead_provider_id, a.id, b.id, $1, now()
         from service s join component a on a.service_id = s.id and a.code = 'front'
         join component b on b.service_id = s.id and b.code = 'store'
        where s.code = 'FUNCAMPUS'`,
      [randomUUID()],
    );
    const peer = await office.cast.actor('change-manager.fun');
    const tenant = (code: string) => ({ kind: 'own_tenant', tenant: code });
    const store = await drafted(30, {
      ...tenant('ULCO'),
      components: [{ service: 'FUNCAMPUS', code: 'store' }],
      implementers: [peer.personId],
    });
    await office.admin.query(`update change set state = 'approved', announced_at = now() where reference = $1`, [
      store,
    ]);
    // another institution’s tenant on the same service: neither is in the other’s way, but what one needs is touched
    const front = await drafted(30, { ...tenant('UPHF'), components: [{ service: 'FUNCAMPUS', code: 'front' }] });
    const { conflicts } = await apps[0].get(ConflictsService).read(peer, front);
    expect(conflicts.map(({ kind, severity }) => [kind, severity])).toEqual([['dependency', 'warns']]);
    const twice = await drafted(30, { ...tenant('UPHF'), implementers: [peer.personId] });
    expect((await apps[0].get(ConflictsService).read(peer, twice)).conflicts.map(({ kind }) => kind)).toEqual([
      'implementer_twice',
    ]);
  });
});

describe('ten thousand changes and five thousand freezes over two years', () => {
  let reference: string;

  beforeAll(async () => {
    await office.admin.query(`
      with services as (select array_agg(id order by code) as ids from service),
           made as (
        insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                            class_reasons, state, outcome, window_from, window_to, interruption_minutes, risk, announced_at,
                            decided_at, closed_at, listed_at, version, updated_at)
        select gen_random_uuid(), s.lead_provider_id, 'CHG-X-2026-' || lpad(n::text, 5, '0'), 'Changement ' || n, 'x',
               array[s.id], '{}', '{production}', 'normal', 'normal', '[]',
               case when d.at < '2026-03-10' then 'closed' else (array['scheduled', 'approved', 'deciding'])[1 + n % 3] end,
               case when d.at < '2026-03-10' then 'successful' end, d.at, d.at + interval '90 minutes', n % 40, 'low',
               d.at - interval '20 days', d.at - interval '10 days',
               case when d.at < '2026-03-10' then d.at + interval '1 day' end, d.at, 3, '2026-03-01'
          from generate_series(1, 10000) n
         cross join services
         cross join lateral (select timestamptz '2025-09-10 06:00+01' + n * interval '105 minutes' as at) d
          join service s on s.id = services.ids[1 + n % array_length(services.ids, 1)]
        returning *),
           insides as (
        insert into change_inside (change_id, institution_id, plan, tests, backout_plan, was_tried, loses_function,
                                   takes_personal_data, is_major_version, answers, implementer_ids, author_id, owner_id,
                                   created_at, version, updated_at)
        select id, institution_id, 'x', 'x', 'x', true, false, false, false, '{}', '{}', gen_random_uuid(), gen_random_uuid(),
               updated_at, 3, updated_at
          from made)
      insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
      select distinct a.institution_id, m.id, 'affected', m.institution_id, m.service_ids, m.announced_at, m.listed_at
        from made m join agreement a on a.service_id = m.service_ids[1]`);
    await office.admin.query(`
      with made as (
        insert into change_freeze (id, institution_id, scope, service_id, scope_key, title, reason, time_zone, first_day,
                                   last_day, excluded, starts_at, ends_at, declared_by, declared_at, version, updated_at)
        select gen_random_uuid(), i.id, 'institution', null, 'institution/' || i.id, 'Gel ' || n, 'x', 'Europe/Paris', d.day,
               d.day + n % 7, '{}', d.day::timestamp at time zone 'Europe/Paris',
               (d.day + n % 7 + 1)::timestamp at time zone 'Europe/Paris', '00000000-0000-0000-0000-000000000000',
               '2026-01-01', 1, '2026-01-01'
          from generate_series(1, 5000) n
         cross join lateral (select date '2025-09-10' + n * 730 / 5000 as day) d
          join lateral (select id from institution order by id offset n % 18 limit 1) i on true
        returning *)
      insert into freeze_period
      select id, first_day, institution_id, scope, null, starts_at, ends_at, false, false, declared_at, '{}', 20, false,
             'declared_too_late'
        from made`);
    await office.admin.query('analyze change, change_inside, change_party, change_freeze, freeze_period');
    reference = await drafted(60, { kind: 'normal', interruptionMinutes: 20 });
  });

  /** In milliseconds. */
  const measured = async (name: string, ask: (n: number) => Promise<unknown>): Promise<number> => {
    for (let n = 0; n < 5; n += 1) await ask(n);
    const times: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const start = performance.now();
      await ask(n);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const [median, p95] = [times[20] ?? Infinity, times[37] ?? Infinity];
    process.stdout.write(`${name}: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms\n`);
    return p95;
  };

  it('are looked through for conflicts', async () => {
    const actor = await office.cast.actor('change-manager.fun');
    const service = apps[0].get(ConflictsService);
    const { conflicts } = await service.read(actor, reference);
    expect(conflicts.length).toBeGreaterThan(1);
    expect(await measured('conflicts', () => service.read(actor, reference))).toBeLessThan(300);
  });

  it('are looked through for windows', async () => {
    const actor = await office.cast.actor('change-manager.fun');
    const service = apps[0].get(WindowsService);
    const until = fromNow(700 * DAY);
    expect((await service.read(actor, reference, { minutes: 30, until, limit: 5 })).windows).toHaveLength(5);
    expect(
      await measured('windows over two years', () => service.read(actor, reference, { minutes: 30, until, limit: 5 })),
    ).toBeLessThan(300);
    expect(
      await measured('windows over ninety days', () => service.read(actor, reference, { minutes: 30, limit: 5 })),
    ).toBeLessThan(300);
  });

  it('are shown by the month', async () => {
    const calendar = apps[0].get(CalendarService);
    const month = (n: number) =>
      [`2026-${String(4 + (n % 6)).padStart(2, '0')}-01`, `2026-${String(4 + (n % 6)).padStart(2, '0')}-28`] as const;
    for (const who of ['change-manager.fun', 'spoc.ulco', 'requester.ulco']) {
      const actor = await office.cast.actor(who);
      const shown = await calendar.between(actor, ...month(0));
      expect(shown.filter(({ kind }) => kind === 'change').length).toBeGreaterThan(10);
      expect(
        await measured(`a month of ${who}: ${shown.length} entries`, (n) => calendar.between(actor, ...month(n))),
      ).toBeLessThan(150);
    }
  });

  it('are found by indexes', async () => {
    const actor = await office.cast.actor('change-manager.fun');
    const plan = await apps[0].get(UnitOfWork).run(actor, (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(
        `explain select c.id from change c
          where c.window_from is not null and c.window_from > $1 and c.window_from < $2 and c.window_to > $1`,
        [fromNow(60 * DAY), fromNow(61 * DAY)],
      ),
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('change_window');
  });
});
