// The fast set: everything that must hold before a commit, under three minutes on two cores. Each part also runs alone.
import { spawn } from 'node:child_process';

const parts = [
  // two lanes, one per core; the second waits for the build, which its parts read
  [
    ['format', 'npm run --silent format:check'],
    ['lint', 'npm run --silent lint'],
    ['types', 'npm run --silent types'],
    ['imports', 'npm run --silent imports'],
    ['dead code', 'npm run --silent dead-code'],
  ],
  [
    ['build', 'npm run --silent build'],
    ['migrations and schema', 'npm run --silent schema:check'],
    ['API document', 'npm run --silent openapi:check'],
    // `npm test` runs them too, and oftener where there is chance in them: whoever has just done so says --without-tests
    ...(process.argv.includes('--without-tests')
      ? []
      : [['unit and database tests', 'node scripts/jest.mjs --selectProjects unit database --maxWorkers=2']]),
  ],
];

const startedAt = performance.now();
const results = (await Promise.all(parts.map(lane))).flat();
const failed = results.filter(({ ok }) => !ok);
console.log(
  `check: ${failed.length === 0 ? 'everything holds' : `failed: ${failed.map(({ name }) => name).join(', ')}`} (${seconds(startedAt)})`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function lane(steps) {
  const done = [];
  for (const [name, command] of steps) done.push(await step(name, command));
  return done;
}

function step(name, command) {
  const from = performance.now();
  return new Promise((resolve) => {
    const output = [];
    // what has chance in it is tried less often than by `npm test`
    const env = { ...process.env, GUICHET_QUICK: 'on' };
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
    child.on('close', (status) => {
      const ok = status === 0;
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(from)})`);
      if (!ok) process.stdout.write(Buffer.concat(output));
      resolve({ name, ok });
    });
  });
}

function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(0)} s`;
}
