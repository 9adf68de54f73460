/**
 * A library is changed before the program takes it from there, so the program is loaded by Jest here.
 *
 * @jest-environment node
 */
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, startTestApp, type TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';
import { libraryOfProgram } from '../../support/compiled.js';
import { letter } from '../../support/letters.js';
import { until } from '../../support/until.js';
import { open, openTicket, operationsOf, type Operation } from '../operations.js';
import { watchStatements } from '../statements.js';
import { asOwner } from './everybody.js';

// Who asks: secrets of one kind in the place of another, guards when the database fails under them, and what signing in
// tells or takes over. What one token opens is in tokens.spec and freezes.spec of the journeys, and in sign-in.spec.

// counted before the program takes it from there: what costs the time of a sign-in
const argon2 = createRequire(import.meta.url)('@node-rs/argon2') as { verify: (...parts: unknown[]) => unknown };
const { verify } = argon2;
let hashes: unknown[] = [];
argon2.verify = (...parts) => {
  // what a hash costs stands at its beginning
  hashes.push(String(parts[0]).split('$').slice(0, 4).join('$'));
  return verify(...parts);
};

let guichet: TestApp;
let operations: Operation[];
let spoc: Browser;
let reference: string;
/** A secret of each kind that the program gives out, alive. */
const secrets: Record<string, string> = {};

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  spoc = await guichet.as('spoc.ulco');
  reference = await openTicket(await guichet.as('requester.ulco'));
  const operator = await guichet.as('operator');
  const wanted = { name: 'Une passerelle', scopes: ['mail:inbound'], expiresAt: '2026-12-31T00:00:00Z' };
  const feed = (await spoc.post('/calendar/feeds', { name: 'Mon guichet' })).body.url as string;
  const { mail } = await guichet.mailbox.expect('requester.ulco');
  secrets['a session'] = spoc.authorization['authorization']!.slice('Bearer '.length);
  secrets['a program'] = (await operator.post('/tokens', wanted)).body.token;
  secrets['a calendar'] = /([^/]+)\.ics$/.exec(feed)![1]!;
  secrets['an answer by mail'] = /\+([a-z2-7]{42})@/.exec(mail.replyTo?.[0]?.address ?? '')![1]!;
  secrets['a decision'] = await decisionLink();
});
afterAll(() => guichet.close());

/** The link in a mail to somebody who is asked to approve a request. */
async function decisionLink(): Promise<string> {
  const approver = (await (await guichet.as('admin.ulco')).get('/me')).body.id as string;
  const made = await spoc.post('/request-models', {
    service: 'FUNCAMPUS',
    name: { fr: 'Un espace', en: 'A space' },
    fields: [],
    tasks: [],
    approver: { kind: 'person', personId: approver },
  });
  const model = made.body.id as string;
  await spoc.post(`/request-models/${model}/publish`);
  const requester = await guichet.as('requester.ulco');
  const asked = await requester.post('/tickets', { kind: 'request', service: 'FUNCAMPUS', model, fields: {} });
  const about = asked.body.reference as string;
  const { mail } = await guichet.mailbox.expect('admin.ulco', ({ subject }) => subject?.includes(about) === true);
  return /\/decide\/([\w-]+)/.exec(mail.text ?? '')![1]!;
}

/** What each door answers to a secret in its place. */
const doors: Record<string, (secret: string) => Promise<number>> = {
  'a session': async (secret) =>
    (await guichet.anybody.raw('/me', { headers: { authorization: `Bearer ${secret}` } })).status,
  'a program': async (secret) => {
    const headers = { 'content-type': 'message/rfc822', authorization: `Bearer ${secret}` };
    const body = letter({ from: 'x@outside.example' });
    return (await guichet.anybody.raw('/mail/inbound', { method: 'POST', body, headers })).status;
  },
  'a calendar': async (secret) => (await guichet.anybody.raw(`/calendar/${secret}.ics`)).status,
  'a decision': async (secret) => (await fetch(`${guichet.anybody.url}/decide/${secret}`)).status,
};
const otherCase = (text: string) =>
  text.replace(/[a-zA-Z](?=[^a-zA-Z]*$)/, (x) => (x === x.toUpperCase() ? x.toLowerCase() : x.toUpperCase()));

describe('token handling: a secret that is empty, cut, in another case or of another kind, as an API key that is null', () => {
  it.each(Object.keys(doors))('opens nothing where %s is asked for', async (kind) => {
    const door = doors[kind]!;
    const secret = secrets[kind]!;
    expect(await door(secret)).toBe(200);
    const wrong: Record<string, string> = {
      'cut at its end': secret.slice(0, -1),
      'cut at its beginning': secret.slice(1),
      longer: `${secret}A`,
      'in another case': otherCase(secret),
      'in capitals': secret.toUpperCase(),
      null: 'null',
      undefined: 'undefined',
      'a wildcard': '%25',
      'a list': '[]',
      ...Object.fromEntries(Object.entries(secrets).filter(([other]) => other !== kind)),
    };
    for (const [what, text] of Object.entries(wrong)) {
      const status = await door(text);
      expect([what, status, [401, 403, 404].includes(status)]).toEqual([what, status, true]);
    }
  });

  it('is kept nowhere as it was given', () =>
    asOwner(guichet, async (admin) => {
      const { rows } = await admin.query<{ name: string }>(
        `select c.relname as name from pg_class c
          where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`,
      );
      const found: string[] = [];
      for (const kind of ['a session', 'a program', 'a calendar'])
        for (const { name } of rows) {
          const text = `select 1 from "${name}" r where strpos(r::text, $1) > 0 limit 1`;
          if ((await admin.query(text, [secrets[kind]])).rowCount) found.push(`${kind} in ${name}`);
        }
      expect(found).toEqual([]);
    }));
});

const { default: pg } = await libraryOfProgram<typeof import('pg')>('pg');
const { prototype } = pg.Client as unknown as { prototype: { query: (...parts: unknown[]) => unknown } };
const query = prototype.query;
const textOf = (part: unknown) => (typeof part === 'string' ? part : String((part as { text?: unknown }).text));

/** Does something at the moment at which the guard asks who it is: before, or while its statement runs. */
function whileGuarding(act: (client: object, sent: () => unknown) => unknown): void {
  prototype.query = function (this: object, ...parts: unknown[]) {
    const sent = () => query.apply(this, parts);
    return /select (session|api_token)_person/.test(textOf(parts[0])) ? act(this, sent) : sent();
  };
}

describe('a guard that fails open when the database errors under it, as one that catches and lets pass', () => {
  afterEach(() => {
    prototype.query = query;
  });
  const closed = () => operations.filter(({ name }) => !open.includes(name) && !name.endsWith('/live'));
  const pidOf = (client: object) => (client as { processID: number }).processID;
  const byAnotherHand = (statement: string, pid: number) => asOwner(guichet, (admin) => admin.query(statement, [pid]));
  const failures: Record<string, (client: object, sent: () => unknown) => unknown> = {
    'the statement is refused': () => Promise.reject(Object.assign(new Error('permission denied'), { code: '42501' })),
    'the connection is cut before it answers': async (client, sent) => {
      await byAnotherHand('select pg_terminate_backend($1)', pidOf(client));
      return sent();
    },
    'there are no rows in an answer that has none': () => Promise.resolve({ rows: [], rowCount: 0 }),
  };

  it.each(Object.entries(failures))('is not: %s', async (what, failure) => {
    const passed: unknown[] = [];
    const some = what.includes('cut') ? closed().filter((_one, n) => n % 20 === 0) : closed();
    expect(some.length).toBeGreaterThan(10);
    whileGuarding(failure);
    for (const one of some) {
      const isForm = one.body === undefined || one.body instanceof FormData;
      const type: Record<string, string> = isForm ? {} : { 'content-type': 'application/json' };
      const body = isForm ? null : JSON.stringify(one.body);
      const init = { method: one.method, headers: { ...type, ...one.headers }, body };
      const { status } = await spoc.raw(one.pathFor(reference), init);
      if (![401, 500, 503].includes(status)) passed.push([one.name, status]);
    }
    expect(passed).toEqual([]);
    prototype.query = query;
    expect((await spoc.get('/me')).status).toBe(200);
  });

  it('is not when its statement is cancelled in the middle', async () => {
    const answers = await asOwner(guichet, async (holder) => {
      // whoever holds the table keeps the guard waiting
      await holder.query('begin; lock table person in access exclusive mode');
      const asked = ['/me', '/tickets', `/tickets/${reference}`].map(async (path) => (await spoc.get(path)).status);
      const cancelled = new Set<number>();
      await asOwner(guichet, (admin) =>
        until(async () => {
          const { rows } = await admin.query<{ pid: number }>(
            `select pid, pg_cancel_backend(pid)
               from pg_stat_activity
              where datname = current_database()
                and wait_event_type = 'Lock'
                and query like '%session_person%'`,
          );
          for (const { pid } of rows) cancelled.add(pid);
          return cancelled.size >= asked.length;
        }),
      );
      const statuses = await Promise.all(asked);
      await holder.query('rollback');
      return statuses;
    });
    expect(answers).toEqual([503, 503, 503]);
    expect((await spoc.get('/me')).status).toBe(200);
  });
});

describe('session fixation: a session that was there before signing in, as an id that is taken over from a link', () => {
  it('a token that is brought along is neither kept nor given out, and no cookie is set', async () => {
    const brought = `gu_${'a'.repeat(43)}`;
    const answer = await guichet.anybody.send(
      'POST',
      '/auth/login',
      { email: 'spoc.ulco@guichet.example', password: PASSWORD },
      { authorization: `Bearer ${brought}`, cookie: `session=${brought}; token=${brought}` },
    );
    expect(answer.status).toBe(200);
    expect(answer.body.accessToken).not.toBe(brought);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const again = await guichet.anybody.raw('/me', { headers: { authorization: `Bearer ${brought}` } });
    expect(again.status).toBe(401);
    const next = await guichet.anybody.signIn('spoc.ulco@guichet.example', PASSWORD);
    expect(next.authorization).not.toEqual({ authorization: `Bearer ${answer.body.accessToken as string}` });
  });
});

describe('enumeration of accounts: an address that is told from one that is not, as by the time that a hash takes', () => {
  it('costs the same statements and one hash, whoever it is, and says the same', async () => {
    await asOwner(guichet, (admin) =>
      admin.query(`update person set left_at = now() where email = 'spoc2.uphf@guichet.example'`),
    );
    const statements = await watchStatements('guichet api');
    try {
      const tries = [];
      for (const email of ['spoc.uphf', 'nobody', 'spoc2.uphf', 'x'.repeat(60)]) {
        let said: unknown;
        hashes = [];
        const sent = await statements.of(async () => {
          const wrong = { email: `${email}@guichet.example`, password: 'a wrong password' };
          const { status, body } = await guichet.anybody.post('/auth/login', wrong);
          said = [status, { ...body, requestId: '' }];
        });
        tries.push({ said, sent, hashes });
      }
      expect(tries[0]).toMatchObject({
        said: [401, { code: 'bad_credentials' }],
        hashes: ['$argon2id$v=19$m=19456,t=2,p=1'],
      });
      for (const one of tries) expect(one).toEqual(tries[0]);
    } finally {
      statements.end();
    }
  });
});
