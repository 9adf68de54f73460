import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';
import { openTicket, operationsOf, type Operation } from '../operations.js';
import { someId } from '../some-id.js';
import { ApiDocument, type Place } from './described.js';
import { everyRoleAt, everything } from './everybody.js';

// What a program reads into its rows from whatever fields are sent, somebody sets who may not. Nothing is thought of here
// by name alone: the fields that each answer shows and its request does not take come from the API document.

/** Columns that no request of ours names so; an object-relational mapper would fill them in. */
const columns = [
  ...['institutionId', 'institution_id', 'institutionCode', 'tenant', 'tenantId', 'owner', 'ownerId', 'isOperator'],
  ...['roles', 'role', 'permissions', 'isAdmin', 'admin', 'state', 'status', 'phase', 'version', 'number', 'reference'],
  ...['author', 'authorId', 'authorName', 'createdBy', 'createdById', 'createdAt', 'updatedAt', 'openedAt', 'closedAt'],
  ...[
    'timers',
    'timer',
    'dueAt',
    'wakeAt',
    'elapsedSeconds',
    'priority',
    'parties',
    'party',
    'side',
    'holder',
    'person',
  ],
  ...[
    'requester',
    'requesterId',
    'personId',
    'approvedBy',
    'approvedAt',
    'decidedBy',
    'publishedAt',
    'deletedAt',
    'id',
  ],
];
/** A problem names at most 50 places. */
const AT_ONCE = 48;

let guichet: TestApp;
let operations: Operation[];
let document: ApiDocument;
let reference: string;
let engineer: Browser, operator: Browser;
/** Things that are there, by what the path of an operation names: who asks about them learns what is wrong with the rest. */
let there: [path: RegExp, id: string][];
let before: Record<string, string>;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  document = await ApiDocument.of(guichet);
  reference = await openTicket(await guichet.as('requester.ulco'));
  engineer = await everyRoleAt(guichet, 'ULCO');
  operator = await guichet.as('operator');
  await guichet.mailbox.expect('agent.ulco', ({ subject }) => subject?.includes(reference) === true);
  const agreement = (await engineer.get('/agreements?limit=1')).body.items[0].id as string;
  const view = (await engineer.post('/views', { name: 'Une vue', filter: { state: 'new' } })).body.id as string;
  there = [
    [/^\/agreements\/\{id\}/, agreement],
    [/^\/views\/\{id\}/, view],
  ];
  before = await everything(guichet);
});
afterAll(() => guichet.close());

const writing = () => operations.filter((one) => document.readsJson(one));

interface Refused {
  status: number;
  /** Pointers to what was refused as unknown. */
  places: string[];
  pointers: string[];
}

async function refused(one: Operation, body: object): Promise<Refused> {
  const headers = { 'content-type': 'application/json', ...one.headers };
  const init = { method: one.method, headers, body: JSON.stringify(body) };
  const id = there.find(([path]) => path.test(one.template))?.[1] ?? someId;
  const path = one.pathFor(reference).replace(someId, id);
  let answer = await engineer.raw(path, init);
  if (answer.status === 403) answer = await operator.raw(path, init);
  const { errors = [] } = (await answer.json()) as { errors?: { pointer: string; code: string }[] };
  const unknown = errors.filter(({ code }) => code === 'unknown_field');
  return {
    status: answer.status,
    places: unknown.map(({ pointer }) => pointer),
    pointers: errors.map(({ pointer }) => pointer),
  };
}

const filled = (fields: string[]) => Object.fromEntries(fields.map((name) => [name, 'FUN']));

/** The body with these fields too in an object inside it, which is put there where it is missing. */
function within(body: unknown, [step, ...rest]: string[], fields: object): unknown {
  if (step === undefined) return { ...(body as object | undefined), ...fields };
  if (step === '0') {
    const [first, ...others] = (body ?? []) as unknown[];
    return [within(first, rest, fields), ...others];
  }
  const known = (body ?? {}) as Record<string, unknown>;
  return { ...known, [step]: within(known[step], rest, fields) };
}

/** Objects in a body whose names are whoever sends them to choose, each with what reads them instead of the DTO. */
const chosen: Record<string, string> = {
  'POST /tickets fields': 'the request model',
  'POST /recurring-tickets fields': 'the request model',
  'PATCH /recurring-tickets/{id} fields': 'the request model',
  'POST /runs parameters': 'the version of the action',
  'PATCH /runs/{id}/parameters parameters': 'the version of the action',
  'POST /tickets/{reference}/runs parameters': 'the version of the action',
  'POST /runs/{id}/finish results': 'the version of the action',
  'POST /tickets/bulk move/body': 'the DTO of the move',
  'POST /actions triggers/alerts/0': 'nobody: labels of alerts, kept as they are',
  'PATCH /actions/{action} triggers/alerts/0': 'nobody: labels of alerts, kept as they are',
  'POST /changes answers': 'the questionnaire of the service',
  'PATCH /changes/{change} answers': 'the questionnaire of the service',
};

describe('mass assignment: a field that a request does not take, as the role that a user edits into their own profile', () => {
  it('is refused with its place by each operation that reads JSON, and changes nothing', async () => {
    const missed: unknown[] = [];
    let asked = 0;
    for (const one of writing()) {
      const known = document.taken(one);
      const foreign = [...new Set([...columns, ...document.shown(one)])].filter((name) => !known.has(name));
      for (let at = 0; at < foreign.length; at += AT_ONCE) {
        const some = foreign.slice(at, at + AT_ONCE);
        const { status, places } = await refused(one, within(one.body, [], filled(some)) as object);
        asked += 1;
        if (
          status !== 400 ||
          places.sort().join() !==
            some
              .map((name) => `/${name}`)
              .sort()
              .join()
        )
          missed.push([one.name, status, some.filter((name) => !places.includes(`/${name}`))]);
      }
    }
    expect(missed).toEqual([]);
    expect(asked).toBeGreaterThan(150);
    expect(await everything(guichet)).toEqual(before);
  });

  it('finds no operation that takes whatever is sent: those without JSON read files, mails and forms of a page', () => {
    const others = operations.filter(({ method }) => !['GET', 'DELETE'].includes(method));
    expect(others.filter((one) => !document.readsJson(one)).map(({ name }) => name)).toEqual([
      'POST /tickets/{reference}/attachments',
      'POST /actions/import',
      'POST /freezes/import',
      'POST /mail/inbound',
      'POST /password/{token}',
      'POST /decide/{token}/code',
      'POST /decide/{token}/identify',
      'POST /decide/{token}/decision',
    ]);
  });

  it('is refused with its place also in each object inside a body, and changes nothing', async () => {
    const missed: unknown[] = [];
    const open: string[] = [];
    let asked = 0;
    for (const one of writing()) {
      for (const { path, names } of document.placesIn(one)) {
        const name = `${one.name} ${path.join('/')}`;
        if (name in chosen) open.push(name);
        else if (names) {
          asked += 1;
          const said = await missedIn(one, { path, names });
          if (said) missed.push([name, ...said]);
        } else {
          asked += 1;
          // a map with names of its own, as of priorities: another name is refused at its place or at the map
          const { status, pointers } = await refused(one, within(one.body, path, filled(['institutionId'])) as object);
          const at = `/${path.join('/')}`;
          if (![400, 422].includes(status) || !pointers.some((pointer) => pointer.startsWith(at)))
            missed.push([name, status, pointers]);
        }
      }
    }
    expect(missed).toEqual([]);
    expect(open.sort()).toEqual(Object.keys(chosen).sort());
    expect(asked).toBeGreaterThan(60);
    expect(await everything(guichet)).toEqual(before);
  });

  async function missedIn(one: Operation, { path, names }: Place): Promise<unknown[] | undefined> {
    const foreign = columns.filter((column) => !names?.has(column)).slice(0, AT_ONCE / 2);
    const { status, places } = await refused(one, within(one.body, path, filled(foreign)) as object);
    const unseen = foreign.filter((column) => !places.includes(`/${path.join('/')}/${column}`));
    return status === 400 && unseen.length === 0 ? undefined : [status, unseen];
  }
});

describe('a form of a request, whose fields an institution names itself', () => {
  const label = (text: string) => ({ fr: text, en: text });

  it('takes no other field than those, and what it names like a column is an answer and nothing else', async () => {
    const spoc = await guichet.as('spoc.ulco');
    const named = ['state', 'institutionId', 'priority', 'requesterId', 'reference'];
    const fields = named.map((key) => ({ key, type: 'text', label: label(key), required: false }));
    const model = { service: 'FUNCAMPUS', name: label('Un formulaire'), fields, tasks: [] };
    const made = await spoc.post('/request-models', model);
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const id = made.body.id as string;
    expect((await spoc.post(`/request-models/${id}/publish`)).status).toBe(200);
    const requester = await guichet.as('requester.ulco');
    const ask = (answers: object) =>
      requester.post('/tickets', { kind: 'request', service: 'FUNCAMPUS', model: id, fields: answers });

    const unknown = columns.filter((column) => !named.includes(column)).slice(0, AT_ONCE);
    const { status, body } = await ask(filled(unknown));
    expect([status, body.code]).toEqual([422, 'form_invalid']);
    expect(
      (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`),
    ).toEqual(unknown.map((column) => `/fields/${column} unknown_field`));

    const plain = await ask({});
    const filledIn = await ask({ ...filled(named), state: 'closed', priority: 'P1', reference: 'FUN-2026-00001' });
    expect([plain.status, filledIn.status]).toEqual([201, 201]);
    const told = ({ state, priority, institution, kind }: Record<string, unknown>) => ({
      state,
      priority,
      institution,
      kind,
    });
    expect(told(filledIn.body)).toEqual(told(plain.body));
    expect(told(filledIn.body)).toMatchObject({ state: 'new', institution: { code: 'ULCO' } });
    expect(filledIn.body.reference).toMatch(/^ULCO-/);
    const me = (await requester.get('/me')).body.id as string;
    expect((await requester.get('/tickets?limit=1')).body.items).toMatchObject([
      { reference: filledIn.body.reference },
    ]);
    const { body: opened } = await spoc.get(`/tickets?requester=${me}&limit=100`);
    expect((opened.items as { reference: string }[]).map((one) => one.reference)).toContain(filledIn.body.reference);
  });
});
