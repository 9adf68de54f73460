import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

// Which test misses each of them is tried by `npm run mutate:guards`, a few of them by test/guards.
it('knows of every guard of the program which test misses it, and of none that is gone', () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/guards/main.mjs', '--listed'], { encoding: 'utf8' });
  expect([status, stdout.split('\n').filter((line) => /^(in no list|there is no such)/.test(line))]).toEqual([0, []]);
});
