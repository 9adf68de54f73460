import { randomUUID } from 'node:crypto';
import { acting, engineersOf, idOf, levelOneOf, NOW, staffOf, type Settings, type World } from './wall.spec-support.js';

/** With the program's present said, without which nothing that goes by the day is shown. */
export async function saying(world: World): Promise<void> {
  for (const connection of Object.values(world.connections))
    await connection.query(`select set_config('app.now', $1, false)`, [NOW]);
}

/**
 * Two problems of FUN on the service: `problem known`, published, and `problem inside`. The ticket of ULCO that FUN works
 * on hangs on both; level 1 of ULCO and an engineer follow the first, and the requester of that ticket was told of it.
 */
export async function addProblems(world: World): Promise<void> {
  const { id, connections } = world;
  await saying(world);
  await acting(
    connections.api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await client.query('insert into problem_counter values ($1, 2026, 2)', [id['FUN']]);
      for (const [name, number] of [
        ['problem known', 1],
        ['problem inside', 2],
      ] as const) {
        const problem = (id[name] = randomUUID());
        await client.query(
          `insert into problem (id, institution_id, service_id, reference, state, listed_at, version, updated_at)
           values ($1, $2, $3, $4, 'open', $5, 1, $5)`,
          [problem, id['FUN'], id['service'], `PRB-FUN-2026-0000${String(number)}`, NOW],
        );
        await client.query(
          `insert into problem_inside (problem_id, institution_id, title, component_ids, words, version, opened_by,
                                       opened_at, updated_at)
           values ($1, $2, 'A cause', '{}', '', 1, $3, $4, $4)`,
          [problem, id['FUN'], id['agent FUN'], NOW],
        );
        await client.query('insert into problem_note values ($1, $2, $3, $4, $5, $6)', [
          randomUUID(),
          problem,
          id['FUN'],
          id['agent FUN'],
          'A note',
          NOW,
        ]);
        await client.query(linkRow, [
          (id[`link ${name}`] = randomUUID()),
          id['ULCO'],
          id['ticket ULCO'],
          problem,
          id['FUN'],
          'provider',
          false,
          id['agent FUN'],
          NOW,
        ]);
      }
      const publication = (id['publication'] = randomUUID());
      await client.query(
        `insert into problem_publication (id, problem_id, institution_id, number, title_fr, workaround_fr, component_ids,
                                          words, published_at)
         values ($1, $2, $3, 1, 'Un titre', 'Faire autrement', '{}', '', $4)`,
        [publication, id['problem known'], id['FUN'], NOW],
      );
      await client.query(
        `update problem set state = 'known_error', publication_id = $2, published_at = $3 where id = $1`,
        [id['problem known'], publication, NOW],
      );
    },
    { keep: true },
  );
  for (const [settings, person] of [
    [levelOneOf(world, 'ULCO'), 'agent ULCO'],
    [engineersOf(world, 'FUN'), 'agent FUN'],
  ] as const) {
    await acting(connections.api, settings, (client) => client.query(followerRow(world, settings, person)), {
      keep: true,
    });
  }
  await acting(
    connections.worker,
    staffOf(world, 'ULCO'),
    (client) =>
      client.query('insert into problem_telling values ($1, $2, $3, $4, $5)', [
        id['ULCO'],
        idOf(id, 'event internal ULCO'),
        id['requester ULCO'],
        id['problem known'],
        NOW,
      ]),
    { keep: true },
  );
}

export const linkRow = `
  insert into problem_ticket (id, institution_id, ticket_id, problem_id, owner_id, side, is_public, linked_by, linked_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export function followerRow({ id }: World, { institution }: Settings, person: string, problem = 'problem known') {
  return {
    text: 'insert into problem_follower values ($1, $2, $3, $4)',
    values: [institution, id[problem], id[person], NOW],
  };
}
