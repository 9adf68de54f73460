import pg from 'pg';
import type { StoredTimer } from '../../src/modules/timers/index.js';
import type { TestApp } from './app.js';

const dist = async <T>(path: string) => (await import(new URL(`../../dist/src/${path}`, import.meta.url).href)) as T;

/** Compares every stored timer with what the record says now. Run the sweep first: what is due must have been told. */
export async function recomputedDifferences(guichet: TestApp): Promise<{ compared: number; differences: unknown[] }> {
  const { UnitOfWork, systemActor } = await dist<typeof import('../../src/database/index.js')>('database/index.js');
  const { Settling, TicketsStore } =
    await dist<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
  const { TimersStore, rowOf } =
    await dist<typeof import('../../src/modules/timers/index.js')>('modules/timers/index.js');
  const work = guichet.app.get(UnitOfWork);
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const tickets = await admin.query<{ id: string; owner: string }>('select id, institution_id as owner from ticket');
  await admin.end();

  let compared = 0;
  const differences: unknown[] = [];
  for (const { id, owner } of tickets.rows) {
    await work.run(systemActor(owner), async (tx) => {
      const ticket = await guichet.app.get(TicketsStore).lock(tx, id);
      if (!ticket) throw new Error(`the owner of ${id} does not see it`);
      const stored = (await guichet.app.get(TimersStore).ofTicket(tx, id)).map(asRow);
      const { runs } = await guichet.app.get(Settling).recompute(tx, ticket, guichet.clock.now());
      const recomputed = runs.map(rowOf);
      compared += recomputed.length;
      const sort = (rows: { side: string; metric: string; run: number }[]) =>
        rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
      const [left, right] = [sort(stored), sort(recomputed)];
      if (JSON.stringify(left) !== JSON.stringify(right))
        differences.push({ reference: ticket.reference, stored: left, recomputed: right });
    });
  }
  return { compared, differences };
}

/** What is compared of a stored timer: all but its ids, instants as text. */
function asRow(timer: StoredTimer) {
  const plain = Object.entries(timer)
    .filter(([key]) => key !== 'id' && key !== 'ticketId')
    .map(([key, value]) => [key, (value as unknown) instanceof Date ? (value as Date).toISOString() : value]);
  return Object.fromEntries(plain) as { side: string; metric: string; run: number };
}
