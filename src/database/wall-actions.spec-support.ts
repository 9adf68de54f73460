import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { saying } from './wall-problems.spec-support.js';
import { acting, engineersOf, NOW, type Settings, type World } from './wall.spec-support.js';

/**
 * Actions of FUN on the service: `action internal`, `action holders` and `action users`, each published in a first version and
 * being written anew in a second, and `action draft`, of which nothing is published. `agent FUN` wrote them, another person of
 * FUN reviewed them.
 */
export async function addActions(world: World): Promise<void> {
  const { id, connections } = world;
  await saying(world);
  const write = (settings: Settings, work: (client: pg.Client) => Promise<void>) =>
    acting(connections.api, settings, work, { keep: true });
  await write(engineersOf(world, 'FUN'), async (client) => {
    await client.query('insert into action_counter values ($1, 2026, 4)', [id['FUN']]);
    for (const [n, sharing] of ['draft', 'internal', 'holders', 'users'].entries()) {
      const name = `action ${sharing}`;
      id[name] = randomUUID();
      const row = { id: id[name], n, sharing: sharing === 'draft' ? 'users' : sharing };
      await client.query(actionRow(world, row));
      await client.query(servedRow(world, row));
      await client.query(versionRow(world, { action: name, number: 1 }));
    }
  });
  for (const name of ['action internal', 'action holders', 'action users']) {
    await write(reviewersOf(world), async (client) => {
      await client.query(reviewed, [id[`${name} 1`], id['requester FUN'], NOW]);
      await client.query(reviewRow(world, name));
      await client.query(published, [id[`${name} 1`], id['requester FUN'], NOW]);
      await client.query(
        `update action set state = 'published', published_number = 1, published_at = $2, review_on = '2027-03-10'
          where id = $1`,
        [id[name], NOW],
      );
      await client.query('update action_service set is_published = true where action_id = $1', [id[name]]);
    });
    await write(engineersOf(world, 'FUN'), async (client) => {
      await client.query(versionRow(world, { action: name, number: 2 }));
    });
  }
}

/** Engineers of FUN in the person of somebody else than who wrote. */
export const reviewersOf = (world: World): Settings => ({
  ...engineersOf(world, 'FUN'),
  person: world.id['requester FUN'] ?? '',
});

export const reviewed = `update action_version set state = 'reviewed', reviewed_by = $2, reviewed_at = $3 where id = $1`;
export const published = `update action_version set state = 'published', published_by = $2, published_at = $3 where id = $1`;

interface Row {
  id: string;
  n: number;
  sharing: string;
  institution?: string;
}

export function actionRow({ id }: World, row: Row) {
  const { institution = 'FUN', n } = row;
  return {
    text: `insert into action (id, institution_id, reference, key, kind, state, sharing, service_ids, owner_id, listed_at,
                               version, updated_at)
           values ($1, $2, $3, $4, 'recovery', 'draft', $5, $6, $7, $8, 1, $8)`,
    values: [
      row.id,
      id[institution],
      `ACT-${institution}-2026-0000${String(n + 1)}`,
      `action-${String(n)}`,
      row.sharing,
      [id['service']],
      id['agent FUN'],
      NOW,
    ],
  };
}

export function servedRow({ id }: World, row: Pick<Row, 'id' | 'sharing'> & { institution?: string }) {
  return {
    text: `insert into action_service (action_id, service_id, institution_id, sharing, is_published)
           values ($1, $2, $3, $4, false)`,
    values: [row.id, id['service'], id[row.institution ?? 'FUN'], row.sharing],
  };
}

export function versionRow(
  { id }: World,
  { action, number, more = {} }: { action: string; number: number; more?: Record<string, unknown> },
) {
  const version = (id[`${action} ${String(number)}`] = randomUUID());
  const row: Record<string, unknown> = {
    id: version,
    action_id: id[action],
    institution_id: id['FUN'],
    number,
    state: 'draft',
    document: '{}',
    title_fr: 'Un titre',
    words: '',
    author_ids: [id['agent FUN']],
    drafted_at: NOW,
    changed_at: NOW,
    revision: 1,
    ...more,
  };
  const names = Object.keys(row);
  return {
    text: `insert into action_version (${names.join(', ')}) values (${names.map((_, n) => `$${String(n + 1)}`).join(', ')})`,
    values: Object.values(row),
  };
}

export function reviewRow({ id }: World, action: string, more: Record<string, unknown> = {}) {
  const row = {
    id: randomUUID(),
    version: id[`${action} 1`],
    action: id[action],
    institution: id['FUN'],
    note: 'Une note',
    by: id['requester FUN'],
    at: NOW,
    ...more,
  };
  return {
    text: `insert into action_review (id, version_id, action_id, institution_id, note, reviewed_by, reviewed_at)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: Object.values(row),
  };
}
