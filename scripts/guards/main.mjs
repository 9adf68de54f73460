// Breaks each guard of the program, one at a time, and prints which test misses it: `npm run mutate:guards`.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyWithSwitches } from './break.mjs';
import { read, save, flawsOf } from './list.mjs';
import { breakEach, runTests } from './runs.mjs';
import { sample } from './sample.mjs';
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
    /** Of which guards tests are asked what they reach: what was told is kept there, and read when it is there. */
    seen: { type: 'string' },
    /** Which test files are asked. */
    tests: { type: 'string', default: '' },
    /** How many test files are tried for a guard. */
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
else tryListed();

/** Each with the test that missed it when it was listed: one that does not any more is a guard that nobody misses. */
function tryListed() {
  const known = sites.filter((site) => list[site.name]?.spec && isAsked(site));
  const chosen = asked.sample === undefined ? known : sample(known, Number(asked.sample), Number(asked.seed));
  if (asked.sample !== undefined) console.log(`${chosen.length} of ${known.length}, seed ${asked.seed}`);
  const told = breakEach(
    folder,
    chosen.map(({ name, id }) => ({ ...list[name], broken: id })),
    asked.sample !== undefined,
  );
  const byId = new Map(told.map((one) => [one.broken, one]));
  let unmissed = 0;
  for (const { name, id, kind } of chosen) {
    const missedBy = byId.get(id)?.missedBy;
    if (missedBy === undefined) unmissed += 1;
    console.log(
      `${missedBy === undefined ? 'GREEN' : 'red  '} ${kind}: ${name}: ${missedBy === undefined ? 'nobody misses it' : `${list[name].spec}: ${missedBy}`}`,
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

/** First which guards each test reaches and which refuse in it; then, the quickest first, whether it misses them. */
async function find() {
  const pending = new Map(
    sites
      .filter((site) => (!list[site.name] || list[site.name].open) && isAsked(site))
      .map((site) => [site.name, site]),
  );
  console.log(`${pending.size} guards are in no list`);
  const seen = tellsOf();
  const candidates = new Map();
  for (const { name, direction } of pending.values()) {
    const green = seen.filter(({ missedBy }) => missedBy === undefined).sort((a, b) => a.ms - b.ms);
    const single = green.flatMap(({ file, tests = [] }) =>
      tests.filter(({ refused }) => refused.includes(name)).map(({ title }) => ({ spec: file, test: title })),
    );
    const whole = green
      .filter((one) => one.tests === undefined && one[direction === 'sql' ? 'reached' : 'refused'].includes(name))
      .map(({ file }) => ({ spec: file }));
    candidates.set(name, [...single, ...whole].slice(0, Number(asked.tries)));
  }
  for (let round = 0; round < Number(asked.tries); round += 1) {
    const next = [...pending.values()].flatMap((site) => {
      const [first] = candidates.get(site.name).splice(0, 1);
      return first ? [{ ...first, broken: site.id, name: site.name }] : [];
    });
    if (next.length === 0) break;
    const told = breakEach(folder, next);
    for (const { broken, missedBy, file } of told) {
      const name = next.find((one) => one.broken === broken)?.name;
      if (name === undefined || missedBy === undefined) continue;
      list[name] = { spec: file, test: missedBy };
      pending.delete(name);
    }
    save(list);
    console.log(`round ${round + 1}: ${next.length} tried, ${pending.size} left, ${seconds()} s`);
  }
  for (const [name, { kind }] of pending) console.log(`GREEN ${kind}: ${name}`);
  process.exitCode = pending.size === 0 ? 0 : 1;
}

function tellsOf() {
  if (asked.seen !== undefined && existsSync(asked.seen)) return JSON.parse(readFileSync(asked.seen, 'utf8'));
  const specs = ['src', 'test']
    .flatMap((place) => readdirSync(place, { recursive: true }).map((file) => join(place, file)))
    // one that tries this very thing would begin anew
    .filter(
      (file) => file.endsWith('.spec.ts') && new RegExp(asked.tests).test(file) && !file.startsWith('test/guards'),
    );
  const names = new Map(sites.map(({ id, name }) => [id, name]));
  const told = runTests(
    folder,
    specs.map((spec) => ({ spec })),
  ).map((one) => ({
    ...one,
    reached: one.reached.map((id) => names.get(id)),
    refused: one.refused.map((id) => names.get(id)),
    ...(one.tests && {
      tests: one.tests.map(({ title, refused }) => ({ title, refused: refused.map((id) => names.get(id)) })),
    }),
  }));
  if (asked.seen !== undefined) writeFileSync(asked.seen, JSON.stringify(told));
  console.log(`${told.length} test files asked in ${seconds()} s`);
  return told;
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

function seconds() {
  return ((performance.now() - from) / 1000).toFixed(0);
}
