import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

// Which test misses each of them is tried by `npm run mutate:guards`.
it('has every guard of the program in the list, with the test that misses it or as one that is open, and none that is gone', () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/guards/main.mjs', '--listed'], { encoding: 'utf8' });
  expect([status, stdout.split('\n').filter((line) => /^(in no list|there is no such)/.test(line))]).toEqual([0, []]);
});
