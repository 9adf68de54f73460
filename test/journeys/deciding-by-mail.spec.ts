import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let requester: Browser, spoc: Browser, admin: Browser;
/** Who is asked to decide holds no role that shows a ticket. */
const APPROVER = 'admin.ulco';
let approverId: string;
let model: string;

const MINUTE = 60_000;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  [requester, spoc, admin] = (await Promise.all(
    ['requester.ulco', 'spoc.ulco', APPROVER].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser];
  approverId = (await admin.get('/me')).body.id as string;
  const label = (fr: string, en: string) => ({ fr, en });
  const made = await spoc.post('/request-models', {
    service: 'FUNCAMPUS',
    name: label('Nouvel espace', 'New space'),
    fields: [
      { key: 'course', type: 'text', label: label('Intitulé', 'Course'), required: true },
      {
        key: 'kind',
        type: 'choice',
        label: label('Accès', 'Access'),
        required: true,
        choices: [
          { key: 'o', label: label('Ouvert à tous', 'Open to all') },
          { key: 'c', label: label('Sur inscription', 'By enrolment') },
        ],
      },
    ],
    tasks: [],
    approver: { kind: 'person', personId: approverId },
  });
  model = made.body.id as string;
  expect((await spoc.post(`/request-models/${model}/publish`)).status).toBe(200);
});
afterAll(() => guichet.close());

interface Asked {
  reference: string;
  /** The page, as it is written in the mail. */
  path: string;
}

const HOSTILE = '<script>alert(1)</script>';

/** A request of its own, and the link in the mail that asks for the decision. */
async function asked(who = requester): Promise<Asked> {
  const fields = { course: `Chimie ${HOSTILE}`, kind: 'o' };
  const opened = await who.post('/tickets', { kind: 'request', service: 'FUNCAMPUS', model, fields });
  expect(opened.status).toBe(201);
  const reference = opened.body.reference as string;
  const { mail } = await guichet.mailbox.expect(APPROVER, ({ subject }) => subject?.includes(reference) === true);
  return { reference, path: linkIn(mail.text) };
}

function linkIn(text = ''): string {
  const path = /https?:\/\/[^/\s]+(\/decide\/[\w-]+)/.exec(text)?.[1];
  if (path === undefined) throw new Error(`no link in: ${text}`);
  return path;
}

interface Page {
  status: number;
  html: string;
  headers: Headers;
}

async function ask(path: string, init: RequestInit = {}): Promise<Page> {
  const answer = await fetch(`${guichet.anybody.url}${path}`, { redirect: 'manual', ...init });
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}
const post = (path: string, fields: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body: new URLSearchParams(fields) });

const proofIn = ({ html }: Page) => /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? '';

const codes = () =>
  guichet.mailbox.received
    .filter(({ to, mail }) => to[0]?.startsWith(APPROVER) === true && mail.subject === 'Votre code pour décider')
    .map(({ mail }) => /\b(\d{8})\b/.exec(mail.text ?? '')?.[1] ?? '');

/** Presses the button; the code that comes by mail. */
async function codeFor(path: string): Promise<string> {
  const before = codes();
  expect((await post(`${path}/code`)).status).toBe(200);
  await guichet.mailbox.expect(APPROVER, () => codes().length > before.length);
  return codes().at(-1) ?? '';
}
const otherThan = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0');

async function shown(path: string): Promise<Page> {
  const page = await post(`${path}/identify`, { code: await codeFor(path) });
  expect([page.status, proofIn(page)]).toEqual([200, expect.stringMatching(/./)]);
  return page;
}

async function sql<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: guichet.urls.admin });
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows as T[];
}
/** Everything that could have been recorded of a request. */
const recorded = (reference: string) =>
  sql(
    `select e.type, e.data from event e join ticket t on t.id = e.stream_id where t.reference = $1 order by e.number`,
    [reference],
  );
const howManyCodes = async () => (await sql<{ n: number }>('select count(*)::int as n from decision_code'))[0]?.n;
const codesOf = async (path: string) => {
  const ofLink = 'select count(*)::int as n from decision_code where link = sha256($1::text::bytea)';
  return (await sql<{ n: number }>(ofLink, [path.slice('/decide/'.length)]))[0]?.n;
};
const stateOf = async (reference: string) => (await requester.get(`/tickets/${reference}`)).body.state as string;

// the limits of an hour and of a sign-in begin anew
beforeEach(() => {
  guichet.clock.advance(61 * MINUTE);
});

describe('the page behind the link of a mail', () => {
  it('is read, looked ahead at and probed without a trace, and tells nothing of the request', async () => {
    const { reference, path } = await asked();
    const before = [await recorded(reference), await howManyCodes()];
    const ways: RequestInit[] = [
      {},
      { method: 'HEAD' },
      { headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch', 'x-moz': 'prefetch' } },
      { headers: { ...admin.authorization } },
    ];
    for (const init of [...ways, ...ways, ...ways]) {
      const { status, html, headers } = await ask(path, init);
      expect(status).toBe(200);
      for (const word of [reference, 'Chimie', 'Nouvel espace', 'Requester', 'FUN']) expect(html).not.toContain(word);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
      );
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('set-cookie')).toBeNull();
    }
    const { html } = await ask(path);
    expect(html).toContain('<html lang="fr">');
    expect(html).not.toMatch(/<script|\son\w+=|style=/);
    expect([await recorded(reference), await howManyCodes()]).toEqual(before);
    expect(await stateOf(reference)).toBe('waiting');
  });

  it('records nothing when a program presses every button of it', async () => {
    const { reference, path } = await asked();
    const before = await recorded(reference);
    const sent = codes().length;
    for (const fill of [{}, { code: '00000000' }, { email: 'x@example.org', password: 'x' }]) {
      await post(`${path}/code`);
      expect((await post(`${path}/identify`, fill as Record<string, string>)).status).toBe(401);
      for (const proof of ['', 'x', `${'f'.repeat(8)}${'A'.repeat(43)}`])
        expect((await post(`${path}/decision`, { proof, choice: 'approve' })).status).toBe(403);
    }
    expect(await recorded(reference)).toEqual(before);
    await guichet.mailbox.expect(APPROVER, () => codes().length === sent + 3);
  });

  it('takes the decision of whoever shows with a code that they are the person, once, by its way', async () => {
    const { reference, path } = await asked();
    const code = await codeFor(path);
    const page = await post(`${path}/identify`, { code: `${code.slice(0, 4)} ${code.slice(4)}` });
    expect(page.status).toBe(200);
    for (const word of [reference, 'Chimie &lt;script&gt;', 'Ouvert à tous']) expect(page.html).toContain(word);
    expect(page.html).not.toContain(HOSTILE);
    expect((await post(`${path}/identify`, { code })).status).toBe(401);

    const proof = proofIn(page);
    const decision = { proof, choice: 'approve', reason: 'Bon\r\nprojet' };
    const done = await Promise.all([post(`${path}/decision`, decision), post(`${path}/decision`, decision)]);
    for (const { status, html } of done) {
      expect(status).toBe(200);
      expect(html).toContain('Demande approuvée');
      expect(html).toContain('Bon\nprojet');
    }
    expect(await stateOf(reference)).toBe('new');
    const events = (await recorded(reference)) as { type: string; data: { via?: string } }[];
    expect(events.filter(({ type }) => type === 'ticket.approved')).toMatchObject([{ data: { via: 'mail_link' } }]);
    const [approval] = await sql<{ decided_by: string }>('select decided_by from approval where reference = $1', [
      reference,
    ]);
    expect(approval?.decided_by).toBe(approverId);
    // again, and otherwise: what was decided
    const replay = await post(`${path}/decision`, { proof, choice: 'reject', reason: 'Non' });
    expect([replay.status, replay.html.includes('Demande approuvée')]).toEqual([200, true]);
    expect(await recorded(reference)).toEqual(events);
    expect(await stateOf(reference)).toBe('new');
  });

  it('takes it of whoever signs in as that person, and of nobody else, without a session', async () => {
    const { reference, path } = await asked();
    const sessions = await sql('select count(*) from session');
    const signIn = (account: string, password = PASSWORD) =>
      post(`${path}/identify`, { email: `${account}@guichet.example`, password });
    const strangers = [
      await signIn('manager.ulco'),
      await signIn('spoc.uphf'),
      await signIn('nobody.ulco'),
      await signIn(APPROVER, 'wrong'),
    ];
    for (const { status, html } of strangers) {
      expect([status, proofIn({ html } as Page), html.includes('Chimie')]).toEqual([401, '', false]);
    }
    expect(new Set(strangers.map(({ html }) => html)).size).toBe(1);
    const page = await signIn(APPROVER.toUpperCase());
    expect(page.status).toBe(200);
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(await sql('select count(*) from session')).toEqual(sessions);

    const proof = proofIn(page);
    const silent = await post(`${path}/decision`, { proof, choice: 'reject', reason: ' \r\n ' });
    expect([silent.status, silent.html.includes('Donnez un motif')]).toEqual([422, true]);
    const long = await post(`${path}/decision`, { proof, choice: 'reject', reason: `${'x'.repeat(4000)}<` });
    expect([long.status, long.html.includes('xx&lt;</textarea>')]).toEqual([422, true]);
    expect((await post(`${path}/decision`, { proof })).status).toBe(422);
    expect(await stateOf(reference)).toBe('waiting');
    const rejected = await post(`${path}/decision`, { proof, choice: 'reject', reason: 'Trop cher' });
    expect([rejected.status, rejected.html.includes('Demande refusée')]).toEqual([200, true]);
    expect(await stateOf(reference)).toBe('cancelled');
    expect(await recorded(reference)).toContainEqual(
      expect.objectContaining({ type: 'ticket.cancelled', data: expect.objectContaining({ via: 'mail_link' }) }),
    );
  });

  it('slows down guessing at passwords as the sign-in does', async () => {
    const { path } = await asked();
    const guess = (password: string) =>
      post(`${path}/identify`, { email: 'cab-member.ulco@guichet.example', password });
    for (let n = 0; n < 10; n += 1) expect((await guess(`wrong ${String(n)}`)).status).toBe(401);
    expect((await guess(PASSWORD)).status).toBe(429);
    const login = { email: 'cab-member.ulco@guichet.example', password: PASSWORD };
    expect((await guichet.anybody.post('/auth/login', login)).status).toBe(429);
  });
});

describe('a code', () => {
  it('opens the page on which it was asked for, and no other', async () => {
    const [one, other] = [await asked(), await asked()];
    const code = await codeFor(one.path);
    await codeFor(other.path);
    expect((await post(`${other.path}/identify`, { code })).status).toBe(401);
    const { proof } = { proof: proofIn(await post(`${one.path}/identify`, { code })) };
    expect(proof).not.toBe('');
    // nor does what one page gave serve on another
    expect((await post(`${other.path}/decision`, { proof, choice: 'approve' })).status).toBe(403);
    expect(await stateOf(other.reference)).toBe('waiting');
  });

  it('is no longer one after five mistakes, after ten minutes, and the fifth of an hour is the last', async () => {
    const { path } = await asked();
    const code = await codeFor(path);
    const wrong = otherThan(code);
    for (let n = 0; n < 5; n += 1) expect((await post(`${path}/identify`, { code: wrong })).status).toBe(401);
    expect((await post(`${path}/identify`, { code })).status).toBe(401);

    const second = await codeFor(path);
    guichet.clock.advance(10 * MINUTE);
    expect((await post(`${path}/identify`, { code: second })).status).toBe(401);

    for (let n = 0; n < 3; n += 1) await codeFor(path);
    const answers = await Promise.all([post(`${path}/code`), post(`${path}/code`)]);
    expect(await codesOf(path)).toBe(5);
    guichet.clock.advance(51 * MINUTE);
    const last = await post(`${path}/code`);
    expect(await codesOf(path)).toBe(6);
    // whether a mail went out does not show
    expect(new Set([...answers, last].map(({ status, html }) => `${String(status)} ${html}`)).size).toBe(1);
  });

  it('stands in no table, neither it nor its mail', async () => {
    const { path } = await asked();
    const code = await codeFor(path);
    const rows = await sql('select * from decision_code');
    expect(JSON.stringify([rows, await sql('select subject, text_body from mail')])).not.toContain(code);
  });
});

describe('a link', () => {
  const gone = async (path: string) => {
    const { status, html } = await ask(path);
    const { status: posted } = await post(`${path}/code`);
    return { status, posted, html };
  };

  it('that was cut, altered, made up or has expired opens one and the same page', async () => {
    const { path } = await asked();
    const altered = path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const another = (await asked()).path.slice('/decide/'.length);
    const spliced = `/decide/${path.slice('/decide/'.length, -60)}${another.slice(-60)}`;
    const pages = await Promise.all(
      [altered, path.slice(0, -1), path.slice(0, 40), '/decide/x', spliced, `${path}A`].map(gone),
    );
    guichet.clock.advance(14 * 24 * 60 * MINUTE);
    pages.push(await gone(path));
    for (const page of pages) expect(page).toEqual({ status: 404, posted: 404, html: pages[0]?.html });
    expect(pages[0]?.html).toContain('Ce lien n’ouvre plus rien.');
    expect(pages[0]?.html).toContain('This link no longer opens anything.');
  });

  it('opens nothing any more once what it was about has changed, or somebody else is asked', async () => {
    const [edited, passed] = [await asked(), await asked()];
    const [before, other] = [await shown(edited.path), await shown(passed.path)];
    await sql(
      `update ticket_form set fields = jsonb_set(fields, '{0,value}', '"Physique"')
        where ticket_id = (select id from ticket where reference = $1)`,
      [edited.reference],
    );
    const manager = (await (await guichet.as('manager.ulco')).get('/me')).body.id as string;
    expect((await spoc.post(`/tickets/${passed.reference}/approval/reassign`, { approver: manager })).status).toBe(200);
    for (const [{ path, reference }, page] of [
      [edited, before],
      [passed, other],
    ] as const) {
      const late = await post(`${path}/decision`, { proof: proofIn(page), choice: 'approve' });
      expect([late.status, late.html.includes('n’ouvre plus rien')]).toEqual([404, true]);
      const again = await post(`${path}/identify`, { code: await codeFor(path) });
      expect([again.status, again.html.includes('Chimie')]).toEqual([404, false]);
      expect(await stateOf(reference)).toBe('waiting');
    }
    // whoever is asked now has a link of their own
    const { mail } = await guichet.mailbox.expect('manager.ulco', ({ subject }) =>
      Boolean(subject?.includes(passed.reference)),
    );
    expect((await ask(linkIn(mail.text))).status).toBe(200);
  });

  it('opens nothing for somebody who has left since, and mails them nothing', async () => {
    const { path, reference } = await asked();
    const page = await shown(path);
    const kept = await howManyCodes();
    await sql('update person set left_at = now() where id = $1', [approverId]);
    try {
      expect((await post(`${path}/code`)).status).toBe(200);
      expect(await howManyCodes()).toBe(kept);
      expect((await post(`${path}/decision`, { proof: proofIn(page), choice: 'approve' })).status).toBe(404);
      expect(await stateOf(reference)).toBe('waiting');
    } finally {
      await sql('update person set left_at = null where id = $1', [approverId]);
    }
  });

  it('says in a page that was left open for too long that nothing was recorded', async () => {
    const { path, reference } = await asked();
    const page = await shown(path);
    guichet.clock.advance(30 * MINUTE);
    const late = await post(`${path}/decision`, { proof: proofIn(page), choice: 'approve' });
    expect([late.status, late.html.includes('Rien n’a été enregistré')]).toEqual([403, true]);
    expect(await stateOf(reference)).toBe('waiting');
  });
});

it('is the only place where the body of a form of a browser is read', async () => {
  const { reference } = await asked();
  const form = { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), headers: admin.authorization };
  expect((await ask(`/api/v1/tickets/${reference}/approval`, form)).status).toBe(415);
  const { path } = await asked();
  for (const body of ['code=1&code=2', 'code=%FF', '__proto__=1', 'other=1', `code=${'1'.repeat(70_000)}`]) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await ask(`${path}/identify`, { method: 'POST', body, headers });
    expect([body.slice(0, 20), status]).toEqual([body.slice(0, 20), body.length > 65_536 ? 413 : 400]);
  }
});
