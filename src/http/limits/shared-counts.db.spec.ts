import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { parseConfig, type Config } from '../../config/index.js';
import { openWorld, type World } from '../../database/wall.spec-support.js';
import { UnitOfWork } from '../../database/index.js';
import { MOST_AT_ONCE, RequestCounts } from './request-counts.js';
import { SharedCounts } from './shared-counts.js';

const noon = Date.UTC(2026, 2, 10, 12);
const LIMIT = 100;

let world: World;
let database: DataSource;
beforeAll(async () => {
  world = await openWorld();
  database = await new DataSource({ type: 'postgres', url: world.urls.api }).initialize();
});
beforeEach(() => world.admin.query('delete from request_count'));
afterAll(async () => {
  await database.destroy();
  await world.close();
});

/** What one process has of it. */
class Process {
  readonly counts = new RequestCounts(parseConfig({ RATE_LIMIT_PER_MINUTE: String(LIMIT) }) as Config);
  private readonly shared: SharedCounts;

  constructor({ secret = 'a secret', source = database } = {}) {
    this.shared = new SharedCounts(this.counts, new UnitOfWork(source, () => new Date()), { secretKeys: [secret] });
  }

  /** How many of so many requests it lets through. */
  ask(requests: number, key = 'token', at = noon): number {
    return Array.from({ length: requests }).filter(() => this.counts.ask(key, at).isAllowed).length;
  }

  exchange(at = noon): Promise<void> {
    return this.shared.exchange(at);
  }
}

const amounts = async () =>
  (await world.admin.query<{ amount: number }>('select amount from request_count order by amount')).rows.map(
    ({ amount }) => amount,
  );

it('lets through in all processes together what one alone would, but for what they have not told each other yet', async () => {
  const [one, other] = [new Process(), new Process()];
  let allowed = 0;
  for (let round = 0; round < 20; round += 1) {
    allowed += one.ask(10) + other.ask(10);
    await Promise.all([one.exchange(), other.exchange()]);
  }
  expect(allowed).toBeGreaterThanOrEqual(LIMIT);
  expect(allowed).toBeLessThanOrEqual(LIMIT + 10);
  expect([one.ask(1), other.ask(1)]).toEqual([0, 0]);
  expect([one.ask(1, 'another'), other.ask(1, 'another')]).toEqual([1, 1]);
});

it('is not begun anew by a process that begins anew', async () => {
  const first = new Process();
  first.ask(LIMIT);
  await first.exchange();
  const again = new Process();
  expect(again.ask(5)).toBe(5);
  await again.exchange();
  expect(again.ask(5)).toBe(0);
});

it('stands in the database as digests, of those who ask often alone, and no longer than needed', async () => {
  const one = new Process();
  one.ask(50, 'address 192.0.2.7');
  one.ask(1, 'address 192.0.2.8');
  // of a minute that is over nobody has to know, however much it is
  for (let n = 0; n < 2 * MOST_AT_ONCE; n += 1) one.ask(1, `address ${String(n)}`, noon - 60_000);
  one.ask(1, 'address 192.0.2.8');
  await one.exchange();
  expect(await amounts()).toEqual([2, 50]);
  const another = new Process({ secret: 'another secret' });
  another.ask(LIMIT, 'address 192.0.2.7');
  await another.exchange();
  expect(await amounts()).toContain(LIMIT);
  const later = new Process();
  later.ask(30, 'token', noon + 200_000);
  await later.exchange(noon + 200_000);
  expect(await amounts()).toEqual([30]);
});

it('counts alone while the database is away, and together again afterwards', async () => {
  const away = await new DataSource({ type: 'postgres', url: world.urls.api }).initialize();
  const [one, other] = [new Process({ source: away }), new Process()];
  await away.destroy();
  expect(one.ask(60)).toBe(60);
  await expect(one.exchange()).rejects.toThrow();
  expect(one.ask(60)).toBe(40);
  await away.initialize();
  await one.exchange();
  other.ask(10);
  await other.exchange();
  expect(other.ask(1)).toBe(0);
  await away.destroy();
});
