import type { TestApp } from './app.js';
import { compiled } from './compiled.js';

/** Compares everything that is stored of every ticket with what the record says now. Run the sweep first: what is due must have been done. */
export async function recomputedDifferences({
  urls,
  clock,
}: TestApp): Promise<{ compared: number; differences: string[] }> {
  const { checkTimers } = await compiled<typeof import('../../src/admin/check-timers.js')>('admin/check-timers.js');
  const { timers, appointments, units, due, flaws } = await checkTimers(urls.maintenance, clock.now());
  const undone = due === 0 ? [] : [`${String(due)} tickets wait for the sweep`];
  return { compared: timers + appointments + units, differences: [...flaws, ...undone] };
}
