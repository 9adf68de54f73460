import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formWith, openTicket } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { begin, fields, ignore, once, otherField, pour, twoHundred, with_ } from '../support/forms.js';
import { until } from '../support/until.js';

const MEGABYTE = 1_000_000;

let guichet: TestApp;
let admin: pg.Client;
let requester: Browser, spoc: Browser, engineer: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp({
    environment: { ATTACHMENT_MB: '2', ATTACHMENTS_PER_TICKET_MB: '5', ATTACHMENTS_PER_MESSAGE: '3' },
  });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  requester = await guichet.as('requester.ulco');
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
  foreign = await guichet.as('spoc.uphf');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

/** A ticket of requester.ulco. */
const newTicket = async () => `/tickets/${await openTicket(requester)}`;
const escalate = async (ticket: string, messages: string[] = []) => {
  expect((await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé', messages })).status).toBe(
    200,
  );
};
const add = (who: Browser, ticket: string, form: FormData, headers = {}) =>
  who.send('POST', `${ticket}/attachments`, form, headers);
const note = (content: string | Uint8Array, name = 'note.txt', audience = 'requester') =>
  formWith(content, name, { audience });

/** Every file that is kept, and every upload that is not over. */
async function kept(): Promise<{ files: string[]; uploads: number; rows: number }> {
  const folder = join(guichet.dataDir, 'attachments');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [entry.name] : [],
      )
    : [];
  const { rows } = await admin.query<{ uploads: number; rows: number }>(
    'select (select count(*) from attachment_upload)::integer as uploads, (select count(*) from attachment)::integer as rows',
  );
  return { files: files.sort(), uploads: rows[0]!.uploads, rows: rows[0]!.rows };
}

const someId = '00000000-0000-7000-8000-000000000000';

describe('is refused, and nothing is kept:', () => {
  let ticket: string;
  beforeAll(async () => {
    ticket = await newTicket();
  });
  const leavesNothing = async (work: () => Promise<void>) => {
    const before = await kept();
    await work();
    expect(await kept()).toEqual(before);
  };

  it('a file that is too large, at once', () =>
    leavesNothing(async () => {
      const answer = await add(requester, ticket, note(Buffer.alloc(2 * MEGABYTE + 1, 'x')));
      expect(answer).toMatchObject({ status: 413, body: { code: 'file_too_large' } });
    }));

  it('an upload of 200 MB', () =>
    leavesNothing(async () => {
      const memory = process.memoryUsage().rss;
      const status = await pour(requester, ticket, 200);
      expect(status).toBe(413);
      expect(process.memoryUsage().rss - memory).toBeLessThan(100 * MEGABYTE);
    }));

  it.each<[string, () => FormData | string, Record<string, string>, number, string]>([
    ['no file', () => fields({ audience: 'requester' }), {}, 400, 'invalid_input'],
    ['an empty file', () => note(''), {}, 422, 'empty_file'],
    ['an empty file behind another', () => with_(note('x'), ''), {}, 422, 'empty_file'],
    ['a file in another field', () => otherField(), {}, 400, 'invalid_input'],
    ['no audience', () => formWith('x', 'x.txt', {}), {}, 400, 'invalid_input'],
    ['an audience that is none', () => formWith('x', 'x.txt', { audience: 'everybody' }), {}, 400, 'invalid_input'],
    [
      'an unknown field',
      () => formWith('x', 'x.txt', { audience: 'requester', state: 'clean' }),
      {},
      400,
      'invalid_input',
    ],
    [
      'a NUL in the caption',
      () => formWith('x', 'x.txt', { audience: 'requester', caption: 'a\0b' }),
      {},
      400,
      'invalid_input',
    ],
    [
      'a message and an audience',
      () => formWith('x', 'x.txt', { audience: 'requester', messageId: someId }),
      {},
      400,
      'invalid_input',
    ],
    ['a message that is not there', () => formWith('x', 'x.txt', { messageId: someId }), {}, 422, 'unknown_message'],
    ['four files at once', () => with_(with_(with_(note('x'), 'x'), 'x'), 'x'), {}, 413, 'too_many_files'],
    ['two hundred parts', () => twoHundred(), {}, 413, 'too_many_parts'],
    ['JSON', () => '{"file":"x"}', {}, 415, 'unsupported_media_type'],
    ['a form without a boundary', () => 'nonsense', { 'content-type': 'multipart/form-data' }, 400, 'malformed_form'],
    [
      'a form that is none',
      () => 'nonsense',
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'malformed_form',
    ],
    [
      'a form that is cut off in a file',
      () => '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc',
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'malformed_form',
    ],
    ['a version that nobody has seen', () => note('x'), { 'if-match': '"99"' }, 412, 'stale'],
  ])('%s', (_what, form, headers, status, code) =>
    leavesNothing(async () => {
      const answer = await requester.send('POST', `${ticket}/attachments`, form(), headers);
      expect(answer).toMatchObject({ status, body: { code } });
    }),
  );

  it('a form where none is taken', async () => {
    expect(await requester.send('POST', `${ticket}/messages`, note('x'))).toMatchObject({ status: 415 });
  });

  it('a connection that is cut in the middle', () =>
    leavesNothing(async () => {
      const asked = begin(requester, ticket, ignore, ignore);
      asked.write(Buffer.alloc(500_000, 'x'));
      await until(async () => (await kept()).files.some((name) => name.endsWith('.part')));
      asked.destroy();
      await until(async () => (await kept()).uploads === 0);
    }));

  it('what makes a ticket too full, one institution not knowing of the other', async () => {
    const full = await newTicket();
    await escalate(full);
    const big = () => note(Buffer.alloc(1_900_000, 'x'), 'big.txt', 'shared');
    for (const status of [201, 201]) expect((await add(spoc, full, big())).status).toBe(status);
    await leavesNothing(async () => {
      expect(await add(spoc, full, big())).toMatchObject({ status: 413, body: { code: 'ticket_full' } });
    });
    expect((await add(engineer, full, big())).status).toBe(201);
  });

  it('one of two that come at once and fit only alone', async () => {
    const full = await newTicket();
    const big = () => with_(note(Buffer.alloc(1_500_000, 'x')), Buffer.alloc(1_500_000, 'y'));
    const answers = await Promise.all([add(requester, full, big()), add(requester, full, big())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 413]);
    expect((await kept()).uploads).toBe(0);
  });

  it('a file on a ticket that has ended, or by somebody who only reads', async () => {
    const manager = await guichet.as('manager.ulco');
    expect((await add(manager, ticket, note('x', 'x.txt', 'shared'))).status).toBe(403);
    const ended = await newTicket();
    await spoc.post(`${ended}/cancel`, { reason: 'Plus besoin' });
    expect(await add(spoc, ended, note('x'))).toMatchObject({ status: 409, body: { code: 'ticket_ended' } });
  });

  it('an id that is another’s, like one that nobody has', async () => {
    const { body } = await add(requester, ticket, note('x'));
    const tell = async (id: string) => {
      const answer = await foreign.get(`${ticket}/attachments/${id}`);
      return { ...answer.body, instance: '', requestId: '' };
    };
    expect(await tell(body.id as string)).toEqual(await tell(someId));
    expect((await foreign.get(`${ticket}/attachments/nonsense`)).status).toBe(404);
  });
});

describe('a name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..', 'file'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    [`${'é'.repeat(4000)}.pdf`, `${'é'.repeat(196)}.pdf`],
    ['a\u0007b\u200b.txt', 'ab.txt'],
    ['', 'file'],
  ])('%p is kept as %p', async (sent, name) => {
    const ticket = await newTicket();
    expect((await add(requester, ticket, note('x', sent))).body).toMatchObject({ name });
  });
});

describe('what a killed upload left behind', () => {
  it('is removed after a day, and not before', async () => {
    const ticket = await newTicket();
    await add(requester, ticket, note('stays'));
    const before = await kept();
    const key = 'ab'.repeat(16);
    const { rows } = await admin.query<{ institution: string; person: string }>(
      'select institution_id as institution, added_by as person from attachment limit 1',
    );
    await admin.query('insert into attachment_upload values (gen_random_uuid(), $1, $2, $3, $4)', [
      rows[0]!.institution,
      rows[0]!.person,
      key,
      guichet.clock.now(),
    ]);
    const { AttachmentStorage, ScanRounds } =
      await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
    const rounds = guichet.app.get(ScanRounds, { strict: false });
    await guichet.app.get(AttachmentStorage, { strict: false }).write(`${key}-0`, once('left behind'));
    await rounds.clearAbandoned();
    expect((await kept()).files).toContain(`${key.slice(2)}-0`);
    guichet.clock.advance(86_400_001);
    await rounds.clearAbandoned();
    expect(await kept()).toEqual(before);
  });
});
