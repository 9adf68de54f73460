import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/until.js';

const PASSWORD = 'only for this test';
let folder: string, port: number, child: ChildProcess | undefined;
const api = (path: string) => `http://127.0.0.1:${String(port)}${path}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-killed-'));
  chmodSync(folder, 0o755);
  port = await freePort();
});
afterAll(async () => {
  if (child) {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

it('loses nothing it acknowledged when the program, then the database, is killed', async () => {
  await start();
  let spoc = await signIn('spoc.ulco');
  const acknowledged: string[] = [];
  const open = async () => {
    const answer = await fetch(api('/api/v1/tickets'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${spoc}` },
      body: JSON.stringify({ kind: 'incident', service: 'OAE', title: 'Panne', description: 'Texte.' }),
    });
    if (answer.status === 201) acknowledged.push(((await answer.json()) as { reference: string }).reference);
    return answer.status;
  };

  // the program dies while eight people are writing
  const writers = Array.from({ length: 8 }, async () => {
    for (;;) if ((await open().catch(() => 0)) !== 201) return;
  });
  while (acknowledged.length < 40) await new Promise((resolve) => setImmediate(resolve));
  const died = new Promise((resolve) => child?.once('exit', resolve));
  child?.kill('SIGKILL');
  await Promise.all([died, ...writers]);
  await start();
  spoc = await signIn('spoc.ulco');
  for (const reference of acknowledged) expect(await find(spoc, reference)).toBe(200);

  // the database dies under the running program, which only has to wait
  const before = acknowledged.length;
  process.kill(
    Number(readFileSync(join(folder, 'data', 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  );
  const seen = new Set<number>();
  await until(async () => {
    const status = await open().catch(() => 0);
    seen.add(status);
    return status === 201;
  });
  for (const status of seen) expect([201, 503]).toContain(status);
  expect(acknowledged.length).toBeGreaterThan(before);
  for (const reference of acknowledged) expect(await find(spoc, reference)).toBe(200);
  // what followed from the record follows all the same: the mails about every one of them are there
  const missing = new Set(acknowledged);
  await until(async () => {
    for (let cursor = ''; ;) {
      const page = (await (await fetch(api(`/demo/mail?limit=100${cursor}`))).json()) as {
        items: { subject: string }[];
        nextCursor: string | null;
      };
      for (const { subject } of page.items) missing.delete(/\[([A-Z0-9]+-\d{4}-\d+)\]/.exec(subject)?.[1] ?? '');
      if (page.nextCursor === null || missing.size === 0) return missing.size === 0;
      cursor = `&cursor=${page.nextCursor}`;
    }
  });
}, 240_000);

async function start(): Promise<void> {
  child = spawn(process.execPath, ['dist/src/main.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      DEMO: 'on',
      DEMO_PASSWORD: PASSWORD,
      LOG_LEVEL: 'fatal',
    },
    stdio: 'ignore',
  });
  await until(async () => (await fetch(api('/health/ready')).catch(() => undefined))?.status === 200);
}

async function signIn(account: string): Promise<string> {
  const answer = await fetch(api('/api/v1/auth/login'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${account}@guichet.example`, password: PASSWORD }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function find(token: string, reference: string): Promise<number> {
  return (await fetch(api(`/api/v1/tickets/${reference}`), { headers: { authorization: `Bearer ${token}` } })).status;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => {
        resolve(free);
      });
    });
  });
}
