import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formWith, openTicket } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

const dist = async <T>(path: string) => (await import(new URL(`../../dist/src/${path}`, import.meta.url).href)) as T;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const MEGABYTE = 1_000_000;

let guichet: TestApp;
let admin: pg.Client;
let requester: Browser, spoc: Browser, engineer: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ environment: { ATTACHMENT_MB: '2', ATTACHMENTS_PER_TICKET_MB: '5', ATTACHMENTS_PER_MESSAGE: '3' } });
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
  expect((await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé', messages })).status).toBe(200);
};
const add = (who: Browser, ticket: string, form: FormData, headers = {}) => who.send('POST', `${ticket}/attachments`, form, headers);
const note = (content: string | Uint8Array, name = 'note.txt', audience = 'requester') => formWith(content, name, { audience });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

/** Every file that is kept, and every upload that is not over. */
async function kept(): Promise<{ files: string[]; uploads: number; rows: number }> {
  const folder = join(guichet.dataDir, 'attachments');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
    : [];
  const { rows } = await admin.query<{ uploads: number; rows: number }>(
    'select (select count(*) from attachment_upload)::integer as uploads, (select count(*) from attachment)::integer as rows',
  );
  return { files: files.sort(), uploads: rows[0]!.uploads, rows: rows[0]!.rows };
}

describe('a file', () => {
  it('comes back as it went, with what its content says it is, and stands at its message', async () => {
    const ticket = await newTicket();
    const { status, body } = await add(requester, ticket, note(PNG, 'Capture d’écran – été.png'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Capture d’écran – été.png',
      size: PNG.length,
      mediaType: 'image/png',
      sha256: sha256(PNG),
      state: 'unscanned',
    });
    const answer = await requester.raw(`${ticket}/attachments/${body.id as string}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `inline; filename="Capture d_ecran _ ete.png"; filename*=UTF-8''Capture%20d%E2%80%99%C3%A9cran%20%E2%80%93%20%C3%A9t%C3%A9.png`,
      'cache-control': 'private, no-cache',
      etag: `"${sha256(PNG)}"`,
    });
    expect(await bytesOf(answer)).toEqual(PNG);
    const { body: thread } = await spoc.get(`${ticket}/messages`);
    expect(thread.items).toEqual([
      expect.objectContaining({ id: body.messageId, kind: 'message', body: 'Capture d’écran – été.png', attachments: body.files }),
    ]);
    const { body: list } = await spoc.get(`${ticket}/attachments`);
    expect(list.items).toEqual([expect.objectContaining({ id: body.id, messageId: body.messageId })]);
    const { body: timeline } = await spoc.get(`${ticket}/timeline`);
    expect((timeline.items as { type: string }[]).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['message.posted', 'attachment.added']),
    );
    await guichet.mailbox.expect('agent.ulco', ({ text }) => text?.includes('Capture d’écran') ?? false);
  });

  it.each<[string, string | Uint8Array, string, string]>([
    ['HTML that is called an image', '<!doctype html><script>alert(1)</script>', 'photo.png', 'text/html'],
    ['HTML behind a mark and spaces', '\uFEFF \n\t<HTML><body onload=alert(1)>', 'photo.gif', 'text/html'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'a.svg', 'image/svg+xml'],
    ['an SVG behind a comment', '<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>', 'a.txt', 'image/svg+xml'],
    ['XML', '<?xml version="1.0"?><a/>', 'a.xml', 'application/xml'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ', 'a.pdf', 'application/pdf'],
    ['a document', Buffer.from('504b03041400000008000000', 'hex'), 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a zip that is called text', Buffer.from('504b03041400000008000000', 'hex'), 'a.txt', 'application/zip'],
    ['bytes', Buffer.from([0, 1, 2, 3]), 'a.html', 'application/octet-stream'],
  ])('that is %s is saved and never shown', async (_what, content, name, mediaType) => {
    const ticket = await newTicket();
    const form = new FormData();
    form.set('audience', 'requester');
    form.set('file', new Blob([content as never], { type: 'image/png' }), name);
    const { body } = await add(requester, ticket, form);
    expect(body).toMatchObject({ mediaType });
    const answer = await requester.raw(`${ticket}/attachments/${body.id as string}`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(await bytesOf(answer)).toEqual(Buffer.from(content as never));
  });

  it('of text is shown as text, whatever it is called', async () => {
    const ticket = await newTicket();
    const { body } = await add(requester, ticket, note('alert(1) // été', 'a.js'));
    const answer = await requester.raw(`${ticket}/attachments/${body.id as string}`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('is sent in parts, as they are asked for', async () => {
    const ticket = await newTicket();
    const { body } = await add(requester, ticket, note('0123456789'));
    const path = `${ticket}/attachments/${body.id as string}`;
    const part = async (headers: Record<string, string>) => {
      const answer = await requester.raw(path, { headers });
      return [answer.status, answer.headers.get('content-range'), answer.status < 300 ? await answer.text() : ''];
    };
    const etag = `"${body.sha256 as string}"`;
    expect(await part({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part({ range: 'bytes=7-' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part({ range: 'bytes=-3' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part({ range: 'bytes=0-99' })).toEqual([206, 'bytes 0-9/10', '0123456789']);
    expect(await part({ range: 'bytes=10-' })).toEqual([416, 'bytes */10', '']);
    expect(await part({ range: 'bytes=-0' })).toEqual([416, 'bytes */10', '']);
    expect(await part({ range: 'bytes=4-2' })).toEqual([200, null, '0123456789']);
    expect(await part({ range: 'lines=1-2' })).toEqual([200, null, '0123456789']);
    expect(await part({ range: 'bytes=2-4', 'if-range': etag })).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part({ range: 'bytes=2-4', 'if-range': '"other"' })).toEqual([200, null, '0123456789']);
    expect(await part({ 'if-none-match': etag })).toEqual([304, null, '']);
    const head = await requester.raw(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([200, '10', etag]);
  });

  it('may be one of several, and is added to a message that was just written', async () => {
    const ticket = await newTicket();
    const { body: message } = await spoc.post(`${ticket}/messages`, { body: 'Voici', audience: 'internal' });
    const form = formWith('un', 'un.txt', { messageId: message.id as string });
    form.append('file', new Blob(['deux']), 'deux.txt');
    const { status, body } = await add(spoc, ticket, form);
    expect(status).toBe(201);
    expect(body.files.map(({ name }: { name: string }) => name)).toEqual(['un.txt', 'deux.txt']);
    expect(body.messageId).toBe(message.id);
    const more = formWith('trois', 'trois.txt', { messageId: message.id as string });
    more.append('file', new Blob(['quatre']), 'quatre.txt');
    expect(await add(spoc, ticket, more)).toMatchObject({ status: 413, body: { code: 'too_many_files' } });
  });
});

describe('a file crosses with its message and never without', () => {
  let ticket: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    ticket = await newTicket();
    for (const audience of ['requester', 'shared', 'internal'])
      ids[audience] = (await add(spoc, ticket, note(audience, `${audience}.txt`, audience))).body.id as string;
  });
  const seen = async (who: Browser) => {
    const { status, body } = await who.get(`${ticket}/attachments`);
    if (status !== 200) return status;
    const listed = (body.items as { id: string }[]).map(({ id }) => id);
    const opened = [];
    for (const [audience, id] of Object.entries(ids))
      if ((await who.raw(`${ticket}/attachments/${id}`)).status === 200) opened.push(audience);
    expect(listed).toEqual(opened.map((audience) => ids[audience]));
    return opened;
  };

  it('before it is escalated', async () => {
    expect(await seen(spoc)).toEqual(['requester', 'shared', 'internal']);
    expect(await seen(requester)).toEqual(['requester']);
    expect(await seen(engineer)).toBe(404);
    expect(await seen(foreign)).toBe(404);
  });

  it('when it is escalated without it, and when it is ticked later', async () => {
    await escalate(ticket);
    expect(await seen(engineer)).toEqual([]);
    const { body: thread } = await spoc.get(`${ticket}/messages`);
    const [, shared, internal] = thread.items as { id: string }[];
    const share = (messages: (string | undefined)[], who = spoc) => who.post(`${ticket}/messages/share`, { messages });
    expect((await share([internal?.id])).status).toBe(422);
    expect((await share([shared?.id], await guichet.as('agent.ulco'))).status).toBe(403);
    expect(await share([shared?.id])).toMatchObject({ status: 200, body: { messages: [shared?.id] } });
    expect(await seen(engineer)).toEqual(['shared']);
    await guichet.mailbox.expect('engineer.fun', ({ text }) => text?.includes('shared.txt') ?? false);
    const version = (await spoc.get(ticket)).body.version as number;
    expect(await share([shared?.id])).toMatchObject({ status: 200, body: { messages: [] } });
    expect((await spoc.get(ticket)).body.version).toBe(version);
    expect(await seen(foreign)).toBe(404);
  });

  it('the other way round: what the provider keeps inside stays there', async () => {
    const { body } = await add(engineer, ticket, note('inside', 'inside.txt', 'internal'));
    expect((await engineer.raw(`${ticket}/attachments/${body.id as string}`)).status).toBe(200);
    expect((await spoc.raw(`${ticket}/attachments/${body.id as string}`)).status).toBe(404);
    const { body: theirs } = await add(engineer, ticket, note('for both', 'both.txt', 'shared'));
    expect((await spoc.raw(`${ticket}/attachments/${theirs.id as string}`)).status).toBe(200);
    expect((await requester.raw(`${ticket}/attachments/${theirs.id as string}`)).status).toBe(404);
    expect((await add(engineer, ticket, note('to them', 'x.txt', 'requester'))).status).toBe(403);
  });

  it('is 404 under another ticket, also of the same institution', async () => {
    const other = await newTicket();
    expect((await spoc.raw(`${other}/attachments/${ids['shared'] ?? ''}`)).status).toBe(404);
  });

  it('needs an escalation to cross later', async () => {
    const home = await newTicket();
    const { body } = await spoc.post(`${home}/messages`, { body: 'Voici', audience: 'shared' });
    const answer = await spoc.post(`${home}/messages/share`, { messages: [body.id] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'no_open_escalation' } });
  });
});

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
    ['an unknown field', () => formWith('x', 'x.txt', { audience: 'requester', state: 'clean' }), {}, 400, 'invalid_input'],
    ['a NUL in the caption', () => formWith('x', 'x.txt', { audience: 'requester', caption: 'a\0b' }), {}, 400, 'invalid_input'],
    ['a message and an audience', () => formWith('x', 'x.txt', { audience: 'requester', messageId: someId }), {}, 400, 'invalid_input'],
    ['a message that is not there', () => formWith('x', 'x.txt', { messageId: someId }), {}, 422, 'unknown_message'],
    ['four files at once', () => with_(with_(with_(note('x'), 'x'), 'x'), 'x'), {}, 413, 'too_many_files'],
    ['two hundred parts', () => twoHundred(), {}, 413, 'too_many_parts'],
    ['JSON', () => '{"file":"x"}', {}, 415, 'unsupported_media_type'],
    ['a form without a boundary', () => 'nonsense', { 'content-type': 'multipart/form-data' }, 400, 'malformed_form'],
    ['a form that is none', () => 'nonsense', { 'content-type': 'multipart/form-data; boundary=x' }, 400, 'malformed_form'],
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
      await dist<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
    const rounds = guichet.app.get(ScanRounds, { strict: false });
    await guichet.app.get(AttachmentStorage, { strict: false }).write(`${key}-0`, once('left behind'));
    await rounds.clearAbandoned();
    expect((await kept()).files).toContain(`${key.slice(2)}-0`);
    guichet.clock.advance(86_400_001);
    await rounds.clearAbandoned();
    expect(await kept()).toEqual(before);
  });
});

const someId = '00000000-0000-7000-8000-000000000000';

function fields(values: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

function with_(form: FormData, content: string | Uint8Array): FormData {
  form.append('file', new Blob([content as never]), 'another.txt');
  return form;
}

function otherField(): FormData {
  const form = fields({ audience: 'requester' });
  form.set('document', new Blob(['x']), 'x.txt');
  return form;
}

function twoHundred(): FormData {
  const form = note('x');
  for (let n = 0; n < 200; n += 1) form.append(`field${String(n)}`, 'x');
  return form;
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** Writes a file of so many megabytes as it goes, as a client does that never looks at the answer before its end. */
function pour(who: Browser, ticket: string, megabytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = begin(who, ticket, reject, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    const chunk = Buffer.alloc(MEGABYTE, 'x');
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

const ignore = () => undefined;

/** Asks again and again, each time through the database, until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) if (await isSo()) return;
  throw new Error('it never came to that');
}

function begin(
  who: Browser,
  ticket: string,
  fail: (error: Error) => void,
  answered: (response: import('node:http').IncomingMessage) => void,
) {
  const asked = request(
    `${who.url}/api/v1${ticket}/attachments`,
    { method: 'POST', headers: { ...who.authorization, 'content-type': 'multipart/form-data; boundary=x' } },
    answered,
  );
  asked.on('error', fail);
  asked.write('--x\r\ncontent-disposition: form-data; name="audience"\r\n\r\nrequester\r\n');
  asked.write('--x\r\ncontent-disposition: form-data; name="file"; filename="big.txt"\r\n\r\n');
  return asked;
}
