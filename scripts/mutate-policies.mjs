// Breaks the wall policy by policy and prints who misses it: `npm run mutate`. The same test runs in `npm test`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const from = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'guichet-mutate-'));
const list = join(folder, 'policies');
writeFileSync(list, '');
const { GUICHET_QUICK, ...env } = process.env; // all of them, whoever asks
const { status } = spawnSync(
  process.execPath,
  [
    'scripts/jest.mjs',
    '--silent',
    '--selectProjects',
    'database',
    '--testPathPatterns',
    'src/database/policies-missed',
  ],
  { stdio: 'inherit', env: { ...env, GUICHET_POLICY_LIST: list } },
);
const lines = readFileSync(list, 'utf8');
rmSync(folder, { recursive: true, force: true });
process.stdout.write(lines);
const mutants = lines.split('\n').filter(Boolean);
const unmissed = mutants.filter((line) => line.startsWith('GREEN'));
console.log(
  `${mutants.length} flaws tried in ${((performance.now() - from) / 1000).toFixed(0)} s, ${unmissed.length} missed by nobody`,
);
process.exit(status ?? 1);
