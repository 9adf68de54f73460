import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formWith, openTicket } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let guichet: TestApp;
let requester: Browser, spoc: Browser, engineer: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp({
    environment: { ATTACHMENT_MB: '2', ATTACHMENTS_PER_TICKET_MB: '5', ATTACHMENTS_PER_MESSAGE: '3' },
  });
  requester = await guichet.as('requester.ulco');
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
  foreign = await guichet.as('spoc.uphf');
});
afterAll(async () => {
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
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

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
      expect.objectContaining({
        id: body.messageId,
        kind: 'message',
        body: 'Capture d’écran – été.png',
        attachments: body.files,
      }),
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
    [
      'a document',
      Buffer.from('504b03041400000008000000', 'hex'),
      'a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['a zip that is called text', Buffer.from('504b03041400000008000000', 'hex'), 'a.txt', 'application/zip'],
    ['bytes', Buffer.from([0, 1, 2, 3]), 'a.html', 'application/octet-stream'],
  ])('that is %s is saved and never shown', async (_what, content, name, mediaType) => {
    const ticket = await newTicket();
    const form = new FormData();
    form.set('audience', 'requester');
    form.set('file', new Blob([content], { type: 'image/png' }), name);
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

  it('when it comes to a text of before, which it makes unread again', async () => {
    const ticket = await newTicket();
    const agent = await guichet.as('agent.ulco');
    const { body: line } = await spoc.get('/tickets?limit=1');
    const isUnread = async (who: Browser) =>
      ((await who.get('/tickets?limit=5')).body.items as { reference: string; isUnread: boolean }[]).find(
        ({ reference }) => ticket.endsWith(reference),
      )?.isUnread;
    expect(line.items[0]).toMatchObject({ isUnread: false });
    const write = async (who: Browser, audience: string) =>
      (await who.post(`${ticket}/messages`, { audience, body: `De ${audience}` })).body.id as string;
    const later = async (who: Browser, messageId: string, name: string) => {
      expect((await add(who, ticket, formWith(name, name, { messageId }))).status).toBe(201);
    };
    const told = (who: string, name: string) =>
      guichet.mailbox.expect(
        who,
        ({ subject, text }) => /Fichier ajouté/.test(subject ?? '') && (text?.includes(name) ?? false),
      );

    const asked = await write(requester, 'requester');
    await agent.post(`${ticket}/seen`, {});
    expect(await isUnread(agent)).toBe(false);
    await later(requester, asked, 'vu.txt');
    expect([await isUnread(agent), await isUnread(spoc), await isUnread(requester)]).toEqual([true, true, false]);
    await told('agent.ulco', 'vu.txt');
    await later(agent, await write(agent, 'requester'), 'pour-vous.txt');
    await told('requester.ulco', 'pour-vous.txt');

    await escalate(ticket);
    const crossed = await write(spoc, 'shared');
    const inside = await write(spoc, 'internal');
    await engineer.post(`${ticket}/seen`, {});
    await later(spoc, inside, 'entre-nous.txt');
    expect(await isUnread(engineer)).toBe(false);
    await later(spoc, crossed, 'journal.txt');
    expect(await isUnread(engineer)).toBe(true);
    const { mail } = await told('engineer.fun', 'journal.txt');
    expect(mail.text).toContain('De shared');
    const sent = guichet.mailbox.received.map((one) => `${one.to.join()} ${one.mail.text ?? ''}`);
    expect(sent.filter((one) => one.includes('entre-nous.txt'))).toEqual([]);
    expect(sent.filter((one) => one.includes('vu.txt') && one.startsWith('requester.ulco'))).toEqual([]);
  });

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
