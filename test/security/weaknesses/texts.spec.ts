import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';
import { formWith, open, openTicket, operationsOf, someId, type Operation } from '../operations.js';
import { asOwner, everyRoleAt } from './everybody.js';

// What people type is hostile until it has been read by somebody: in answers, pages, mails, calendars, tables and names.

const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>';
const EVIL = 'evil.example';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let guichet: TestApp;
let operations: Operation[];
let spoc: Browser, requester: Browser, engineer: Browser;
let reference: string;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  await asOwner(guichet, async (admin) => {
    // names come from elsewhere: nothing of ours has looked at them
    await admin.query('update person set display_name = $1 where email = $2', [
      `Camille ${SCRIPT}\r\nBcc: victim@${EVIL}`,
      'requester.ulco@guichet.example',
    ]);
    await admin.query('update institution set name = $1 where code = $2', [`ULCO ${SCRIPT}\r\nBcc: x@${EVIL}`, 'ULCO']);
  });
  spoc = await everyRoleAt(guichet, 'ULCO');
  engineer = await guichet.as('engineer.fun');
  requester = await guichet.as('requester.ulco');
  reference = await openTicket(requester, { title: `=1+1 ${SCRIPT}`, description: `Voici ${SCRIPT}` });
});
afterAll(() => guichet.close());

const gets = () => operations.filter(({ method, name }) => method === 'GET' && !name.endsWith('/live'));
const ask = (one: Operation, path: string, init: RequestInit = {}) =>
  open.includes(one.name) ? guichet.anybody.raw(path, init) : spoc.raw(path, init);

describe('stored XSS: a script in a title, a name or a file name, as in the title of a ticket that an agent opens', () => {
  it('every answer says what it is, is not guessed at, and is no page', async () => {
    const flaws: unknown[] = [];
    for (const one of gets())
      for (const path of [one.pathFor(reference), `${one.pathFor(reference)}?x=${encodeURIComponent(SCRIPT)}`]) {
        const { status, headers, text } = await readAs('text/html', one, path);
        const type = headers.get('content-type') ?? '';
        const isPage = /^text\/html/.test(type);
        if (headers.get('x-content-type-options') !== 'nosniff') flaws.push([path, status, 'sniffed']);
        if (!/script-src '(self|none)'|default-src 'none'/.test(headers.get('content-security-policy') ?? ''))
          flaws.push([path, status, 'no policy']);
        if (isPage && !/demo\/mail|decide/.test(path)) flaws.push([path, status, type]);
        if (isPage && /<script|<img[^>]+onerror/.test(text)) flaws.push([path, status, text.slice(0, 200)]);
      }
    expect(flaws).toEqual([]);
  });

  it('names of what a desk keeps come back as they are, in JSON, and in nothing else', async () => {
    const named = SCRIPT.slice(0, 60);
    for (const [path, body] of [
      ['/canned-answers', { name: named, body: SCRIPT }],
      ['/ticket-templates', { name: named, content: { title: SCRIPT } }],
      ['/views', { name: named, filter: { state: 'new' } }],
      ['/calendar/feeds', { name: named }],
      ['/teams', { side: 'user', name: named, mode: 'manual', members: [] }],
    ] as const) {
      const made = await spoc.post(path, body);
      expect([path, made.status, made.body.name]).toEqual([path, 201, named]);
      const { headers } = await spoc.raw(path, { headers: { accept: 'text/html' } });
      expect([path, headers.get('content-type')]).toEqual([path, 'application/json; charset=utf-8']);
    }
  });

  it.each([
    ['photo.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['page.html', `<!doctype html>${SCRIPT}`],
    [`"><script>alert(1)<\u2215script>.txt`, '<p>'],
  ])('a file called %s is saved and never shown, under a name that ends nothing', async (name, content) => {
    const form = formWith(content, name, { audience: 'requester' });
    const { body } = await requester.send('POST', `/tickets/${reference}/attachments`, form);
    const { headers } = await requester.raw(`/tickets/${reference}/attachments/${body.id as string}`);
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('content-disposition')).toMatch(
      /^(attachment|inline); filename="[^"]*"; filename\*=UTF-8''[\w.%~!-]*$/,
    );
    expect(headers.get('content-type')).toMatch(/^(application\/octet-stream|text\/plain; charset=utf-8)$/);
  });

  it('a calendar has one event for each thing, whatever it is called', async () => {
    const title = 'Examens\\nEND:VEVENT\\nBEGIN:VEVENT;X=1,2';
    const freeze = { scope: 'institution', title, reason: SCRIPT, from: '2026-06-08', to: '2026-06-12' };
    expect((await spoc.post('/freezes', freeze)).status).toBe(201);
    expect((await spoc.post('/calendar/feeds', { name: 'Mon\r\nBEGIN:VEVENT' })).status).toBe(400);
    const { body } = await spoc.post('/calendar/feeds', { name: 'Mon;guichet,\\nBEGIN:VEVENT' });
    const answer = await fetch(`${spoc.url}${new URL(body.url as string).pathname}`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const text = (await answer.text()).replaceAll('\r\n ', '');
    expect(text).toContain('Examens\\\\nEND:VEVENT\\\\nBEGIN:VEVENT\\;X=1\\,2');
    const lines = text.split('\r\n');
    const [begun, uids] = [/^BEGIN:VEVENT/, /^UID:/].map((each) => lines.filter((line) => each.test(line)).length);
    expect(begun).toBe(uids);
    expect(lines.filter((line) => !/^[A-Z-]+[:;]|^$/.test(line))).toEqual([]);
  });
});

describe('header injection in mails: a line break in a title, a name or a file name, as a second recipient', () => {
  it('every mail is to whom it is for alone, and its HTML shows what was typed', async () => {
    await spoc.post(`/tickets/${reference}/take`);
    const message = { body: `Bonjour ${SCRIPT}`, audience: 'requester' };
    expect((await spoc.post(`/tickets/${reference}/messages`, message)).status).toBe(201);
    const form = formWith('x', `a\r\nBcc: x@${EVIL}\r\n${SCRIPT.slice(0, 20)}.txt`, { audience: 'requester' });
    expect((await requester.send('POST', `/tickets/${reference}/attachments`, form)).status).toBe(201);
    await guichet.mailbox.expect('requester.ulco', ({ html }) => html?.includes('Bonjour') === true);
    await guichet.mailbox.expect('agent.ulco');
    const ours =
      /^(from|to|reply-to|subject|message-id|date|mime-version|content-type|in-reply-to|references|list-|auto-submitted|x-|precedence|feedback-id)/;
    for (const { to, mail } of guichet.mailbox.received) {
      expect(to).toHaveLength(1);
      expect([mail.bcc, mail.cc]).toEqual([undefined, undefined]);
      expect(mail.to?.map(({ address }) => address)).toEqual(to);
      expect(mail.headers.map(({ key }) => key).filter((key) => !ours.test(key))).toEqual([]);
      expect(mail.html ?? '').not.toMatch(/<script|<img|<[^>]+\son\w+=/i);
      expect(mail.attachments).toEqual([]);
    }
    expect(JSON.stringify(guichet.mailbox.received.map(({ mail }) => mail.html))).toContain('&lt;script&gt;');
  });
});

describe('attachments: a file by its id alone, as the inline image of an internal note', () => {
  it('is there for whoever reads what it hangs on, and for nobody else like one that nobody has', async () => {
    const ticket = `/tickets/${await openTicket(requester)}`;
    const form = formWith(PNG, 'capture.png', { audience: 'internal' });
    const { status, body } = await spoc.send('POST', `${ticket}/attachments`, form);
    expect(status).toBe(201);
    const escalation = { function: 'support', summary: 'Un résumé' };
    expect((await spoc.post(`${ticket}/escalate`, escalation)).status).toBe(200);
    const id = body.id as string;
    expect((await spoc.raw(`${ticket}/attachments/${id}`)).status).toBe(200);
    for (const who of [requester, engineer, await guichet.as('spoc.uphf')]) {
      const told = async (path: string) => {
        const answer = await who.raw(`${ticket}/attachments/${path}`);
        return [answer.status, { ...((await answer.json()) as object), instance: '', requestId: '' }];
      };
      const absent = await told(someId);
      expect(absent[0]).toBe(404);
      expect(await told(id)).toEqual(absent);
      for (const path of [`..%2f..%2f${id}`, `${id}%00.png`, '..%2f..%2f..%2fetc%2fpasswd', id.toUpperCase()])
        expect((await told(path))[0]).toBe(404);
      expect(JSON.stringify(await (await who.raw(`${ticket}/attachments`)).json())).not.toContain(id);
    }
    const own = `/tickets/${await openTicket(requester)}`;
    expect((await requester.raw(`${own}/attachments/${id}`)).status).toBe(404);
  });
});

it('CSV formulas: a title that a spreadsheet would compute is text in the export', async () => {
  const text = await (await spoc.raw('/tickets/export?format=csv')).text();
  expect(text).toContain(`"'=1+1 <script>`);
  expect(text).not.toMatch(/(^|[;,\n])"?=/m);
});

describe('open redirects and links to another host: an address that the request brings, as the Host of a reset mail', () => {
  const brought = 'brought.example';
  const hosts = { host: brought, 'x-forwarded-host': brought, forwarded: `host=${brought}` };

  it('no answer leads elsewhere, whatever it is asked to', async () => {
    for (const one of gets()) {
      const query = ['next', 'redirect', 'url', 'returnTo'].map((name) => `${name}=https://${EVIL}/`).join('&');
      const answer = await ask(one, `${one.pathFor(reference)}?${query}`, { redirect: 'manual' });
      expect([one.name, answer.status >= 300 && answer.status < 400]).toEqual([one.name, false]);
      expect([one.name, answer.headers.get('location')]).toEqual([one.name, null]);
    }
    for (const path of [`//${EVIL}/`, `//${EVIL}/%2e%2e`, `/\\${EVIL}`, `/api/v1//${EVIL}/..`]) {
      const answer = await sent('GET', path, {});
      expect([path, answer.status, answer.headers.location]).toEqual([path, 404, undefined]);
    }
  });

  it('no link is made of the host of a request, in an answer or a mail', async () => {
    const ticket = JSON.stringify({ kind: 'incident', service: 'FUNCAMPUS', title: 'Un hôte', description: 'x' });
    for (const [method, path, body] of [
      ['POST', '/api/v1/tickets', ticket],
      ['POST', '/api/v1/calendar/feeds', '{"name":"Un hôte"}'],
      ['GET', '/api/v1/tickets', ''],
      ['GET', '/api/v1/openapi.json', ''],
      ['GET', '/api/docs', ''],
    ] as const) {
      const headers = { ...hosts, ...spoc.authorization, 'content-type': 'application/json' };
      const answer = await sent(method, path, headers, body);
      expect([path, answer.status < 300]).toEqual([path, true]);
      expect(`${JSON.stringify(answer.headers)} ${answer.text}`).not.toContain(brought);
    }
    const { mail } = await guichet.mailbox.expect('agent.ulco', ({ subject }) => subject?.includes('Un hôte') === true);
    expect(mail.text).not.toContain(brought);
    expect(mail.text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/tickets\//);
  });
});

describe('cross-site requests: what the page of another site has a browser send, as a form with the cookies of an agent', () => {
  it('CORS: no answer names another site, nor lets it in', async () => {
    const flaws: unknown[] = [];
    for (const one of operations.filter(({ name }) => !name.endsWith('/live')))
      for (const origin of [`https://${EVIL}`, 'null']) {
        const headers = { origin, 'access-control-request-method': one.method };
        for (const method of ['OPTIONS', 'GET']) {
          const answer = await ask(one, one.pathFor(reference), { method, headers });
          const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
          if (names.length > 0 || (method === 'OPTIONS' && answer.ok)) flaws.push([one.name, method, names]);
        }
      }
    expect(flaws).toEqual([]);
  });

  it('what a form can send is read by no operation that somebody is signed in for, also with what a browser keeps', async () => {
    const token = spoc.authorization['authorization']!.slice('Bearer '.length);
    const flaws: unknown[] = [];
    for (const one of operations.filter(({ method, name }) => method === 'POST' && !open.includes(name)))
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const body = `${JSON.stringify(one.body ?? {})}=`;
        const forged = { 'content-type': type, cookie: `session=${token}; token=${token}`, origin: `https://${EVIL}` };
        const init = { method: 'POST', body, headers: { ...forged } };
        const anybody = await guichet.anybody.raw(one.pathFor(reference), init);
        // even a browser that were let add the header would be refused for the type
        const somebody = await spoc.raw(one.pathFor(reference), init);
        if (anybody.status !== 415 && anybody.status !== 401) flaws.push([one.name, type, anybody.status]);
        if (somebody.status !== 415) flaws.push([one.name, type, somebody.status]);
      }
    expect(flaws).toEqual([]);
  });
});

async function readAs(accept: string, one: Operation, path: string) {
  const answer = await ask(one, path, { headers: { accept }, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** As `fetch` would not send it: the path as it stands, and a Host of one's own. */
function sent(method: string, path: string, headers: Record<string, string>, body = '') {
  const { hostname, port } = new URL(guichet.anybody.url);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString()));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
