/**
 * Figures: medians and ratios of one run on one machine, printed to be read and compared with each other, never asserted.
 *
 *   npm run bench                              everything but the plans
 *   npm run bench -- --only start,clocks       some parts: start, clocks, requests, lists, my-turn, search, plans, simulate,
 *                                              sweep, recompute, live, export
 *   npm run bench -- --only sweep --open 1000000
 *   npm run bench -- --only clocks --peer DIR  beside the library installed there
 *   npm run bench -- --tickets 300000          the large database (the small one has 10000)
 *   npm run bench -- --connections 1,8 --rounds 5 --starts 3
 */
import 'reflect-metadata';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureClocks } from './clocks.mjs';
import { startDatabases } from './databases.mjs';
import { measureExport } from './export.mjs';
import { measureLists } from './lists.mjs';
import { measureLive } from './live.mjs';
import { showPlans } from './plans.mjs';
import { measureMyTurn } from './my-turn.mjs';
import { measureRecomputing } from './recompute.mjs';
import { measureRequests } from './requests.mjs';
import { measureSearch } from './search.mjs';
import { measureSimulation } from './simulate.mjs';
import { measureStart } from './start.mjs';
import { measureSweep } from './sweep.mjs';

const { values: flags } = parseArgs({
  options: {
    only: {
      type: 'string',
      default: 'start,clocks,requests,lists,my-turn,search,simulate,sweep,recompute,live,export',
    },
    tickets: { type: 'string', default: '100000' },
    open: { type: 'string', default: '100000' },
    units: { type: 'string', default: '100000' },
    small: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    repeats: { type: 'string', default: '100' },
    starts: { type: 'string', default: '1' },
    subscribers: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '20' },
    peer: { type: 'string' },
  },
});
const parts = flags.only.split(',');
const onDatabases = [
  'requests',
  'lists',
  'my-turn',
  'search',
  'plans',
  'simulate',
  'sweep',
  'recompute',
  'live',
  'export',
];
const unknown = parts.filter((part) => !['start', 'clocks', ...onDatabases].includes(part));
if (unknown.length > 0) throw new Error(`there is no part called ${unknown.join(', ')}`);
const sizes = [Number(flags.small), Number(flags.tickets)];

const startedAt = performance.now();
console.log(`Node ${process.version}, ${String(cpus().length)} cores; compare these figures with each other only`);
if (parts.includes('start')) await measureStart({ starts: Number(flags.starts) });
if (parts.includes('clocks')) await measureClocks({ peer: flags.peer });
if (parts.some((part) => onDatabases.includes(part))) {
  const databases = await startDatabases();
  try {
    // lists and plans first: requests write
    if (parts.includes('lists')) await measureLists(databases, { sizes, repeats: Number(flags.repeats) });
    if (parts.includes('search')) await measureSearch(databases, { sizes, repeats: Number(flags.repeats) });
    if (parts.includes('my-turn')) await measureMyTurn(databases, { sizes, repeats: Number(flags.repeats) });
    if (parts.includes('plans')) await showPlans(databases, { sizes });
    if (parts.includes('sweep')) {
      const open = Number(flags.open);
      const sizes = [open > 100_000 ? 100_000 : Math.ceil(open / 3), open];
      await measureSweep(databases, { sizes, repeats: Number(flags.repeats) });
    }
    if (parts.includes('recompute')) await measureRecomputing(databases, { tickets: Number(flags.tickets) });
    if (parts.includes('simulate'))
      await measureSimulation(databases, { tickets: sizes[0], units: Number(flags.units) });
    if (parts.includes('export')) await measureExport(databases, { tickets: sizes[1] });
    if (parts.includes('live')) {
      await measureLive(databases, {
        tickets: sizes[0],
        subscribers: Number(flags.subscribers),
        perSecond: 50,
        seconds: Number(flags.seconds),
      });
    }
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
