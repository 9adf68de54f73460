/**
 * Figures: medians and ratios of one run on one machine, printed to be read and compared with each other, never asserted.
 *
 *   npm run bench                              everything but the plans
 *   npm run bench -- --only start,clocks       some parts: start, clocks, fill, my-turn, lists, ticket, search, counts, opening,
 *                                              wall, plans, requests, simulate, sweep, recompute, live, processes, outbox,
 *                                              export, changes, suggestion-quality, suggestion-times
 *   npm run bench -- --only sweep --open 1000000
 *   npm run bench -- --only clocks --peer DIR  beside the library installed there
 *   npm run bench -- --size 1000000 --small 100000    the large database, and the one that it is compared with (10000)
 *   npm run bench -- --only fill --size 20000 --seed 7    writes it and verifies it
 *   npm run bench -- --only plans --write docs/plans      what is committed
 *   npm run bench -- --at-work 50000           how many tickets are open, at most a twentieth
 *   npm run bench -- --connections 1,8 --rounds 5 --starts 3
 */
import 'reflect-metadata';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { aims, measureAims } from './aims.mjs';
import { measureChanges } from './changes.mjs';
import { measureClocks } from './clocks.mjs';
import { startDatabases } from './databases.mjs';
import { measureExport } from './export.mjs';
import { measureLive } from './live.mjs';
import { measureOutbox } from './outbox.mjs';
import { showPlans } from './plans.mjs';
import { measureProcesses } from './processes.mjs';
import { measureRecomputing } from './recompute.mjs';
import { measureRequests } from './requests.mjs';
import { measureSimulation } from './simulate.mjs';
import { measureStart } from './start.mjs';
import { measureSuggestionQuality } from './suggestion-quality.mjs';
import { measureSuggestionTimes } from './suggestion-times.mjs';
import { measureSweep } from './sweep.mjs';
import { measureWall } from './wall.mjs';

const { values: flags } = parseArgs({
  options: {
    only: {
      type: 'string',
      default:
        'start,clocks,my-turn,lists,ticket,search,counts,opening,wall,requests,simulate,sweep,recompute,live,processes,outbox,export,changes,suggestion-quality',
    },
    size: { type: 'string', short: 's', default: '100000' },
    'at-work': { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    unverified: { type: 'boolean', default: false },
    open: { type: 'string', default: '100000' },
    units: { type: 'string', default: '100000' },
    small: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    repeats: { type: 'string', default: '100' },
    starts: { type: 'string', default: '1' },
    subscribers: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '20' },
    events: { type: 'string', default: '10000' },
    peer: { type: 'string' },
    write: { type: 'string' },
  },
});
const parts = flags.only.split(',');
const onDatabases = [
  'fill',
  ...aims,
  'wall',
  'plans',
  'requests',
  'simulate',
  'sweep',
  'recompute',
  'live',
  'processes',
  'outbox',
  'export',
  'changes',
  'suggestion-quality',
  'suggestion-times',
];
const unknown = parts.filter((part) => !['start', 'clocks', ...onDatabases].includes(part));
if (unknown.length > 0) throw new Error(`there is no part called ${unknown.join(', ')}`);
const sizes = [Number(flags.small), Number(flags.size)];
/** Against which size a larger one is compared; alone it is compared with nothing. */
const compared = sizes[1] > sizes[0] ? sizes : [sizes[1]];

const startedAt = performance.now();
console.log(`Node ${process.version}, ${String(cpus().length)} cores; compare these figures with each other only`);
if (parts.includes('start')) await measureStart({ starts: Number(flags.starts) });
if (parts.includes('clocks')) await measureClocks({ peer: flags.peer });
if (parts.some((part) => onDatabases.includes(part))) {
  const databases = await startDatabases({
    seed: Number(flags.seed),
    atWork: Number(flags['at-work']),
    isVerified: !flags.unverified,
  });
  try {
    if (parts.includes('fill')) await databases.of(sizes[1]);
    // what only reads comes first: requests write
    const aimed = aims.filter((part) => parts.includes(part));
    if (aimed.length > 0)
      await measureAims(databases, { sizes: compared, repeats: Number(flags.repeats), parts: aimed });
    if (parts.includes('wall')) await measureWall(databases, { tickets: sizes[1], repeats: Number(flags.repeats) });
    if (parts.includes('plans')) await showPlans(databases, { tickets: sizes[1], folder: flags.write });
    if (parts.includes('sweep')) {
      const open = Number(flags.open);
      const sizes = [open > 100_000 ? 100_000 : Math.ceil(open / 3), open];
      await measureSweep(databases, { sizes, repeats: Number(flags.repeats) });
    }
    if (parts.includes('recompute')) await measureRecomputing(databases, { tickets: Number(flags.size) });
    if (parts.includes('simulate'))
      await measureSimulation(databases, { tickets: sizes[0], units: Number(flags.units) });
    if (parts.includes('export')) await measureExport(databases, { tickets: sizes[1] });
    if (parts.includes('changes')) await measureChanges(databases, { repeats: Number(flags.repeats) });
    if (parts.includes('suggestion-quality')) await measureSuggestionQuality(databases);
    if (parts.includes('suggestion-times')) await measureSuggestionTimes(databases, { tickets: sizes[1] });
    if (parts.includes('live')) {
      await measureLive(databases, {
        tickets: sizes[0],
        subscribers: Number(flags.subscribers),
        perSecond: 50,
        seconds: Number(flags.seconds),
      });
    }
    const seconds = Number(flags.seconds);
    if (parts.includes('processes'))
      await measureProcesses(databases, { tickets: sizes[0], large: sizes[1], seconds, rounds: Number(flags.rounds) });
    if (parts.includes('outbox'))
      await measureOutbox(databases, { tickets: sizes[0], perSecond: 200, seconds, events: Number(flags.events) });
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
