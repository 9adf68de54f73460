import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { until } from '../support/until.js';

// A team keeps its actions in git, and brings what it already has.

let guichet: TestApp;
let engineer: Browser, manager: Browser, agent: Browser, elsewhere: Browser;
let admin: pg.Client;
let folder: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  const names = ['engineer.fun', 'manager.fun', 'agent.ulco', 'engineer.ulorraine'];
  [engineer, manager, agent, elsewhere] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  folder = mkdtempSync(join(tmpdir(), 'guichet-actions-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await admin.end();
  await guichet.close();
});

const fileOf = (key: string, more: { minutes?: number; how?: string } = {}): string => `---
key: ${key}
kind: recovery
title:
  fr: Relancer ${key}
services: [FUNCAMPUS]
sharing: internal
risk: low
runBy: [engineer]
needsChange: false
minutes: ${String(more.minutes ?? 10)}
---

Rien ne répond.

## Étapes

### relancer: Relancer

${more.how ?? 'Relancer le service.'}

**Attendu :** il répond.

## Vérification

La page vient.
`;

function formOf(files: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(files)) form.append('file', new Blob([text]), name);
  return form;
}
const take = (files: Record<string, string>, query = '', who = engineer) =>
  who.send('POST', `/actions/import${query}`, formOf(files));
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const counted = async () => (await admin.query<{ n: number }>('select count(*)::integer as n from action')).rows[0]!.n;

/** What the system unpacks of the archive. */
async function exported(who: Browser, query = ''): Promise<Record<string, string>> {
  const answer = await who.raw(`/actions/export${query}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
  const into = mkdtempSync(join(folder, 'tar-'));
  writeFileSync(join(into, '..', 'a.tar'), Buffer.from(await answer.arrayBuffer()));
  await promisify(execFile)('tar', ['-x', '-C', into, '-f', join(into, '..', 'a.tar')]);
  return Object.fromEntries(readdirSync(into).map((name) => [name, readFileSync(join(into, name), 'utf8')]));
}

describe('a folder of actions', () => {
  it('is given out, edited, tried, taken in again, and shows what differs', async () => {
    const first = await take({ 'web.md': fileOf('web'), 'mail.md': fileOf('mail') });
    expect(first.body).toMatchObject({ dryRun: false, created: 2, changed: 0, unchanged: 0, refused: 0 });
    const reference = first.body.items[0].reference as string;
    expect((await manager.post(`/actions/${reference}/publish`)).status).toBe(200);

    const files = await exported(engineer);
    expect(Object.keys(files).sort()).toEqual(['mail.md', 'web.md']);
    expect(files['mail.md']).toBe(fileOf('mail'));
    const edited = { ...files, 'web.md': files['web.md']!.replace('minutes: 10', 'minutes: 25') };

    const dry = await take(edited, '?dryRun=true');
    expect(dry.body).toMatchObject({ dryRun: true, created: 0, changed: 1, unchanged: 1, refused: 0 });
    expect(await exported(engineer, '?drafts=true')).toEqual(files);

    expect((await take(edited)).body).toMatchObject({ dryRun: false, changed: 1, unchanged: 1 });
    // what is published stays until somebody publishes
    expect(await exported(engineer)).toEqual(files);
    expect(await exported(engineer, '?drafts=true')).toEqual(edited);
    const { body } = await engineer.get(`/actions/${reference}/difference?from=1&to=2`);
    expect(body).toMatchObject({ fields: [{ field: 'minutes', before: 10, after: 25 }], steps: [] });
  });

  it('is one file for whoever reads the action, and nothing for others', async () => {
    const { body } = await take({ 'one.md': fileOf('one') });
    const { reference } = body.items[0];
    const answer = await engineer.raw(`/actions/${String(reference)}/file`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      200,
      'text/markdown; charset=utf-8',
      'attachment; filename="one.md"',
    ]);
    expect(await answer.text()).toBe(fileOf('one'));
    expect(told(await elsewhere.get(`/actions/${String(reference)}/file`))).toEqual([404, 'not_found']);
    expect(await exported(elsewhere)).toEqual({});
    expect(told(await take({ 'one.md': fileOf('one') }, '', agent))).toEqual([403, 'forbidden']);
  });

  it('may hold what was not written for this program', async () => {
    const runbook = '# Relancer la file\n\nLes courriels attendent.\n\n1. Voir `mailq`.\n2. Lancer `postqueue -f`.\n';
    const { body } = await take({ 'file.md': runbook }, '?service=FUNCAMPUS&kind=recovery');
    expect(body.items[0]).toMatchObject({ key: 'file', outcome: 'created', errors: [] });
    expect(body.items[0].warnings.map(({ code }: { code: string }) => code)).toContain('guessed_steps');
    const { body: action } = await engineer.get(`/actions/${String(body.items[0].reference)}`);
    expect(action).toMatchObject({ state: 'draft', key: 'file' });
  });
});

describe('what cannot be taken', () => {
  it('is refused file by file, and nothing of it comes back as anything that runs', async () => {
    const script = fileOf('script', { how: '<script>alert(1)</script>' });
    const link = fileOf('link', { how: '[ici](javascript:alert(1))' });
    const { body } = await take({
      's.md': script,
      'l.md': link,
      'sh.md': fileOf('sh', { how: '`$(rm -rf /); {{x}}`' }),
    });
    expect(body).toMatchObject({ created: 0, refused: 3 });
    expect(body.items.map(({ errors }: any) => errors.map(({ line, code }: any) => [line, code]))).toEqual([
      [[20, 'html']],
      [[20, 'link']],
      [[20, 'parameter_undeclared']],
    ]);
  });

  it('is a folder of 10,000 files: nothing of it is taken', async () => {
    const before = await counted();
    const form = new FormData();
    for (let n = 0; n < 10_000; n += 1) form.append('file', new Blob([fileOf(`f${String(n)}`)]), `f${String(n)}.md`);
    expect(told(await engineer.send('POST', '/actions/import', form))).toEqual([413, 'too_many_files']);
    expect(await counted()).toBe(before);
  });

  it('is 50 MB, in one file or in many; a file of more than 1 MB is refused alone', async () => {
    const before = await counted();
    expect(await pour(50)).toBe(413);
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`m${String(n)}.md`, 'x'.repeat(900_000)] as const),
    );
    expect(told(await take(many))).toEqual([413, 'files_too_large']);
    expect(await counted()).toBe(before);
    const { body } = await take({ 'large.md': 'x'.repeat(2_000_000), 'small.md': fileOf('small') });
    expect(body.items).toMatchObject([
      { outcome: 'refused', errors: [{ code: 'file_too_large' }] },
      { outcome: 'created' },
    ]);
  });

  it('is a form without files, with fields, or none', async () => {
    const form = formOf({ 'a.md': fileOf('a') });
    form.set('publish', 'true');
    expect(told(await engineer.send('POST', '/actions/import', form))).toEqual([400, 'invalid_input']);
    expect(told(await engineer.send('POST', '/actions/import', new FormData()))).toEqual([400, 'no_file']);
    expect((await engineer.post('/actions/import')).status).toBe(415);
    expect((await take({ 'a.md': fileOf('a') }, '?kind=wish')).status).toBe(400);
  });

  /** One file of so many megabytes, written as it goes. */
  function pour(megabytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { ...engineer.authorization, 'content-type': 'multipart/form-data; boundary=x' };
      const asked = request(`${engineer.url}/api/v1/actions/import`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.write('--x\r\ncontent-disposition: form-data; name="file"; filename="big.md"\r\n\r\n');
      const chunk = Buffer.alloc(1_000_000, '`');
      let left = megabytes;
      const next = () => {
        for (; left > 0; left -= 1) {
          if (!asked.write(chunk)) {
            left -= 1;
            asked.once('drain', next);
            return;
          }
        }
        asked.end('\r\n--x--\r\n');
      };
      next();
    });
  }
});

describe('a process that is killed between two files', () => {
  it('has the first ones whole; the next import goes on', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, n) => [`k${String(n)}.md`, fileOf(`killed-${String(n)}`)] as const),
    );
    const before = await counted();
    const other = await guichet.process();
    const lost = take(files, '', engineer.on(other.url)).then(
      () => 'answered',
      () => 'lost',
    );
    await until(async () => (await counted()) > before + 3);
    await other.kill();
    expect(await lost).toBe('lost');
    const { rows } = await admin.query<{ n: number }>(
      `select count(*)::integer as n from action a
        where not exists (select 1 from action_version v where v.action_id = a.id)
           or not exists (select 1 from event_stream s where s.stream_id = a.id)`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    const done = (await counted()) - before;
    expect(done).toBeLessThan(150);
    expect((await take(files)).body).toMatchObject({ created: 150 - done, unchanged: done, changed: 0, refused: 0 });
  });
});

describe('the command line', () => {
  const program = fileURLToPath(new URL('../../dist/src/admin/main.js', import.meta.url));
  const run = async (...words: string[]) => {
    const { owner, api, worker, jobs, maintenance } = guichet.urls;
    const environment = {
      ...{ PATH: process.env['PATH'] ?? '', DATABASE_OWNER_URL: owner, DATABASE_API_URL: api },
      ...{ DATABASE_WORKER_URL: worker, DATABASE_JOBS_URL: jobs, DATABASE_MAINTENANCE_URL: maintenance },
      ...{ SECRET_KEY: 'a secret key that lives as long as a journey does', DATA_DIR: guichet.dataDir, DEMO: 'off' },
    };
    return promisify(execFile)(process.execPath, [program, ...words], { env: environment }).then(
      ({ stdout }) => ({ status: 0, stdout, stderr: '' }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { status: code, stdout, stderr };
      },
    );
  };

  it('writes a folder and takes it in, with the rights of whom it names', async () => {
    const into = join(folder, 'git');
    const out = await run('actions', 'export', '--institution', 'FUN', '--to', into, '--drafts');
    expect(out).toMatchObject({ status: 0, stderr: '' });
    const web = readFileSync(join(into, 'web.md'), 'utf8');
    expect(web).toContain('minutes: 25');
    for (const name of readdirSync(into)) if (!['web.md', 'mail.md'].includes(name)) rmSync(join(into, name));
    writeFileSync(join(into, 'web.md'), web.replace('minutes: 25', 'minutes: 26'));
    writeFileSync(join(into, 'bad.md'), fileOf('bad', { how: '<b>' }));
    const as = ['--institution', 'FUN', '--from', into, '--as'];
    const dry = await run('actions', 'import', ...as, 'engineer.fun@guichet.example', '--dry-run');
    expect(dry.stdout).toMatch(/^web\.md +web +changed +ACT-FUN-2026-\d+$/m);
    expect(dry.stdout).toMatch(/^ +line 20: .*HTML/m);
    expect(dry.stdout).toContain('0 created, 1 changed, 1 unchanged, 1 refused (nothing was written)');
    expect(dry.status).toBe(1);
    rmSync(join(into, 'bad.md'));
    expect(await run('actions', 'import', ...as, 'engineer.fun@guichet.example')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0 created, 1 changed, 1 unchanged, 0 refused') as unknown,
    });
    expect((await exported(engineer, '?drafts=true'))['web.md']).toContain('minutes: 26');
    const nobody = await run('actions', 'import', ...as, 'engineer.ulorraine@guichet.example');
    expect(nobody).toMatchObject({ status: 1, stderr: 'engineer.ulorraine@guichet.example is nobody of FUN.\n' });
    const weak = await run('actions', 'import', ...as, 'auditor.fun@guichet.example');
    expect(weak.stdout).toContain('2 refused');
    expect(await run('actions', 'import', '--institution', 'FUN')).toMatchObject({ status: 1 });
  });
});
