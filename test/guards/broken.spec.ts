import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** So many of the guards that some test misses, by chance; another seed draws others. */
const COUNT = process.env['GUICHET_GUARDS_SAMPLE'] ?? '12';
const seed = process.env['GUICHET_SEED'] ?? '20261124';

// All of them: `npm run mutate:guards`.
it(
  `has guards of which each is missed by its test (seed ${seed})`,
  () => {
    const said = ['scripts/guards/main.mjs', '--sample', COUNT, '--seed', seed];
    const { status, stdout } = spawnSync(process.execPath, said, { encoding: 'utf8' });
    expect(stdout.split('\n').filter((line) => line.startsWith('GREEN'))).toEqual([]);
    expect(stdout).toContain(`${COUNT} guards broken in`);
    expect(status).toBe(0);
  },
  10 * 60_000,
);
