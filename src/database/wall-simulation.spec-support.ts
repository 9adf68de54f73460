import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, idOf, NOW, staffOf, type World } from './wall.spec-support.js';

/** A simulation of ULCO's agreement, put down by an institution; the refusal's SQLSTATE is thrown. */
export async function ask(world: World, client: pg.Client, code: string, as = code): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into simulation (id, institution_id, agreement_id, asked_by, asked_at, from_month, to_month, terms, state,
            attempts, done, total)
     values ($1, $2, $3, $4, $5, '2026-01', '2026-02', '{}', 'queued', 0, 0, 0)`,
    [id, idOf(world.id, as), idOf(world.id, 'agreement'), idOf(world.id, `agent ${code}`), NOW],
  );
  await client.query('insert into simulation_due values ($1, $2, $3)', [id, idOf(world.id, as), NOW]);
  return id;
}

export async function addSimulation(world: World): Promise<void> {
  await acting(world.connections.api, staffOf(world, 'ULCO'), (client) => ask(world, client, 'ULCO'), { keep: true });
}
