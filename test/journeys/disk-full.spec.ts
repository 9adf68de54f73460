import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { PASSWORD, startTestApp } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { Running } from '../support/processes.js';
import { freePort } from '../support/redis-server.js';
import { until } from '../support/until.js';

/** A disk without room: it is told, what is there can be read, and everything goes on once there is room again. */
const PATIENCE = 400_000;
const MEGABYTE = 1024 * 1024;
const TICKET = { kind: 'incident', service: 'OAE', title: 'Panne', description: 'Texte.' };

describe('a database that says of a statement that there is no room for it', () => {
  let end = () => Promise.resolve();
  afterAll(() => end());

  it('is read from, and whoever writes is told why not, and when to come back', async () => {
    const guichet = await startTestApp();
    const admin = new pg.Client({ connectionString: guichet.urls.admin });
    end = async () => {
      await admin.end();
      await guichet.close();
    };
    await admin.connect();
    const spoc = await guichet.as('spoc.ulco');
    const { body: there } = await spoc.post('/tickets', TICKET);
    // only said, not so: a full disk under the server of all tests would be everybody's
    await admin.query(`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger full_disk before insert on event for each row execute function full_disk()`);
    const key = { 'idempotency-key': 'one' };
    const refused = await spoc.post('/tickets', TICKET, key);
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'storage_full',
      '30',
    ]);
    expect((await spoc.post(`/tickets/${there.reference}/take`)).body.code).toBe('storage_full');
    expect((await spoc.get(`/tickets/${there.reference}`)).body).toMatchObject({ state: 'new' });
    await admin.query('drop trigger full_disk on event; drop function full_disk()');
    const [made, again] = [await spoc.post('/tickets', TICKET, key), await spoc.post('/tickets', TICKET, key)];
    expect([made.status, again.body.reference]).toEqual([201, made.body.reference]);
    expect((await spoc.get('/tickets')).body.items).toHaveLength(2);
  });
});

/** A small file system of its own may be mounted by root alone; elsewhere only what a server says is tried. */
const disk = smallDisk();
const with_ = disk === undefined ? it.skip : it;

describe('the disk of the embedded database', () => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.end('SIGTERM');
    if (disk !== undefined) execFileSync('umount', ['-l', disk]);
    if (disk !== undefined) rmSync(disk, { recursive: true, force: true });
  });

  with_(
    'is never filled by the program, which stops to write before; filled by others, it all comes back with room',
    async () => {
      const folder = disk ?? '';
      running = await start(folder);
      const { url } = running;
      const spoc = await new Browser(url).signIn('spoc.ulco@guichet.example', PASSWORD);
      const open = () => spoc.post<{ reference: string; code?: string }>('/tickets', TICKET);
      const { status, body: first } = await open();
      expect([status, await readiness(url)]).toEqual([201, [200, 'up']]);

      // little is left: told, and read-only
      const filler = join(folder, 'filler');
      fill(filler, statfsSync(folder).bavail * statfsSync(folder).bsize - 40 * MEGABYTE);
      await until(async () => (await readiness(url))[1] === 'down');
      expect(await readiness(url)).toEqual([503, 'down']);
      const refused = await open();
      expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
        503,
        'storage_full',
        '30',
      ]);
      expect((await spoc.get(`/tickets/${first.reference}`)).status).toBe(200);
      expect((await spoc.get('/tickets')).body.items).toHaveLength(1);
      expect(running.lines.join('\n')).toMatch(/MiB left: nothing is written/);

      // nothing is left, and the server dies of it: away, and never a fault of ours
      fill(`${filler}-2`, Number.POSITIVE_INFINITY);
      const pid = Number(readFileSync(join(folder, 'data', 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      const seen = new Set<number>();
      for (const over = Date.now() + 3000; Date.now() < over;) {
        const answer = await spoc.raw(`/tickets/${first.reference}`);
        seen.add(answer.status);
        if (answer.status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      for (const each of seen) expect([200, 503]).toContain(each);
      expect(seen).toContain(503);

      // room again: nobody starts anything
      rmSync(filler);
      rmSync(`${filler}-2`);
      await until(async () => (await open().catch(() => undefined))?.status === 201);
      expect(await readiness(url)).toEqual([200, 'up']);
      expect((await spoc.get(`/tickets/${first.reference}`)).status).toBe(200);
      expect((await spoc.get('/tickets')).body.items).toHaveLength(2);
      expect(running.isOver).toBe(false);
    },
    PATIENCE,
  );
});

function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=480m,mode=755', 'none', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

/** The program as it ships on that disk, with the consortium in it. */
async function start(folder: string): Promise<Running> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const port = String(await freePort());
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    env: { PATH: process.env['PATH'], PORT: port, DATA_DIR: dataDir, DEMO: 'off', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = new Running(child, `http://127.0.0.1:${port}`);
  await until(async () => {
    if (running.isOver) throw new Error(running.lines.join('\n'));
    return (await fetch(`${running.url}/health/ready`).catch(() => undefined))?.status === 200;
  });
  const { findRunningPostgres, superuserUrl } =
    await compiled<typeof import('../../src/database/embedded/index.js')>('database/embedded/index.js');
  const { installConsortium } = await compiled<typeof import('../../src/demo/index.js')>('demo/index.js');
  const { hashPassword } =
    await compiled<typeof import('../../src/modules/identity/index.js')>('modules/identity/index.js');
  const postgres = findRunningPostgres(dataDir);
  if (!postgres) throw new Error('the embedded database does not run');
  const passwordHash = await hashPassword(PASSWORD);
  await installConsortium(superuserUrl(postgres, 'guichet'), { passwordHash, now: new Date() });
  return running;
}

async function readiness(url: string): Promise<[number, string | undefined]> {
  const answer = await fetch(`${url}/health/ready`);
  return [answer.status, ((await answer.json()) as { checks: Record<string, string> }).checks['room']];
}

/** Writes so many bytes, or as many as there is room for. */
function fill(file: string, bytes: number): void {
  const piece = Buffer.alloc(64 * 1024);
  const out = openSync(file, 'w');
  try {
    for (let left = bytes; left > 0; left -= piece.length) writeSync(out, piece, 0, Math.min(left, piece.length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(out);
  }
}
