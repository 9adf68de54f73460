import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { formWith, operationsOf, openTicket, told, type Operation } from './operations.js';
import {
  alike,
  contesting,
  contests,
  edit,
  engineers,
  expected,
  inside,
  levelOne,
  linking,
  links,
  reads,
  seen,
  share,
  sights,
  spocs,
  times,
  toRequester,
  watching,
  writing,
  type Sight,
} from './sights.js';
import { watchStatements } from './statements.js';
import { accountOf, roles } from './world.js';

/**
 * Every operation that names a ticket, for every role of four institutions. Each is asked with a version that nobody has
 * seen: whoever may make the move reads 412 and nothing moves, whoever sees the ticket and lacks the role 403, whoever
 * does not see it 404. The expectations are the table of roles, written down once more.
 */
let guichet: TestApp;
let operations: Operation[];
/** Asked by requester.ulco, escalated to FUN and accepted. */
let ticket: string;
/** Asked by a SPOC of ULCO for herself; stays at home. */
let another: string;
/** UPHF's own, escalated to FUN. */
let own: string;
/** A provider-side timer of each, for the routes that name one. */
const timers = new Map<string, string>();
/** A message of the SPOC's of each with a file, which everybody reads who sees the ticket. */
const messages = new Map<string, string>();
const files = new Map<string, string>();

beforeAll(async () => {
  guichet = await startTestApp();
  operations = (await operationsOf(guichet.anybody.url))
    .filter(({ template }) => template.includes('{reference}'))
    .map((one) => ({
      ...one,
      pathFor: (reference) => {
        const ids = one.template.includes('{attachmentId}')
          ? files
          : one.template.includes('{messageId}')
            ? messages
            : timers;
        return one.pathFor(reference).replace(anyId, ids.get(reference) ?? '$&');
      },
    }));
  ticket = await openTicket(await guichet.as('requester.ulco'));
  const spoc = await guichet.as('spoc.ulco');
  await spoc.post(`/tickets/${ticket}/take`);
  await spoc.post(`/tickets/${ticket}/escalate`, { function: 'support', summary: 'Un résumé' });
  await (await guichet.as('engineer.fun')).post(`/tickets/${ticket}/escalations/1/accept`);
  another = await openTicket(spoc);
  const uphf = await guichet.as('spoc.uphf');
  own = await openTicket(uphf);
  await uphf.post(`/tickets/${own}/escalate`, { function: 'support', summary: 'Un résumé' });
  const engineer = await guichet.as('engineer.fun');
  for (const reference of [ticket, own])
    timers.set(reference, (await engineer.get(`/tickets/${reference}/timers`)).body.items[0].id as string);
  for (const [reference, who] of [
    [ticket, spoc],
    [own, uphf],
  ] as const) {
    const form = formWith('du texte', 'note.txt', { audience: 'requester' });
    const { body } = await who.send('POST', `/tickets/${reference}/attachments`, form);
    messages.set(reference, body.messageId as string);
    files.set(reference, body.id as string);
  }
});
afterAll(() => guichet.close());

/** Signing in costs on purpose; once for each account. */
const signedIn = new Map<string, Promise<Browser>>();
function as(name: string): Promise<Browser> {
  const found = signedIn.get(name) ?? guichet.as(name);
  signedIn.set(name, found);
  return found;
}
const anyId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const unseen = { 'if-match': '"999999"' };

/** The second SPOC, who is given all the other roles too. */
async function everyRoleAt(code: string): Promise<Browser> {
  const name = `spoc2.${code.toLowerCase()}`;
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(
    `insert into role_grant
     select m.institution_id, m.person_id, r, null
       from membership m join person p on p.id = m.person_id, unnest($2::text[]) r
      where p.email = $1
     on conflict do nothing`,
    [`${name}@guichet.example`, roles],
  );
  await admin.end();
  return as(name);
}

it('knows every operation on a ticket', () => {
  const known = [
    ...reads,
    ...times,
    contests,
    links,
    ...Object.keys(contesting),
    ...levelOne,
    ...spocs,
    ...engineers,
    edit,
    share,
    ...Object.keys(inside),
    ...Object.keys(alike),
    seen,
    ...Object.keys(watching),
  ];
  expect(operations.map(({ name }) => name).sort()).toEqual(known.sort());
});

describe.each(Object.keys(sights))('a ticket of ULCO that FUN works on, for %s', (code) => {
  it.each(roles)('as %s', async (role) => {
    const who = await as(accountOf(role, code));
    const statuses: Record<string, number> = {};
    for (const { name, method, pathFor, body } of operations) {
      // a requester speaks to the audience that they are in
      const said = role === 'requester' && writing.includes(name) ? toRequester(body) : body;
      statuses[name] = (await who.send(method, pathFor(ticket), said, unseen)).status;
    }
    const sight = sights[code]?.[role];
    expect(statuses).toEqual(
      Object.fromEntries(operations.map((one) => [one.name, expected(sight, one, `${code} ${role}`)])),
    );
    const { body: list } = await who.get('/tickets');
    if (role === 'cab_member' || role === 'admin') expect(list.status).toBe(403);
    else expect(JSON.stringify(list)[sight ? 'includes' : 'indexOf'](ticket)).toBe(sight ? true : -1);
  });
});

describe('somebody with every role there is', () => {
  it.each([
    ['ULCO', [...levelOne, ...spocs, share]],
    ['FUN', [...engineers, ...linking, ...writing]],
  ])('at %s makes the moves of that side, and reads 403 for those of the other', async (code, may) => {
    const who = await everyRoleAt(code);
    const statuses: Record<string, number> = {};
    for (const { name, method, pathFor, body } of operations)
      statuses[name] = (await who.send(method, pathFor(ticket), body, unseen)).status;
    const sight: Sight = { may, escalation: true, contests: true };
    expect(statuses).toEqual(
      Object.fromEntries(
        operations.map((one) => [one.name, expected(sight, one, code === 'ULCO' ? 'ULCO spoc' : 'FUN engineer')]),
      ),
    );
  });
});

describe('what does not exist for somebody', () => {
  const absent = 'ULCO-2026-99999';
  const malformed = [
    'nonsense',
    'ulco-2026-00001',
    'ULCO-2026-1',
    '00000000-0000-7000-8000-000000000000',
    '%00',
    '%27',
    '..%2f',
  ];

  it.each(roles)(
    'reads the same for %s of another institution, whether it is foreign, absent or malformed',
    async (role) => {
      const who = await as(accountOf(role, 'uphf'));
      for (const { name, method, pathFor, body, headers } of operations) {
        const foreign = told(await who.send(method, pathFor(ticket), body, headers));
        expect([name, foreign]).toEqual([name, expect.objectContaining({ status: 404 })]);
        for (const nothing of [absent, ...(role === 'spoc' ? malformed : malformed.slice(0, 1))]) {
          const answer = told(await who.send(method, pathFor(nothing), body, headers));
          expect([name, nothing, answer]).toEqual([name, nothing, foreign]);
        }
      }
    },
  );

  it('is answered by the same statements in the same order, whether it is foreign or absent', async () => {
    const statements = await watchStatements('guichet api');
    try {
      for (const role of ['spoc', 'engineer', 'requester', 'manager']) {
        const who = await as(accountOf(role, 'uphf'));
        for (const { name, method, pathFor, body, headers } of operations) {
          const foreign = await statements.of(() => who.send(method, pathFor(ticket), body, headers));
          const nothing = await statements.of(() => who.send(method, pathFor(absent), body, headers));
          expect([name, nothing]).toEqual([name, foreign]);
          expect(foreign.join()).toContain('from ticket t');
        }
      }
    } finally {
      statements.end();
    }
  });

  it('is not what is one’s own: the same requests with an own reference are answered', async () => {
    const who = await as('spoc.uphf');
    // a task, an entry or an answer of that id there is none; the journey of opening asks for some that there are
    const named = operations.filter(({ name }) => (alike[name] ?? inside[name]?.then) !== 404);
    for (const { name, method, pathFor, body } of named) {
      const { status } = await who.send(method, pathFor(own), body, unseen);
      expect([name, status]).not.toEqual([name, 404]);
    }
  });

  it('is, for a requester, what somebody else of the own institution asked', async () => {
    const who = await as('requester.ulco');
    for (const { name, method, pathFor, body, headers } of operations) {
      const foreign = told(await who.send(method, pathFor(another), body, headers));
      expect([name, foreign]).toEqual([name, told(await who.send(method, pathFor(absent), body, headers))]);
    }
  });

  it('is the same with an invalid body, or without the version that a PUT needs', async () => {
    const who = await as('spoc.uphf');
    for (const { name, method, pathFor } of operations.filter((one) => one.method !== 'GET')) {
      const foreign = told(await who.send(method, pathFor(ticket), { nonsense: 1 }));
      expect([name, told(await who.send(method, pathFor(absent), { nonsense: 1 }))]).toEqual([name, foreign]);
    }
  });

  const confirm = async (n: string) =>
    (await (await as('spoc.ulco')).post(`/tickets/${ticket}/escalations/${n}/confirm`, {}, unseen)).status;

  it.each(['2', '0', '-1', '32768', '99999999999', 'x', '%00', 'NaN'])(
    'is escalation %s of a ticket that one sees',
    async (n) => {
      expect(await confirm(n)).toBe(404);
    },
  );

  it.each(['01', '1.0', '1e0', '0x1', '%201'])('is escalation %s, another way to write 1', async (n) => {
    expect(await confirm(n)).toBe(404);
  });
});

describe('the lists', () => {
  const questions = [
    '',
    '?institution=ULCO',
    '?holder=FUN',
    '?nextActor=FUN',
    '?nextActor=provider',
    '?service=FUNCAMPUS',
    '?late=false',
    '?sort=dueAt',
    '?state=in_progress',
  ];
  const listed = async (who: Browser, question: string) =>
    ((await who.get(`/tickets${question}`)).body.items as { reference: string }[]).map(({ reference }) => reference);

  it('of another institution hold nothing of it, whatever is asked', async () => {
    const who = await as('spoc.uphf');
    for (const question of questions) {
      const references = await listed(who, question);
      expect([question, references.filter((reference) => reference !== own)]).toEqual([question, []]);
    }
    expect(await listed(who, '')).toEqual([own]);
  });

  it('show nothing more to whoever writes a cursor', async () => {
    const owners = await as('spoc.ulco');
    const { body } = await owners.get('/tickets?limit=1');
    expect(body.nextCursor).toEqual(expect.any(String));
    const who = await as('spoc.uphf');
    const { status, body: page } = await who.get(`/tickets?cursor=${body.nextCursor as string}`);
    expect(status).toBe(200);
    expect(JSON.stringify(page)).not.toContain('ULCO');
  });
});
