import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** How many of them are tried here, by chance; `npm run mutate:guards` tries all. */
const SOME = '16';

it('breaks some guards, and the test that is said to miss each does', () => {
  // a server of its own: what these tests break is not to be seen by those that run beside them
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TEST_|GUICHET_)/.test(name)));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/guards/main.mjs', '--sample', SOME], {
    encoding: 'utf8',
    env,
  });
  const told = `${stdout}${stderr}`;
  expect([status, told.match(/^red {3}/gm)?.length, told]).toEqual([0, Number(SOME), told]);
}, 600_000);
