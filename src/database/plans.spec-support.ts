import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { installConsortium } from '../demo/install-consortium.js';
import type { Actor } from './actor.js';
import { cloneDatabase, type TestServer } from './testing.js';
import { UnitOfWork, type Transaction } from './unit-of-work.js';

// Plans are read as the program gets them: of prepared statements, for no values in particular.

/** A database with the consortium, a superuser to fill it, and the role of the API. */
export interface PlanBench {
  admin: pg.Client;
  owner: string;
  source: DataSource;
  ids: (text: string) => Promise<string[]>;
  close: () => Promise<void>;
}

export async function openPlans(name: string): Promise<PlanBench> {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '{}') as TestServer;
  const database = await cloneDatabase(server, `${name}_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: new Date('2026-03-10T08:00:00Z') });
  const admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  const extra = { options: '-c plan_cache_mode=force_generic_plan -c jit=off' };
  const source = await new DataSource({ type: 'postgres', url: database.api, extra }).initialize();
  return {
    admin,
    owner: database.owner,
    source,
    ids: async (text) => (await admin.query<{ id: string }>(text)).rows.map(({ id }) => id),
    close: async () => {
      await source.destroy();
      await admin.end();
      await database.drop();
    },
  };
}

/**
 * The plans of what a store says to the database, as the role of the API behind the wall. What is `run` tells the rows that
 * each part gave; else there are no sequential scans, for tables are small here.
 */
export async function plansIn(
  source: DataSource,
  actor: Actor,
  say: (tx: Transaction) => Promise<unknown>,
  { run = false } = {},
): Promise<string> {
  const how = run ? 'analyze, costs off, timing off, summary off, buffers off' : 'costs off';
  const said: { text: string; values: readonly unknown[] }[] = [];
  return new UnitOfWork(source, () => new Date()).run(actor, async (tx) => {
    const once = (text: string) => tx.query<Record<string, string>>(text, [], { prepared: false });
    await say({
      ...tx,
      query: (text, values = []) => {
        said.push({ text, values });
        return Promise.resolve([]);
      },
    });
    if (!run) await once('set local enable_seqscan = off');
    const plans: string[] = [];
    for (const { text, values } of said) {
      if (text.startsWith('select set_config')) {
        await once(text);
        continue;
      }
      await once(`prepare said as ${text}`);
      const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
      const lines = await once(`explain (${how}) execute said${given}`);
      await once('deallocate said');
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
    }
    return plans.join('\n\n');
  });
}

/** Written without a type: it is that of the parameter. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map((one) => JSON.stringify(one)).join(',')}}`);
  return pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The most rows that a walk over an index gave. Throws when it was not walked. */
export function walked(plan: string, index: string): number {
  const walks = plan.matchAll(new RegExp(`Scan (?:Backward )?using ${index} .*rows=([0-9.]+) loops=([0-9]+)`, 'g'));
  const rows = [...walks].map(([, each, loops]) => Number(each) * Number(loops));
  if (rows.length === 0) throw new Error(`${index} was not walked:\n${plan}`);
  return Math.max(...rows);
}
