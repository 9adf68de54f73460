import { randomUUID } from 'node:crypto';
import { acting, idOf, levelOneOf, NOW, staffOf, type World } from './wall.spec-support.js';

/** A team with a member, who is there, who is away, what was read, who watches and a view: of ULCO's level 1. */
export async function addDesks(world: World): Promise<void> {
  const { id, connections } = world;
  const team = (id['team ULCO'] = randomUUID());
  const [home, agent, ticket] = [idOf(id, 'ULCO'), idOf(id, 'agent ULCO'), idOf(id, 'ticket ULCO')];
  await acting(
    connections.api,
    levelOneOf(world, 'ULCO'),
    async (client) => {
      await client.query(
        `insert into team (id, institution_id, side, name, mode, takes, position, version)
         values ($1, $2, 'user', 'Desk', 'manual', true, 1, 1)`,
        [team, home],
      );
      await client.query('insert into team_member values ($1, $2, $3)', [team, home, agent]);
      await client.query(`insert into ticket_read values ($1, 'user', $2, $3, $4)`, [home, ticket, agent, NOW]);
      await client.query(`insert into watcher values ($1, 'user', $2, $3, $4)`, [home, ticket, agent, NOW]);
    },
    { keep: true },
  );
  await acting(
    connections.api,
    staffOf(world, 'ULCO'),
    async (client) => {
      await client.query(`insert into presence values ($1, $2, 'present')`, [home, agent]);
      await client.query(
        `insert into absence (id, institution_id, person_id, starts_at, ends_at)
         values ($1, $2, $3, $4, $4::timestamptz + interval '1 day')`,
        [randomUUID(), home, agent, NOW],
      );
      await client.query(
        `insert into saved_view (id, institution_id, owner_id, name, filter, shared_with, version)
         values ($1, $2, $3, 'Mine', '{}', 'none', 1)`,
        [(id['view ULCO'] = randomUUID()), home, agent],
      );
    },
    { keep: true },
  );
}
