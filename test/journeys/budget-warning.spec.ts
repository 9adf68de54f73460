import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { compiled } from '../support/compiled.js';

let guichet: TestApp;
let admin: pg.Client;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-05-20T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  // units without tickets: nothing is looked at here but their verdicts
  await admin.query(`set session_replication_role = 'replica'`);
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const add = (count: number, verdict: string, at = '2026-05-18T10:00Z') =>
  admin.query(
    `insert into handled_unit (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference, kind, facts,
            verdict, verdict_at, binding, month, late_questions, returns)
     select gen_random_uuid(), a.institution_id, a.lead_provider_id, a.service_id, a.id, gen_random_uuid(), 'incident',
            '[]', $2, $3::timestamptz, true, to_char($3::timestamptz, 'YYYY-MM'), 0, 0
       from agreement a
       join institution i on i.id = a.institution_id
       join service s on s.id = a.service_id, generate_series(1, $1)
      where i.code = 'UPHF' and s.code = 'OAE'`,
    [count, verdict, at],
  );
const warnings = async () =>
  (await admin.query(`select data, readers from event where type = 'budget.warned'`)).rows as {
    data: object;
    readers: string[];
  }[];

it('a budget that will run out before its quarter ends is told to both sides once, from twenty verdicts on', async () => {
  const { MonthRounds } = await compiled<typeof import('../../src/modules/reports/month-rounds.js')>(
    'modules/reports/month-rounds.js',
  );
  const rounds = guichet.app.get(MonthRounds);
  // of the quarter before: none of this one's
  await add(30, 'missed', '2026-03-20T10:00Z');
  await add(15, 'met');
  await add(4, 'missed');
  await rounds.run();
  expect(await warnings()).toEqual([]);
  await add(1, 'met');
  await Promise.all([rounds.run(), rounds.run()]);
  await rounds.run();
  const told = await warnings();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    data: { quarter: '2026-Q2', total: 20, missed: 4, allowed: 1, days: 30, runsOutOn: '2026-05-20' },
  });
  expect(told[0]?.readers.map((key) => key.split('/')[1])).toEqual(['user', 'provider']);
});
