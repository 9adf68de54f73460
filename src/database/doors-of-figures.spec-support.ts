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

  'open_tickets()': async () => {
    await toOthers('select * from open_tickets()');
    const { rows } = await acting(world.connections.worker, {}, (client) =>
      client.query<object>('select state, amount from open_tickets() order by 1'),
    );
    const { rows: counted } = await world.admin.query<object>(
      `select state, count(*)::integer as amount from ticket
        where state in ('new', 'in_progress', 'waiting') group by state order by 1`,
    );
    expect(rows).toEqual(counted);
    expect(rows.length).toBeGreaterThan(0);
  },
};

async function toOthers(call: string, values: unknown[] = []): Promise<void> {
  for (const role of ['api', 'maintenance', 'jobs'] as const)
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
}
