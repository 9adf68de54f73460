import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which tests of the copy there are, and by which of Jest's projects they run. */
const projectOf = (file) => (file.startsWith('test/') && !file.startsWith('test/verify-report/') ? 'journeys' : 'node');

/** Whether each test of a file makes what it asks about: then each may have another guard broken. */
const standsByItself = (folder, spec) => readFileSync(join(folder, spec), 'utf8').includes('@each-by-itself');

/**
 * Breaks each of `mutants` (`spec`, `test` if known, `broken`) and tells of each which test missed it. Those of a file whose
 * tests stand by themselves share its runs, one for each test; what goes red there without anything broken in it makes the
 * whole run worth nothing. `isOnly`: the others are not run.
 */
export function breakEach(folder, mutants, isOnly = false) {
  const plans = new Map();
  const alone = [];
  for (const mutant of mutants) {
    if (mutant.test === undefined || !standsByItself(folder, mutant.spec)) {
      alone.push(mutant);
      continue;
    }
    const ofSpec = plans.get(mutant.spec) ?? [];
    const plan = ofSpec.find((one) => !(mutant.test in one)) ?? {};
    if (Object.keys(plan).length === 0) ofSpec.push(plan);
    plan[mutant.test] = mutant.broken;
    plans.set(mutant.spec, ofSpec);
  }
  const planned = [...plans].flatMap(([spec, ofSpec]) => ofSpec.map((plan) => ({ spec, plan, isOnly })));
  return runTests(folder, [...alone, ...planned]).flatMap((one) => {
    if (one.tests === undefined) return [one];
    const spoilt = one.tests.filter(({ isRed, broken }) => isRed && broken === undefined);
    for (const { title } of spoilt) console.log(`red with nothing broken in it: ${one.file}: ${title}`);
    return one.tests
      .filter(({ broken }) => broken !== undefined)
      .map(({ title, isRed, broken }) => ({
        file: one.file,
        broken,
        missedBy: isRed && spoilt.length === 0 ? title : undefined,
      }));
  });
}

/**
 * Runs tests of the copy, each with the guard that is to be broken in it or, without, as they are: what `environment.mjs`
 * tells of each. All in one run of Jest, so that its workers start once.
 */
export function runTests(folder, tests) {
  const runs = join(folder, 'guards', 'runs');
  rmSync(runs, { recursive: true, force: true });
  for (const project of ['node', 'journeys']) mkdirSync(join(runs, project), { recursive: true });
  tests.forEach(({ spec, broken, plan, isOnly }, n) => {
    let says = broken === undefined ? '' : `\n * @broken ${broken}`;
    if (plan !== undefined) {
      const file = join(runs, `${n}.json`);
      writeFileSync(file, JSON.stringify(plan));
      says = `\n * @plan ${file}${isOnly ? '\n * @only the tests of the plan' : ''}`;
    } else if (broken === undefined && standsByItself(folder, spec)) says = '\n * @each of its tests';
    const text = `/**\n * @spec ${spec}${says}\n */\nawait import('../../../${spec.replace(/\.ts$/, '.js')}');\n`;
    writeFileSync(join(runs, projectOf(spec), `${String(n).padStart(5, '0')}.spec.ts`), text);
  });
  writeFileSync(join(folder, 'jest.guards.config.mjs'), config);
  const told = join(folder, 'guards', 'told');
  rmSync(told, { force: true });
  const { GUICHET_QUICK, ...env } = process.env; // whoever asks, a test is what it is in `npm test`
  spawnSync(
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
