// Breaks each guard of the program, one at a time, and prints which test misses it: `npm run mutate:guards`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chance } from '../bench/filling/chance.mjs';
import { copyWithSwitches } from './break.mjs';
import { read, save, flawsOf } from './list.mjs';
import { findFor, seenIn } from './find.mjs';
import { breakEach } from './runs.mjs';
import { sitesOf } from './sites.mjs';

const { values: asked } = parseArgs({
  options: {
    /** Only whether the list names every guard there is, and none that is gone. */
    listed: { type: 'boolean', default: false },
    /** So many of them, by chance. */
    sample: { type: 'string' },
    seed: { type: 'string', default: String(Date.now()) },
    /** Those whose name holds it. */
    only: { type: 'string', default: '' },
    /** Those of these kinds, by commas. */
    kinds: { type: 'string' },
    /** Looks for a test for those that have none in the list, and writes it down. */
    find: { type: 'boolean', default: false },
    /** Also for those that have one. */
    anew: { type: 'boolean', default: false },
    /** Of which guards tests are asked what they reach: what was told is kept there, and read when it is there. */
    seen: { type: 'string' },
    /** Which test files are asked. */
    tests: { type: 'string', default: '' },
    /** How many tests are tried for a guard. */
    tries: { type: 'string', default: '6' },
  },
});

const from = performance.now();
const sites = sitesOf('.');
const list = read();
const flaws = flawsOf(sites, list);
const kinds = asked.kinds?.split(',');
const isAsked = ({ name, kind }) => name.includes(asked.only) && (kinds?.includes(kind) ?? true);
if (asked.listed) {
  for (const flaw of flaws) console.log(flaw);
  figures();
  process.exit(flaws.length === 0 ? 0 : 1);
}

const folder = mkdtempSync(join(tmpdir(), 'guichet-guards-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
copyWithSwitches('.', folder, sites);
console.log(`a copy with ${sites.length} switches in ${seconds()} s`);

if (asked.find) await find();
else await tryListed();

/** Each with the test that missed it when it was listed: one that does not any more is a guard that nobody misses. */
async function tryListed() {
  const known = sites.filter((site) => list[site.name]?.spec && isAsked(site));
  const chosen = asked.sample === undefined ? known : sampled(known, Number(asked.sample), Number(asked.seed));
  if (asked.sample !== undefined) console.log(`${chosen.length} of ${known.length}, seed ${asked.seed}`);
  const outcomes = await breakEach(
    folder,
    chosen.map(({ name, id }) => ({ ...list[name], broken: id })),
  );
  let unmissed = 0;
  for (const [n, { name, kind }] of chosen.entries()) {
    const isMissed = outcomes[n].outcome === 'red';
    if (!isMissed) unmissed += 1;
    const { spec, test } = list[name];
    console.log(
      `${isMissed ? 'red  ' : 'GREEN'} ${kind}: ${name}: ${isMissed ? `${spec}: ${test}` : 'nobody misses it'}`,
    );
  }
  if (asked.sample === undefined)
    for (const { name, kind } of sites.filter(isAsked))
      if (list[name]?.because) console.log(`kept  ${kind}: ${name}: ${list[name].because}`);
      else if (list[name]?.open) console.log(`open  ${kind}: ${name}: no test is known to miss it`);
      else if (!list[name]) console.log(`later ${kind}: ${name}: not tried`);
  for (const flaw of flaws) console.log(flaw);
  if (asked.sample === undefined) figures();
  console.log(`${chosen.length} guards broken in ${seconds()} s, ${unmissed} missed by nobody`);
  process.exitCode = unmissed === 0 && flaws.length === 0 ? 0 : 1;
}

/** Writes down the first test that misses each. */
async function find() {
  const pending = sites.filter(
    ({ name, ...site }) =>
      (asked.anew || !list[name] || list[name].open) && !list[name]?.because && isAsked({ name, ...site }),
  );
  console.log(`${pending.length} guards are looked at`);
  const say = (text) => console.log(`${text}, ${seconds()} s`);
  const seen = await seenIn(folder, sites, { kept: asked.seen, tests: asked.tests });
  say(`${seen.length} test files asked`);
  const among = new RegExp(asked.tests);
  const left = await findFor(folder, pending, {
    tries: Number(asked.tries),
    seen: seen.filter(({ file }) => among.test(file)),
    foundOne: ({ name }, found) => save({ [name]: found }),
    say,
  });
  for (const { name, kind } of left) console.log(`GREEN ${kind}: ${name}`);
  process.exitCode = left.length === 0 ? 0 : 1;
}

/** Of each kind: how many there are, and what is known of them. */
function figures() {
  for (const kind of new Set(sites.map((site) => site.kind))) {
    const all = sites.filter((site) => site.kind === kind);
    const of = (what) => all.filter(({ name }) => list[name]?.[what]).length;
    const [missed, kept, open] = [of('spec'), of('because'), of('open')];
    console.log(
      `${kind}: ${all.length} guards, ${missed} missed by a test, ${kept} kept for a reason, ${open} without a known test, ` +
        `${all.length - missed - kept - open} not tried`,
    );
  }
}

/** So many by chance, the same for the same seed. */
function sampled(all, count, seed) {
  const next = chance(seed);
  return all
    .map((one) => ({ one, by: next.share() }))
    .sort((a, b) => a.by - b.by)
    .slice(0, count)
    .map(({ one }) => one);
}

function seconds() {
  return ((performance.now() - from) / 1000).toFixed(0);
}
