import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { compiled } from '../support/compiled.js';

let guichet: TestApp;

// more than the buffers on the way hold: so many agreements, each with its hours
beforeAll(async () => {
  guichet = await startTestApp();
  for (const code of ['ulco', 'uphf', 'ujm', 'unc', 'amu', 'unistra', 'ubo', 'rennes2']) {
    const spoc = await guichet.as(`spoc.${code}`);
    const text = { title: 'Un titre', description: 'Un texte.' };
    const { body } = await spoc.post('/tickets', { kind: 'incident', service: 'OAE', ...text });
    const sent = await spoc.post(`/tickets/${body.reference as string}/escalate`, {
      function: 'hosting',
      summary: 'Un texte.',
    });
    expect(sent.status).toBe(200);
  }
});
afterAll(() => guichet.close());

it('an institution that does not read its exports keeps others waiting for nothing', async () => {
  const { ExportService } = await compiled<typeof import('../../src/modules/reports/export.service.js')>(
    'modules/reports/export.service.js',
  );
  const { systemActor } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { rows } = await admin.query<{ id: string }>(`select id from institution where code = 'ULORRAINE'`);
  await admin.end();
  const slow = { ...systemActor(rows[0]!.id), roles: new Map([['manager', 'all' as const]]) };
  const exports = guichet.app.get(ExportService);
  const unread = [await exports.open(slow, {}), await exports.open(slow, {})];
  const status = async (account: string) => {
    const { status: answered, headers } = await (await guichet.as(account)).get('/reports/handled-in-time/export');
    return [answered, headers.get('retry-after')];
  };
  expect(await status('manager.ulorraine')).toEqual([429, '60']);
  expect(await status('manager.uphf')).toEqual([200, null]);
  const ended = unread.map((stream) => new Promise((resolve) => stream.once('close', resolve)));
  for (const stream of unread) stream.destroy();
  await Promise.all(ended);
  for (let tries = 0; tries < 100 && (await status('manager.ulorraine'))[0] === 429; tries += 1);
  expect(await status('manager.ulorraine')).toEqual([200, null]);
});

it.each([
  ['from=2026-13', '/from', 'is_month'],
  ['to=2026-02-30', '/to', 'is_month'],
  ['from=2026-04&to=2026-03', '/from', 'reversed'],
  ['from=2023-01&to=2026-03', '/from', 'too_long'],
])('a question that cannot be answered is refused with the place: %s', async (query, pointer, code) => {
  for (const path of ['', '/export', '/tickets']) {
    const figure = path === '/tickets' ? '&figure=met' : '';
    const { body } = await (await guichet.as('manager.uphf')).get(`/reports/handled-in-time${path}?${query}${figure}`);
    expect(body).toMatchObject({ status: 400, errors: [{ pointer, code }] });
  }
});
