import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../support/redis-server.js';
import { until } from '../support/until.js';

// The program as it is installed without any server, asked to end at whatever it is doing; and what is asked of it meanwhile.

let folder: string, environment: Record<string, string>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-ended-'));
  chmodSync(folder, 0o755);
  environment = {
    PATH: process.env['PATH']!,
    DATA_DIR: folder,
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
    DEMO: 'off',
  };
});
afterAll(async () => {
  for (const child of running) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function begin(): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, ['dist/src/main.js'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
  return { child, said: () => said };
}

it.each([
  ['makes its database', 'PostgreSQL keeps its data'],
  ['has its database', 'PostgreSQL started'],
  ['serves', 'Guichet answers'],
])(
  'a program that %s ends with status 0, and leaves no database running behind it',
  async (_, line) => {
    const { child, said } = begin();
    await until(() => Promise.resolve(said().includes(line)));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect([...((await ended) as [number | null, string | null]), said()]).toEqual([
      0,
      null,
      expect.not.stringMatching(/error/i),
    ]);
    expect(existsSync(join(folder, 'pgdata', 'postmaster.pid'))).toBe(false);
  },
  300_000,
);

it('a command that needs the database to itself is told who has it, in one line', async () => {
  const { child, said } = begin();
  await until(() => Promise.resolve(said().includes('Guichet answers')));
  const told = spawnSync(process.execPath, ['dist/src/admin/main.js', 'verify'], {
    env: environment,
    encoding: 'utf8',
  });
  expect([told.status, told.stdout, told.stderr.trim().split('\n')]).toEqual([
    1,
    '',
    [
      expect.stringMatching(
        `${folder} is in use by another program, process ${String(child.pid)} .*stop that one first`,
      ),
    ],
  ]);
});
