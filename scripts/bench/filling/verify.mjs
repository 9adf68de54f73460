/** What `npm run admin -- verify` does, on a database that was just filled: says how many rows it compared, and throws. */
import { dist } from '../dist.mjs';

export async function verify({ urls }, now = new Date()) {
  const { checkRecord } = await dist('record/index.js');
  const { checkTimers } = await dist('admin/check-timers.js');
  const startedAt = performance.now();
  const record = await checkRecord(urls.maintenance, { days: () => [] });
  const recordedAt = performance.now();
  const timers = await checkTimers(urls.maintenance, now);
  console.log(
    `  verified: ${String(record.events)} events in ${String(record.chains)} chains (${((recordedAt - startedAt) / 1000).toFixed(0)} s); ` +
      `${String(timers.timers)} timers, ${String(timers.appointments)} appointments and ${String(timers.units)} units of ` +
      `${String(timers.tickets)} tickets (${((performance.now() - recordedAt) / 1000).toFixed(0)} s); ` +
      `${String(timers.due)} tickets wait for the sweep`,
  );
  const flaws = [...record.flaws, ...timers.flaws];
  for (const flaw of flaws.slice(0, 10)) console.log(`  ${flaw}`);
  if (flaws.length > 0) throw new Error(`what was filled does not verify: ${String(flaws.length)} flaws`);
  return { record, timers };
}
