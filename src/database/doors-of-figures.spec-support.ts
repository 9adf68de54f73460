import { expect } from '@jest/globals';
import { attempt, refused, ticket, world } from './owner-doors.spec-support.js';
import { acting, staffOf } from './wall.spec-support.js';

/** What the operator's figures are counted by: only the worker may, and learns kinds and counts. */
export const doorsOfFigures: Record<string, () => Promise<void>> = {
  'stream_kind(uuid)': async () => {
    await toOthers('select stream_kind($1)', [ticket]);
    const { rows } = await acting(world.connections.worker, {}, (client) =>
      client.query<object>('select stream_kind($1) as kind', [ticket]),
    );
    expect(rows).toEqual([{ kind: 'ticket' }]);
  },

  'standing_counts()': async () => {
    await toOthers('select * from standing_counts()');
    const { rows } = await acting(world.connections.worker, {}, (client) =>
      client.query<object>(`select what || '.' || state as of, amount from standing_counts() order by 1`),
    );
    const { rows: counted } = await world.admin.query<object>(
      `select 'ticket.' || state as of, count(*)::integer as amount from ticket
        where state in ('new', 'in_progress', 'waiting') group by state
       union all
       select 'mail.' || state, count(*)::integer from mail where state <> 'sent' group by state
        order by 1`,
    );
    expect(rows).toEqual(counted);
    expect(rows.length).toBeGreaterThan(0);
  },
};

async function toOthers(call: string, values: unknown[] = []): Promise<void> {
  for (const role of ['api', 'maintenance', 'jobs'] as const)
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
}
