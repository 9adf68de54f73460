import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { Installation } from '../support/processes.js';
import { until } from '../support/until.js';

const PATIENCE = 300_000;
const AHEAD = 600_000;
const shifted = `--import ${fileURLToPath(new URL('../support/shifted-clock.mjs', import.meta.url))}`;

let guichet: Installation;
beforeAll(async () => {
  guichet = await Installation.open();
}, PATIENCE);
afterAll(() => guichet.close());

const ready = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  return { status: answer.status, clock: checks['clock'] };
};
const told = async () =>
  (await guichet.rows<{ type: string }>(`select type from event where type like 'timer.%'`)).map(({ type }) => type);

it(
  'a process whose clock is ten minutes ahead or behind does not start, and says so',
  async () => {
    for (const [ahead, words] of [
      [AHEAD, '600 s ahead of'],
      [-AHEAD, '600 s behind'],
    ] as const) {
      const process = await guichet.begin('worker', { NODE_OPTIONS: shifted, CLOCK_AHEAD: String(ahead) });
      await until(() => Promise.resolve(process.isOver));
      expect(process.child.exitCode).toBe(1);
      expect(process.lines.join('\n')).toContain(`The clock of this machine is ${words} the database's`);
    }
  },
  PATIENCE,
);

it(
  'one whose clock jumps ahead tells no timer early, answers nothing, and goes on once it is right',
  async () => {
    const all = await guichet.start('all', { NODE_OPTIONS: shifted, CLOCK_AHEAD: String(AHEAD), CLOCK_JUMPS: 'yes' });
    expect(await ready(all.url)).toEqual({ status: 200, clock: 'up' });
    const spoc = await guichet.as('spoc.ulco', all.url);

    const ticket = { kind: 'incident', service: 'FUNCAMPUS', title: 'Plus rien', description: 'Tout est arrêté.' };
    const { body } = await spoc.post<{ reference: string }>('/tickets', ticket);
    await spoc.post(`/tickets/${body.reference}/escalate`, { function: 'support', summary: 'Arrêt.' });
    const left = () => guichet.rows('select 1 from outbox union all select 1 from consumer_wake');
    await until(async () => (await left()).length === 0);
    // due in five minutes: to whoever believes that it is ten minutes later, since five
    await guichet.rows(`update timer set wake_at = date_trunc('milliseconds', now() + interval '5 minutes')`);
    const wakes = () => guichet.rows<{ id: string; wake_at: Date }>('select id, wake_at from timer order by id');
    const asSet = await wakes();
    expect(asSet).not.toEqual([]);

    all.child.kill('SIGUSR2');
    await until(async () => (await ready(all.url)).status === 503);
    expect((await ready(all.url)).clock).toBe('down');
    const { status, headers } = await spoc.raw('/tickets');
    expect([status, headers.get('retry-after')]).toEqual([503, '10']);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(await wakes()).toEqual(asSet);
    expect(await told()).toEqual([]);

    const before = all.did('sweep-timers');
    all.child.kill('SIGUSR2');
    await until(async () => (await ready(all.url)).status === 200);
    expect((await spoc.get('/tickets')).status).toBe(200);
    await until(() => Promise.resolve(all.did('sweep-timers') > before + 1));
    expect(await wakes()).toEqual(asSet);
    expect(all.lines.filter((line) => line.includes('differs from the database'))).not.toEqual([]);
  },
  PATIENCE,
);
