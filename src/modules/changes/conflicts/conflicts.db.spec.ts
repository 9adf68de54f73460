import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ChangesModule } from '../changes.module.js';
import { ChangesService } from '../changes.service.js';
import { SchedulingService } from '../moves/scheduling.service.js';
import { FreezesModule } from '../freezes/freezes.module.js';
import { ConflictsService } from './conflicts.service.js';

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
