import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Of each guard, by its name: the test that misses it (`spec`, `test`, and the `way` to run it where it cannot run twice), why
 * nobody does (`because`), or that no test is known yet (`open`). The first is written by `npm run mutate:guards -- --find`,
 * which takes no reason for an answer: those are written by hand.
 */
const FILE = process.env.GUICHET_GUARDS_LIST ?? 'test/guards/missed-by.json';

export const read = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {});

/** Several may look at once, each for some. */
export function save(list) {
  const sorted = Object.fromEntries(Object.entries({ ...read(), ...list }).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** Kinds that are found and counted, and of which not every one has been tried yet: not to be in the list is no flaw. */
export const LATER = ['sql'];

/** So many stand in the list without a known test: a debt that only gets smaller. */
const MOST_OPEN = 120;

/** A guard that nobody has looked at, and an entry without a guard. */
export function flawsOf(sites, list) {
  const names = new Set(sites.map(({ name }) => name));
  const open = Object.values(list).filter((entry) => entry.open).length;
  return [
    ...(open > MOST_OPEN ? [`in no list of tests: ${open} are open, ${MOST_OPEN} may be`] : []),
    ...sites.filter(({ name, kind }) => !list[name] && !LATER.includes(kind)).map(({ name }) => `in no list: ${name}`),
    ...Object.keys(list)
      .filter((name) => !names.has(name))
      .map((name) => `there is no such guard any more: ${name}`),
  ];
}
