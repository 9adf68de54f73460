import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakEach, watch, ways } from './runs.mjs';

/**
 * Looks for a test that misses each of `sites`: first which guards each test reaches and which refuse in it; then, the
 * quickest tests first, whether it misses them. What is found is told at once, as a test file is a while.
 */
export async function findFor(folder, sites, { tries, seen, foundOne, say }) {
  const pending = new Map(sites.map((site) => [site.id, site]));
  const candidates = new Map(sites.map((site) => [site.id, candidatesFor(site, seen)]));
  let unsure = [];
  const tryAll = async (mutants, what) => {
    for (const one of await breakEach(folder, mutants)) {
      const site = pending.get(one.broken);
      if (one.outcome === 'unsure') unsure.push(one);
      if (site === undefined || one.outcome !== 'red') continue;
      const { spec, test, way } = one;
      foundOne(site, { spec, test, ...(way === ways[0] ? {} : { way }) });
      pending.delete(one.broken);
    }
    say(`${what}: ${mutants.length} tried, ${pending.size} guards left`);
  };
  for (let [from, to] = [0, 2]; from < tries; [from, to] = [to, Math.min(tries, to * 2)]) {
    const mutants = [...pending.keys()].flatMap((broken) => {
      const next = candidates.get(broken).slice(from, to);
      return next.map((one) => ({ ...one, broken, way: ways[0] }));
    });
    if (mutants.length === 0) break;
    await tryAll(mutants, `tests ${from + 1} to ${to}`);
  }
  for (const way of ways.slice(1, -1)) {
    const left = unsure.filter(({ broken }) => pending.has(broken));
    const isNext = new Set(
      left.filter((one, n) => left.slice(0, n).filter((other) => other.broken === one.broken).length < 3),
    );
    unsure = left.filter((one) => !isNext.has(one));
    if (isNext.size > 0)
      await tryAll(
        [...isNext].map((one) => ({ ...one, way })),
        way,
      );
  }
  const whole = [...pending.values()].flatMap((site) =>
    seen
      .filter((one) => one.around.includes(site.name))
      .sort((a, b) => costOf(a) - costOf(b))
      .slice(0, 3)
      .map(({ file, ms }) => ({ spec: file, broken: site.id, way: 'throughout', ms })),
  );
  if (whole.length > 0) await tryAll(whole, 'throughout');
  return [...pending.values()];
}

/** Which tests may miss it: those in which it refuses; of conditions in SQL those that reach it, the nearest first. */
function candidatesFor({ name, direction, file }, seen) {
  const what = direction === 'sql' ? 'reached' : 'refused';
  const place = file.split('/').slice(0, -1);
  const farOf = (spec) => {
    const parts = spec.split('/');
    const near = place.findIndex((one, n) => one !== parts[n]);
    return near === -1 ? 0 : place.length - near;
  };
  return seen
    .flatMap((one) =>
      one.tests
        .filter((test) => !test.isRed && test[what].includes(name))
        .map(({ title, ms }) => ({
          spec: one.file,
          test: title,
          ms,
          cost: startOf(one.file) + ms + (direction === 'sql' ? 2_000 * farOf(one.file) : 0),
        })),
    )
    .sort((a, b) => a.cost - b.cost);
}

const startOf = (file) => (file.startsWith('test/') || file.endsWith('.db.spec.ts') ? 400 : 0);
const costOf = ({ file, ms }) => startOf(file) + ms;

/** What each test reaches. Kept in a file where one is named, and read from there when it is there. */
export async function seenIn(folder, sites, { kept, tests }) {
  if (kept !== undefined && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const specs = ['src', 'test']
    .flatMap((place) => readdirSync(place, { recursive: true }).map((file) => join(place, file)))
    // one that tries this very thing would begin anew
    .filter((file) => file.endsWith('.spec.ts') && new RegExp(tests).test(file) && !file.startsWith('test/guards'));
  const names = new Map(sites.map(({ id, name }) => [id, name]));
  const named = (ids) => ids.map((id) => names.get(id));
  const told = (await watch(folder, specs)).map(({ file, ms, tests: each, around }) => ({
    file,
    ms,
    around: named(around),
    tests: each.map((test) => ({ ...test, reached: named(test.reached), refused: named(test.refused) })),
  }));
  if (kept !== undefined) writeFileSync(kept, JSON.stringify(told));
  return told;
}
