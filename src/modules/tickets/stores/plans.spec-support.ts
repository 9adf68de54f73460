import type { DataSource } from 'typeorm';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';

/** The plans of what a store says to the database, as the role of the API behind the wall, without sequential scans. */
export async function plansIn(
  source: DataSource,
  actor: Actor,
  say: (tx: Transaction) => Promise<unknown>,
): Promise<string> {
  const said: { text: string; values: readonly unknown[] }[] = [];
  return new UnitOfWork(source, () => new Date()).run(actor, async (tx) => {
    const listening: Transaction = {
      ...tx,
      query: (text, values = []) => {
        said.push({ text, values });
        return Promise.resolve([]);
      },
    };
    await say(listening);
    await tx.query('set local enable_seqscan = off', [], { prepared: false });
    const plans: string[] = [];
    for (const { text, values } of said) {
      if (text.startsWith('select set_config')) {
        await tx.query(text);
        continue;
      }
      const lines = await tx.query<Record<string, string>>(`explain (costs off) ${text}`, values, { prepared: false });
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
    }
    return plans.join('\n\n');
  });
}
