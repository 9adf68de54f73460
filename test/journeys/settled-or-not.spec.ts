import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTicket } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

const DAY = 86_400_000;

let guichet: TestApp;
let requester: Browser, spoc: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ environment: { SESSION_HOURS: '720' } });
  [requester, spoc] = (await Promise.all(['requester.ulco', 'spoc.ulco'].map((account) => guichet.as(account)))) as [
    Browser,
    Browser,
  ];
});
afterAll(() => guichet.close());

interface Page {
  status: number;
  html: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<Page> {
  const answer = await fetch(`${guichet.anybody.url}${path}`, { redirect: 'manual', ...init });
  return { status: answer.status, html: await answer.text() };
}
const proofIn = ({ html }: Page) => /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? '';
const decide = (path: string, fields: Record<string, string>) =>
  ask(`${path}/decision`, { method: 'POST', body: new URLSearchParams(fields) });
/** As a person does it: opens the page, fills in its form and sends it. */
const say = async (path: string, fields: Record<string, string>) =>
  decide(path, { proof: proofIn(await ask(path)), ...fields });

async function resolve(ticket: string, text: string): Promise<string> {
  expect((await spoc.post(`${ticket}/resolve`, { code: 'fixed', text })).status).toBe(200);
  const { mail } = await guichet.mailbox.expect('requester.ulco', (one) => one.text?.includes(text) ?? false);
  const links = [...(mail.text ?? '').matchAll(/https?:\/\/[^/\s]+(\/decide\/[\w-]+)\?choice=(\w+)/g)];
  expect(links.map(([, , choice]) => choice)).toEqual(['settled', 'not_settled']);
  expect(mail.html).toContain(links[1]![0]);
  expect(links[0]![1]).toBe(links[1]![1]);
  return links[0]![1]!;
}

let count = 0;
/** A ticket that is resolved, and the page that its mail links to. */
async function resolved(): Promise<{ ticket: string; path: string }> {
  const ticket = `/tickets/${await openTicket(requester)}`;
  return { ticket, path: await resolve(ticket, `Réparé, numéro ${String((count += 1))}.`) };
}
const stateOf = async (ticket: string) => (await requester.get(ticket)).body.state as string;

async function recorded(ticket: string): Promise<{ type: string; via: string | null; actor: string }[]> {
  const client = new pg.Client({ connectionString: guichet.urls.admin });
  await client.connect();
  const { rows } = await client.query(
    `select e.type, e.data ->> 'via' as via, e.actor_id as actor
       from event e join ticket t on t.id = e.stream_id where t.reference = $1 order by e.number`,
    [ticket.slice('/tickets/'.length)],
  );
  await client.end();
  return rows as { type: string; via: string | null; actor: string }[];
}

describe('the links in the mail of a resolution', () => {
  it('open a page that asks, tells nothing of the ticket, and records nothing however it is fetched', async () => {
    const { ticket, path } = await resolved();
    const { title } = (await requester.get(ticket)).body as { title: string };
    const before = await recorded(ticket);
    for (const query of ['', '?choice=settled', '?choice=not_settled', '?choice=x&utm_source=y', '?choice=a&choice=b'])
      for (const init of [{}, { method: 'HEAD' }, { headers: { 'sec-purpose': 'prefetch' } }]) {
        const { status, html } = await ask(`${path}${query}`, init);
        expect(status).toBe(200);
        for (const word of [ticket.slice('/tickets/'.length), title, 'Réparé', 'Requester'])
          expect(html).not.toContain(word);
      }
    const checked = ({ html }: Page) => /value="(\w+)" required checked/.exec(html)?.[1];
    expect(checked(await ask(`${path}?choice=not_settled`))).toBe('not_settled');
    expect(checked(await ask(path))).toBeUndefined();
    // what presses buttons, without the page or without a choice
    expect((await decide(path, { proof: 'x', choice: 'settled' })).status).toBe(403);
    expect((await say(path, {})).status).toBe(422);
    expect((await say(path, { choice: 'not_settled', reason: '  ' })).status).toBe(422);
    for (const way of ['code', 'identify'])
      expect((await ask(`${path}/${way}`, { method: 'POST', body: new URLSearchParams({}) })).status).toBe(200);
    expect(await recorded(ticket)).toEqual(before);
    expect(await stateOf(ticket)).toBe('resolved');
  });

  it('reopen it with what is still wrong, once, in the name of who asked', async () => {
    const { ticket, path } = await resolved();
    const answer = { choice: 'not_settled', reason: 'Toujours <b>en panne</b>' };
    const proof = proofIn(await ask(path));
    const done = await Promise.all([decide(path, { proof, ...answer }), decide(path, { proof, ...answer })]);
    for (const { status, html } of done) {
      expect(status).toBe(200);
      expect(html).toContain('La demande est rouverte');
      expect(html).not.toContain('en panne');
    }
    expect(await stateOf(ticket)).toBe('in_progress');
    const me = (await requester.get('/me')).body.id as string;
    const reopened = (await recorded(ticket)).filter(({ type }) => type === 'ticket.reopened');
    expect(reopened).toEqual([{ type: 'ticket.reopened', via: 'mail_link', actor: me }]);
    await guichet.mailbox.expect('agent.ulco', ({ text }) => text?.includes('Toujours <b>en panne</b>') ?? false);
    // again, and otherwise: what was answered
    expect((await say(path, { choice: 'settled' })).html).toContain('La demande est rouverte');
    expect(await stateOf(ticket)).toBe('in_progress');
  });

  it('record that it is settled, which moves nothing and can be taken back over the API', async () => {
    const { ticket, path } = await resolved();
    const { version } = (await spoc.get(ticket)).body as { version: number };
    const proof = proofIn(await ask(path));
    const both = await Promise.all([1, 2].map(() => decide(path, { proof, choice: 'settled' })));
    for (const { status, html } of both)
      expect([status, html.includes('il est noté que c’est réglé')]).toEqual([200, true]);
    const settled = (await recorded(ticket)).filter(({ type }) => type === 'ticket.settled');
    expect(settled).toMatchObject([{ via: 'mail_link' }]);
    expect((await spoc.get(ticket)).body).toMatchObject({ state: 'resolved', version });
    const { body: timeline } = await spoc.get(`${ticket}/timeline?limit=100`);
    expect((timeline.items as { type: string }[]).map(({ type }) => type)).toContain('ticket.settled');
    expect((await requester.post(`${ticket}/reopen`, { reason: 'En fait non' })).status).toBe(200);
  });

  it('serve for one resolution of one ticket, for a while', async () => {
    const first = await resolved();
    const other = await resolved();
    // the token of another ticket moves that one alone, and a proof serves for its own page
    const proof = proofIn(await ask(other.path));
    expect((await decide(first.path, { proof, choice: 'not_settled', reason: 'Non' })).status).toBe(403);
    const forged = `${first.path.slice(0, -40)}${other.path.slice(-40)}`;
    expect((await ask(forged)).status).toBe(404);
    // resolved anew: the earlier mail asks about what is over
    await requester.post(`${first.ticket}/reopen`, { reason: 'Pas encore' });
    const again = await resolve(first.ticket, 'Réparé pour de bon.');
    expect((await say(first.path, { choice: 'not_settled', reason: 'Ancien courriel' })).status).toBe(404);
    expect(await stateOf(first.ticket)).toBe('resolved');
    // closed meanwhile: it stays closed
    expect((await spoc.post(`${first.ticket}/close`)).status).toBe(200);
    const late = await say(again, { choice: 'not_settled', reason: 'Trop tard' });
    expect([late.status, late.html.includes('La demande est close')]).toEqual([200, true]);
    expect(await stateOf(first.ticket)).toBe('closed');
    // half an hour for the form, fourteen days for the link
    const old = proofIn(await ask(other.path));
    guichet.clock.advance(31 * 60_000);
    const stale = await decide(other.path, { proof: old, choice: 'not_settled', reason: 'Tapé longtemps' });
    expect([stale.status, stale.html.includes('Tapé longtemps')]).toEqual([403, true]);
    expect(await stateOf(other.ticket)).toBe('resolved');
    guichet.clock.advance(14 * DAY);
    expect((await ask(other.path)).status).toBe(404);
  });

  it('are written to who asked, not to who only follows it', async () => {
    const ticket = `/tickets/${await openTicket(requester)}`;
    const agent = await guichet.as('agent.ulco');
    expect((await agent.send('PUT', `${ticket}/watch`, undefined)).status).toBeLessThan(300);
    await spoc.post(`${ticket}/resolve`, { code: 'fixed', text: 'Réparé, suivi.' });
    const { mail } = await guichet.mailbox.expect(
      'agent.ulco',
      ({ text }) => text?.includes('Réparé, suivi.') ?? false,
    );
    expect(mail.text).not.toContain('/decide/');
  });
});
