import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generator } from '../../src/admin/random-people.spec-support.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { Stream } from '../support/stream.js';
import { until } from '../support/until.js';
import {
  ASKER,
  mailedToAsker,
  mayRead,
  mayReadTicket,
  tokensOf,
  wasToldOf,
  type Ticket,
  type Viewer,
} from './audiences-model.js';
import { move, open, possible, type Desk } from './audiences-moves.js';

/**
 * Random lives of tickets between four institutions: after each move everybody reads what a model of its own says, by
 * ticket, thread, timeline, search and count; at the end of each life also by export and versions; live, everybody heard
 * of each message that they could read when it was written and of nothing on other tickets; no mail ever carried a text
 * to somebody who may not read it, and whoever asked was mailed all that they were told. A ticket that was merged and the
 * one under which it was are looked at both. A few lives run with the other tests; GUICHET_SEQUENCES=2000
 * runs as many, GUICHET_SEED begins elsewhere.
 */
const SEQUENCES = Number(process.env['GUICHET_SEQUENCES'] ?? 6);
const SEED = Number(process.env['GUICHET_SEED'] ?? 20260310);
const MOVES = 8;

const viewer = (account: string, as: Viewer['as']): Viewer => ({
  account,
  institution: account.split('.')[1]!.toUpperCase(),
  as,
});
/** Who looks after each move. */
const often = [
  viewer('requester.uphf', 'requester'),
  viewer('spoc.uphf', 'home'),
  viewer('engineer.ulco', 'provider'),
  viewer('engineer.ulorraine', 'provider'),
  viewer('engineer.fun', 'nobody'),
];
/** Who looks at the end too. */
const seldom = [
  viewer('agent.uphf', 'home'),
  viewer('auditor.uphf', 'home'),
  viewer('engineer.uphf', 'nobody'),
  viewer('spoc.ulco', 'nobody'),
  viewer('requester.ulco', 'nobody'),
  viewer('auditor.ulco', 'provider'),
  viewer('manager.ulorraine', 'provider'),
  viewer('change-manager.ulorraine', 'provider'),
  viewer('agent.ulorraine', 'nobody'),
  viewer('spoc.fun', 'nobody'),
  viewer('auditor.fun', 'nobody'),
];

/** By way of looking. */
type Seen = Record<string, unknown>;

let guichet: TestApp;
const signedIn = new Map<string, Promise<Browser>>();
const as = (account: string) => {
  const found = signedIn.get(account) ?? guichet.as(account);
  signedIn.set(account, found);
  return found;
};
let tokens = 0;
/** Open all the time. */
let live: [Viewer, Stream][];

beforeAll(async () => {
  guichet = await startTestApp({ environment: { SESSION_HOURS: '720', RATE_LIMIT_PER_MINUTE: '1000000' } });
  live = await Promise.all(
    [...often, ...seldom].map(async (who) => [who, await Stream.ready(await as(who.account))] as [Viewer, Stream]),
  );
});
afterAll(async () => {
  for (const [, stream] of live) stream.close();
  await guichet.close();
});

const same = (way: string, seen: Seen, said: Seen) => isDeepStrictEqual(seen[way], said[way]);
const found = (said: unknown) => [...new Set(JSON.stringify(said ?? '').match(/xq\d+z/g) ?? [])].sort();

/** What one person sees in the ways that cost little, and what the model says of each. */
async function look(who: Viewer, ticket: Ticket): Promise<[seen: Seen, said: Seen]> {
  const browser = await as(who.account);
  const at = `/tickets/${ticket.reference}`;
  const last = ticket.texts.at(-1)!;
  const [one, thread, timeline, search, count] = await Promise.all([
    browser.get(at),
    browser.get(`${at}/messages?limit=100`),
    browser.get(`${at}/timeline?limit=100`),
    browser.get(`/tickets?q=${last.token}`),
    browser.get(`/tickets/count?q=${last.token}`),
  ]);
  const isThere = mayReadTicket(who, ticket);
  const hits = ticket.texts.some((text) => text.token === last.token && mayRead(who, text, ticket)) ? 1 : 0;
  const ids = (thread.body.items as { id: string }[] | undefined)?.map(({ id }) => id) ?? [];
  const written = ticket.texts.filter(({ messageId = 'description' }) => messageId !== 'description');
  const posted = (timeline.body.items as { type: string }[] | undefined)?.filter(
    ({ type }) => type === 'message.posted',
  );
  return [
    {
      ticket: one.status,
      timeline: timeline.status,
      texts: found([one.body, thread.body]),
      thread: written.flatMap(({ messageId }) => (ids.includes(messageId!) ? [messageId] : [])),
      posted: who.as === 'provider' ? undefined : posted?.length,
      // a list is refused to whom no ticket is for
      search: search.status === 403 ? 0 : (search.body.items as unknown[]).length,
      count: count.status === 403 ? 0 : count.body.count,
    },
    {
      ticket: isThere ? 200 : 404,
      timeline: isThere ? 200 : 404,
      texts: tokensOf(who, ticket),
      thread: written.filter((text) => mayRead(who, text, ticket)).map(({ messageId }) => messageId),
      posted:
        who.as === 'provider' || !isThere ? undefined : written.filter((text) => mayRead(who, text, ticket)).length,
      search: hits,
      count: hits,
    },
  ];
}

/** The same in the ways that cost more: the export by its last word, and the versions of each message. */
async function lookClosely(who: Viewer, ticket: Ticket): Promise<[seen: Seen, said: Seen]> {
  const browser = await as(who.account);
  const seen: Seen = {};
  const said: Seen = {};
  const last = ticket.texts.at(-1)!;
  const exported = await browser.get<string>(`/tickets/export?format=csv&q=${last.token}`);
  // to whom no ticket is for it is refused
  seen['export'] = exported.status === 403 ? false : exported.body.includes(ticket.reference);
  said['export'] = tokensOf(who, ticket).includes(last.token);
  for (const text of ticket.texts) {
    if (text.messageId === undefined || text.messageId === 'description') continue;
    const versions = await browser.get(`/tickets/${ticket.reference}/messages/${text.messageId}/versions`);
    seen[`versions ${text.token}`] = versions.status;
    said[`versions ${text.token}`] = mayRead(who, text, ticket) ? 200 : 404;
  }
  return [seen, said];
}

const lives: { ticket: Ticket; steps: string[] }[] = [];

it(`everybody sees what the model says in ${String(SEQUENCES)} random lives of a ticket (seed ${String(SEED)})`, async () => {
  for (let n = 0; n < SEQUENCES; n += 1) {
    const desk: Desk = { as, newToken: () => `xq${String((tokens += 1))}z`, draw: generator(SEED, n) };
    const ticket = await open(desk);
    const steps: string[] = [];
    const both = () => (ticket.survivor ? [ticket, ticket.survivor] : [ticket]);
    const compare = async (who: Viewer, of: Ticket, how: typeof look) => {
      const [seen, said] = await how(who, of);
      if (isDeepStrictEqual(seen, said)) return;
      const where = `seed ${String(SEED)}, life ${String(n)}, ${who.account} after ${steps.join('; ')}`;
      const differing = (of: object) => JSON.stringify(Object.entries(of).filter(([way]) => !same(way, seen, said)));
      throw new Error(`${where}\nseen: ${differing(seen)}\nsaid: ${differing(said)}`);
    };
    for (let step = 0; step < MOVES; step += 1) {
      guichet.clock.advance(1);
      const name = desk.draw.one(possible(ticket));
      try {
        steps.push(await move(desk, ticket, name));
      } catch (error) {
        throw new Error(`seed ${String(SEED)}, life ${String(n)}: ${steps.join('; ')}; then ${name}`, { cause: error });
      }
      for (const each of both()) await Promise.all(often.map((who) => compare(who, each, look)));
    }
    for (const each of both()) {
      await Promise.all(seldom.map((who) => compare(who, each, look)));
      // only so many exports run at once
      for (const who of [...often, desk.draw.one(seldom)]) await compare(who, each, lookClosely);
      lives.push({ ticket: each, steps });
    }
  }
}, 3_600_000);

it('everybody heard live of what they could read when it was written, once, and of no other ticket', async () => {
  let heard = 0;
  for (const [who, stream] of live) {
    const due = new Map(
      lives.flatMap(({ ticket }) => {
        const messages = ticket.texts.filter(({ messageId = 'description' }) => messageId !== 'description');
        const told = messages.filter((text) => wasToldOf(who, text, ticket)).length;
        return told > 0 ? [[ticket.reference, told] as const] : [];
      }),
    );
    const count = () => {
      const counts = new Map<string, number>();
      for (const { data } of stream.told)
        for (const { type } of data.events ?? [])
          if (type === 'message.posted') counts.set(data.reference, (counts.get(data.reference) ?? 0) + 1);
      return counts;
    };
    const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, each) => sum + each, 0);
    await stream.until(() => total(count()) >= total(due));
    expect({ account: who.account, heard: Object.fromEntries(count()) }).toEqual({
      account: who.account,
      heard: Object.fromEntries(due),
    });
    const about = new Set(stream.told.map(({ data }) => data.reference as string | undefined));
    const hidden = lives.filter(({ ticket }) => !mayReadTicket(who, ticket) && about.has(ticket.reference));
    expect([who.account, hidden.map(({ steps }) => steps)]).toEqual([who.account, []]);
    heard += total(due);
  }
  expect(heard).toBeGreaterThan(SEQUENCES * 4);
});

it('no mail carries a text to somebody who may not read it', () => {
  const everybody = new Map([...often, ...seldom].map((who) => [`${who.account}@guichet.example`, who]));
  const owners = new Map(lives.flatMap(({ ticket }) => ticket.texts.map(({ token }) => [token, ticket] as const)));
  let compared = 0;
  for (const { to, mail } of guichet.mailbox.received)
    for (const address of to) {
      const who = everybody.get(address);
      if (!who) continue;
      for (const token of found([mail.subject, mail.text, mail.html])) {
        const ticket = owners.get(token);
        if (!ticket) continue;
        compared += 1;
        expect({ address, token, isRead: tokensOf(who, ticket).includes(token) }).toEqual({
          address,
          token,
          isRead: true,
        });
      }
    }
  expect(compared).toBeGreaterThan(SEQUENCES);
});

it('whoever asked is mailed all that others told them', async () => {
  const mails = () => guichet.mailbox.received.filter(({ to }) => to.includes(`${ASKER}@guichet.example`));
  const carried = () => new Set(found(mails().map(({ mail }) => [mail.subject, mail.text, mail.html])));
  const due = lives.filter(({ ticket }) => ticket.asker === ASKER).flatMap(({ ticket }) => mailedToAsker(ticket));
  const missing = () => {
    const all = carried();
    return due.filter((token) => !all.has(token));
  };
  await until(() => Promise.resolve(missing().length === 0)).catch(() => undefined);
  expect(missing()).toEqual([]);
  expect(due.length).toBeGreaterThan(SEQUENCES);
});
