import type { Transaction } from './unit-of-work.js';

interface Planning {
  /** Off: what is in the order of an index is walked, however many rows there seem to be. */
  enable_sort?: 'on' | 'off';
  /** Custom: planned with the values, each time. */
  plan_cache_mode?: 'force_generic_plan' | 'force_custom_plan';
}

/** How PostgreSQL plans what follows in the transaction. */
export async function plan(tx: Transaction, settings: Planning): Promise<void> {
  const parts = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  await tx.query(`select ${parts.join(', ')}`);
}
