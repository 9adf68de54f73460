import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which tests of the copy there are, and by which of Jest's projects they run. */
const projectOf = (file) =>
  file.startsWith('test/') && !/^test\/(verify-report|guards)\//.test(file) ? 'journeys' : 'node';

/** In which ways a test can miss a guard, from the quickest on; how they run is said in environment.mjs. */
const WAYS = {
  replayed: { how: 'replay', alone: true },
  once: { how: 'first', alone: true },
  'after others, replayed': { how: 'replay', alone: false },
  'after others': { how: 'first', alone: false },
  throughout: {},
};
export const ways = Object.keys(WAYS);

/** So many milliseconds of tests may be in one run of a file before its guards are given to several. */
const LONG = 20_000;

/**
 * Breaks each of `mutants` (`spec`, `test`, `broken`, `way`, `ms` if known) and tells of each what became of it: 'red' if
 * the test missed it, 'green', or 'unsure' where the test is not green as it is. Those that are replayed in one file share a
 * run of it; where each has a run of its own there is one more, in which nothing is broken.
 */
export async function breakEach(folder, mutants) {
  const runs = new Map();
  const begin = (key, run) => runs.get(key) ?? runs.set(key, { ms: 0, ...run }).get(key);
  mutants.forEach(({ spec, test, broken, way = ways[0], ms = 100 }, n) => {
    if (way === 'throughout') {
      begin(`${spec} as it is`, { spec, plan: { throughout: '' } });
      begin(n, { spec, plan: { throughout: broken } });
    } else if (WAYS[way].how === 'first') {
      begin(`${way} ${spec} ${test}`, { spec, plan: { ...WAYS[way], tests: { [test]: [] } } });
      begin(n, { spec, plan: { ...WAYS[way], tests: { [test]: [broken] } } });
    } else {
      let [nth, run] = [0];
      do run = begin(`${way} ${spec} ${nth++}`, { spec, plan: { ...WAYS[way], tests: {} } });
      while (run.ms > LONG);
      (run.plan.tests[test] ??= []).push(broken);
      run.ms += 2 * ms;
    }
  });
  const outcomes = new Map();
  const keyOf = (spec, way, ...more) => JSON.stringify([spec, way, ...more]);
  for (const { file, plan, tests, tried, missedBy } of await runTests(folder, [...runs.values()])) {
    const way = ways.find((one) => WAYS[one].how === plan.how && WAYS[one].alone === plan.alone);
    if (way === 'throughout') outcomes.set(keyOf(file, way, plan.throughout), missedBy ?? '');
    for (const { title, isRed } of tests) if (isRed) outcomes.set(keyOf(file, way, title), 'red');
    for (const { title, broken, outcome } of tried) outcomes.set(keyOf(file, way, title, broken), outcome);
  }
  return mutants.map((mutant) => {
    const { spec, test, broken, way = ways[0] } = mutant;
    if (way === 'throughout') {
      const [asItIs, missedBy] = ['', broken].map((id) => outcomes.get(keyOf(spec, way, id)));
      if (asItIs !== '' || missedBy === undefined) return { ...mutant, outcome: 'unsure' };
      return { ...mutant, test: missedBy || test, outcome: missedBy ? 'red' : 'green' };
    }
    const isRedAsItIs = outcomes.get(keyOf(spec, way, test)) === 'red';
    const outcome = isRedAsItIs ? 'unsure' : (outcomes.get(keyOf(spec, way, test, broken)) ?? 'unsure');
    return { ...mutant, way, outcome };
  });
}

/** What is told of each test file when nothing is broken: which guards its tests reach, and which refuse in them. */
export const watch = (folder, specs) =>
  runTests(
    folder,
    specs.map((spec) => ({ spec })),
  );

/** All in one run of Jest, so that its workers start once. */
async function runTests(folder, tests) {
  const runs = join(folder, 'guards', 'runs');
  rmSync(runs, { recursive: true, force: true });
  for (const project of ['node', 'journeys']) mkdirSync(join(runs, project), { recursive: true });
  tests.forEach(({ spec, plan }, n) => {
    const file = join(runs, `${n}.json`);
    if (plan !== undefined) writeFileSync(file, JSON.stringify(plan));
    const says = plan === undefined ? '' : `\n * @plan ${file}`;
    const text = `/**\n * @spec ${spec}${says}\n */\nawait import('../../../${spec.replace(/\.ts$/, '.js')}');\n`;
    writeFileSync(join(runs, projectOf(spec), `${String(n).padStart(5, '0')}.spec.ts`), text);
  });
  writeFileSync(join(folder, 'jest.guards.config.mjs'), config);
  const told = join(folder, 'guards', 'told');
  rmSync(told, { force: true });
  const { GUICHET_QUICK, ...env } = process.env; // whoever asks, a test is what it is in `npm test`
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--config=jest.guards.config.mjs',
      '--silent',
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', process.env.GUICHET_GUARDS_LOG ? 'inherit' : 'ignore'],
      env: { ...env, GUICHET_GUARDS_TOLD: told },
    },
  );
  const stop = () => jest.kill();
  process.once('exit', stop);
  await once(jest, 'close');
  process.off('exit', stop);
  if (!existsSync(told)) return [];
  return readFileSync(told, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const config = `
import base from './jest.config.mjs';
const [, database] = base.projects;
const project = (name) => ({
  ...database,
  displayName: name,
  roots: ['<rootDir>/guards/runs/' + name],
  testEnvironment: '<rootDir>/guards/' + name + '.mjs',
  testRegex: '\\\\.spec\\\\.ts$',
});
export default { ...base, projects: [project('node'), project('journeys')] };
`;
