/**
 * Figures: medians and ratios of one run on one machine, printed to be read and compared with each other, never asserted.
 *
 *   npm run bench                              everything but the plans, under six minutes
 *   npm run bench -- --only start,clocks       some parts: start, clocks, requests, lists, plans
 *   npm run bench -- --tickets 300000          the large database (the small one has 10000)
 *   npm run bench -- --connections 1,8 --rounds 5 --starts 3
 */
import 'reflect-metadata';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureClocks } from './clocks.mjs';
import { startDatabases } from './databases.mjs';
import { measureLists } from './lists.mjs';
import { showPlans } from './plans.mjs';
import { measureRequests } from './requests.mjs';
import { measureStart } from './start.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'start,clocks,requests,lists' },
    tickets: { type: 'string', default: '100000' },
    small: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    repeats: { type: 'string', default: '100' },
    starts: { type: 'string', default: '1' },
  },
});
const parts = flags.only.split(',');
const unknown = parts.filter((part) => !['start', 'clocks', 'requests', 'lists', 'plans'].includes(part));
if (unknown.length > 0) throw new Error(`there is no part called ${unknown.join(', ')}`);
const sizes = [Number(flags.small), Number(flags.tickets)];

const startedAt = performance.now();
console.log(`Node ${process.version}, ${String(cpus().length)} cores; compare these figures with each other only`);
if (parts.includes('start')) await measureStart({ starts: Number(flags.starts) });
if (parts.includes('clocks')) await measureClocks();
if (parts.some((part) => ['requests', 'lists', 'plans'].includes(part))) {
  const databases = await startDatabases();
  try {
    // lists and plans first: requests write
    if (parts.includes('lists')) await measureLists(databases, { sizes, repeats: Number(flags.repeats) });
    if (parts.includes('plans')) await showPlans(databases, { sizes });
    if (parts.includes('requests')) {
      await measureRequests(databases, {
        tickets: sizes[0],
        connections: flags.connections.split(',').map(Number),
        rounds: Number(flags.rounds),
        windowMilliseconds: 2000,
      });
    }
  } finally {
    await databases.stop();
  }
}
console.log(`\n(${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
process.exit(0);
