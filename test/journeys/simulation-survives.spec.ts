import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { until } from '../support/until.js';

const UNITS = 12_000;
/** The program's own rounds find nothing that is due later than its clock stands. */
const NOW = '2026-03-10T09:00:00Z';
const LATER = '2026-03-11T09:00:00Z';

let guichet: TestApp;
let admin: pg.Client;
let ours: Browser, agreement: string, agreementId: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  guichet = await startTestApp({ now: NOW, environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  ours = await guichet.as('manager.ulco');
  const { rows } = await admin.query<{ id: string }>(
    `select a.id from agreement a
       join institution i on i.id = a.institution_id and i.code = 'ULCO'
       join service s on s.id = a.service_id and s.code = 'FUNCAMPUS'`,
  );
  agreementId = rows[0]?.id ?? '';
  agreement = `/agreements/${agreementId}`;
  await addUnits();
});
afterEach(async () => {
  await admin.query(`delete from simulation_due; delete from simulation`);
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await admin.end();
  await guichet.close();
});

/** Units of tickets that nobody opened: offered at 9:00 in January, delivered an hour later. */
async function addUnits(): Promise<void> {
  await admin.query('set session_replication_role = replica');
  await admin.query(
    `insert into handled_unit (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference, kind, facts,
            verdict, verdict_at, due_at, binding, month, response, late_questions, returns)
     select gen_random_uuid(), a.institution_id, a.lead_provider_id, a.service_id, a.id,
            'ULCO-2026-' || lpad(n::text, 5, '0'), 'incident',
            '[{"type":"opened","at":"2026-01-13T08:00:00.000Z","priority":"P2"},
              {"type":"ticket","at":"2026-01-13T08:00:00.000Z","state":"in_progress"},
              {"type":"escalation","at":"2026-01-13T08:00:00.000Z","n":1,"state":"offered"},
              {"type":"escalation","at":"2026-01-13T09:00:00.000Z","n":1,"state":"delivered"}]',
            'met', '2026-01-13T09:00:00Z', '2026-01-14T08:00:00Z', true, '2026-01', 'met', 0, 0
       from agreement a, generate_series(1, $2::int) n
      where a.id = $1`,
    [agreementId, UNITS],
  );
  await admin.query('set session_replication_role = origin');
  await admin.query('analyze handled_unit');
}

/** Asked for, and due at an instant. 30 minutes are promised: everything flips. */
async function ask(at: string, state = 'queued', month = '2026-01', minutes = 30): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `insert into simulation (id, institution_id, agreement_id, asked_by, asked_at, from_month, to_month, terms, state,
            attempts, done, total)
     select $1, institution_id, id, gen_random_uuid(), $3, $5, $5,
            '{"targets":{"incident":{"P2":{"resolution":${minutes}}}},"alsoPauses":[],
              "hours":{"timeZone":"Europe/Paris","weekly":{"tue":[["08:00","18:00"]]},"holidays":[],"closures":[]}}',
            $4, 0, 0, 0
       from agreement where id = $2`,
    [id, agreementId, NOW, state, month],
  );
  await admin.query('insert into simulation_due select $1, institution_id, $3 from agreement where id = $2', [
    id,
    agreementId,
    at,
  ]);
  return id;
}

const runner = async () => {
  const { SimulationRunner } = await compiled<
    typeof import('../../src/modules/reports/simulation/simulation-runner.js')
  >('modules/reports/simulation/simulation-runner.js');
  return guichet.app.get(SimulationRunner);
};
const stateOf = async (id: string) => (await ours.get(`${agreement}/simulations/${id}`)).body;

describe('a simulation', () => {
  it('says how far it is, and is done at a hundred percent', async () => {
    const id = await ask(NOW);
    const seen = new Set<number>();
    const running = (await runner()).run();
    await until(async () => {
      const { state, done, total } = await stateOf(id);
      if (total > 0) seen.add(done as number);
      return state === 'done';
    });
    await running;
    expect(seen.size).toBeGreaterThan(2);
    expect([...seen].sort((a, b) => a - b)).toEqual([...seen]);
    const { done, total, result } = await stateOf(id);
    expect([done, total]).toEqual([UNITS, UNITS]);
    expect(result).toMatchObject({ flipped: UNITS, isCut: true, sla: { total: { simulated: { missed: UNITS } } } });
    expect(result.flips).toHaveLength(5000);
  });

  it('looks again at what was met before the period and worked on in it', async () => {
    // a second matter, long after the first: two hours on a Tuesday in March
    const again = `[{"type":"escalation","at":"2026-03-03T08:00:00.000Z","n":2,"state":"offered"},
                    {"type":"escalation","at":"2026-03-03T10:00:00.000Z","n":2,"state":"delivered"}]`;
    const one = '(select min(ticket_id::text)::uuid from handled_unit)';
    await admin.query(`update handled_unit set facts = facts || $1::jsonb where ticket_id = ${one}`, [again]);
    const id = await ask(NOW, 'queued', '2026-03', 90);
    await (await runner()).run();
    await until(async () => (await stateOf(id)).state === 'done');
    const { total, result } = await stateOf(id);
    expect(total).toBe(1);
    // it was counted in January; under 90 minutes it would have been missed, in March
    expect(result.sla.total).toMatchObject({ actual: { total: 0 }, simulated: { met: 0, missed: 1 } });
    await admin.query(`update handled_unit set facts = facts - -1 - -1 where ticket_id = ${one}`);
  });

  it('stops soon when it is cancelled, and stays so', async () => {
    const id = await ask(NOW);
    const running = (await runner()).run();
    await until(async () => (await stateOf(id)).done > 0);
    expect((await ours.post(`${agreement}/simulations/${id}/cancel`)).body.state).toBe('cancelled');
    const cancelledAt = performance.now();
    await running;
    // it is seen with the next batch; the rest is for a machine that has other work
    expect(performance.now() - cancelledAt).toBeLessThan(3000);
    const { state, result, done } = await stateOf(id);
    expect([state, result]).toEqual(['cancelled', null]);
    expect(done).toBeLessThan(UNITS);
    const again = await ours.post(`${agreement}/simulations/${id}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'simulation_over']);
  });

  it('that was cancelled before it began never begins', async () => {
    const id = await ask(LATER);
    await ours.post(`${agreement}/simulations/${id}/cancel`);
    await admin.query('update simulation_due set at = $1', [NOW]);
    await (await runner()).run();
    expect(await stateOf(id)).toMatchObject({ state: 'cancelled', done: 0, total: 0 });
  });

  it('begins again from the start when the process is killed, and has one result', async () => {
    const id = await ask(LATER);
    const folder = mkdtempSync(join(tmpdir(), 'guichet-simulation-'));
    const { api, worker, jobs, maintenance } = guichet.urls;
    child = spawn(process.execPath, ['dist/src/main.js'], {
      env: {
        ...process.env,
        DATABASE_API_URL: api,
        DATABASE_WORKER_URL: worker,
        DATABASE_JOBS_URL: jobs,
        DATABASE_MAINTENANCE_URL: maintenance,
        SECRET_KEY: 'a secret key that lives as long as a journey does',
        DATA_DIR: folder,
        ROLE: 'worker',
        PORT: '0',
        DEMO: 'off',
        LOG_LEVEL: 'fatal',
      },
      stdio: 'ignore',
    });
    const died = new Promise((resolve) => child?.once('exit', resolve));
    await until(async () => (await stateOf(id)).done > 0);
    child.kill('SIGKILL');
    await died;
    rmSync(folder, { recursive: true, force: true });
    const left = await stateOf(id);
    expect([left.state, left.result]).toEqual(['running', null]);

    // the lease of the dead runs out by the clock of whoever comes next
    const { rows } = await admin.query<{ at: Date }>('select at from simulation_due');
    await (await runner()).run();
    expect((await stateOf(id)).state).toBe('running');
    guichet.clock.moveTo(new Date((rows[0]?.at.getTime() ?? 0) + 1000));
    ours = await guichet.as('manager.ulco');
    await (await runner()).run();
    expect(await stateOf(id)).toMatchObject({ state: 'done', done: UNITS, total: UNITS, result: { flipped: UNITS } });
    const attempts = await admin.query('select attempts from simulation where id = $1', [id]);
    expect(attempts.rows).toEqual([{ attempts: 2 }]);
  });

  it('that ends every process which tries it is given up', async () => {
    const id = await ask(NOW, 'running');
    await admin.query('update simulation set attempts = 3');
    await (await runner()).run();
    expect(await stateOf(id)).toMatchObject({ state: 'failed', error: 'It was interrupted 3 times.', result: null });
  });

  it('fails with a word to say so when its thread dies, and the next one goes on', async () => {
    await admin.query(
      `update handled_unit set facts = '[{"type":"opened","at":"2026-01-13T08:00:00.000Z","priority":"P2"}, null, {"at":"2026-01-13T09:00:00.000Z"}]' where reference = 'ULCO-2026-00777'`,
    );
    const id = await ask(NOW);
    await (await runner()).run();
    expect(await stateOf(id)).toMatchObject({ state: 'failed', error: 'The computation ended unexpectedly.' });
    await admin.query(`delete from handled_unit where reference = 'ULCO-2026-00777'`);
    const next = await ask(NOW);
    await (await runner()).run();
    expect(await stateOf(next)).toMatchObject({ state: 'done', total: UNITS - 1 });
  });

  it('is one of three at most that an institution has queued or running', async () => {
    for (const state of ['running', 'queued', 'queued']) await ask('2100-01-01T00:00:00Z', state);
    const post = () => ours.post(`${agreement}/simulate`, { from: '2026-01', to: '2026-02' });
    const { status, body } = await post();
    expect([status, body.code]).toEqual([409, 'too_many_simulations']);
    const { body: list } = await ours.get(`${agreement}/simulations`);
    await ours.post(`${agreement}/simulations/${list.items[0].id as string}/cancel`);
    expect((await post()).status).toBe(202);
    const theirs = await guichet.as('manager.fun');
    expect((await theirs.post(`${agreement}/simulate`, { from: '2026-01', to: '2026-02' })).status).toBe(202);
    await (await runner()).run();
  });

  it('is removed ninety days after it was over', async () => {
    await ask(NOW);
    await (await runner()).run();
    const count = async () => (await admin.query<{ count: string }>('select count(*) from simulation')).rows[0]?.count;
    guichet.clock.advance(90 * 86_400_000 - 1);
    await (await runner()).run();
    expect(await count()).toBe('1');
    guichet.clock.advance(1);
    await (await runner()).run();
    expect(await count()).toBe('0');
  });
});

it('does not keep the program from stopping', async () => {
  guichet.clock.advance(1000);
  const id = await ask(NOW);
  void (await runner()).run();
  const { rows } = await admin.query<{ state: string }>('select state from simulation');
  await until(async () => {
    const { rows: found } = await admin.query<{ done: number }>('select done from simulation where id = $1', [id]);
    return (found[0]?.done ?? 0) > 0;
  });
  expect(rows).toHaveLength(1);
  const stoppedAt = performance.now();
  await guichet.app.close();
  expect(performance.now() - stoppedAt).toBeLessThan(5000);
  const left = await admin.query('select state, attempts from simulation where id = $1', [id]);
  expect(left.rows).toEqual([{ state: 'running', attempts: 0 }]);
});
