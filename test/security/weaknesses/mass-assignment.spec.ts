import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';
import { openTicket, operationsOf, type Operation } from '../operations.js';
import { everyRoleAt, everything } from './everybody.js';

// What a program reads into its rows from whatever fields are sent, somebody sets who may not. Nothing is thought of here
// by name alone: the fields that each answer shows and its request does not take come from the API document.

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
}
interface Described {
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

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
let document: Document;
let reference: string;
let engineer: Browser, operator: Browser;
let before: Record<string, string>;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  document = (await (await fetch(`${guichet.anybody.url}/api/v1/openapi.json`)).json()) as Document;
  reference = await openTicket(await guichet.as('requester.ulco'));
  engineer = await everyRoleAt(guichet, 'ULCO');
  operator = await guichet.as('operator');
  await guichet.mailbox.expect('agent.ulco', ({ subject }) => subject?.includes(reference) === true);
  before = await everything(guichet);
});
afterAll(() => guichet.close());

/** The names of the properties of an object, wherever its schema says them. */
function namesIn(schema: Schema | undefined, seen = new Set<string>()): Set<string> {
  if (schema === undefined) return seen;
  if (schema.$ref !== undefined) return namesIn(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''], seen);
  for (const name of Object.keys(schema.properties ?? {})) seen.add(name);
  for (const part of [...(schema.oneOf ?? []), ...(schema.allOf ?? []), ...(schema.anyOf ?? [])]) namesIn(part, seen);
  return seen;
}

const described = ({ method, template }: Operation): Described | undefined =>
  (document.paths[`/api/v1${template}`] ?? document.paths[template])?.[method.toLowerCase()];
const taken = (one: Operation) => namesIn(described(one)?.requestBody?.content['application/json']?.schema);
const shown = (one: Operation) => {
  const answers = Object.entries(described(one)?.responses ?? {}).filter(([status]) => status.startsWith('2'));
  const all = answers.flatMap(([, { content }]) => Object.values(content ?? {}));
  return all.reduce((names, { schema }) => namesIn(schema, names), new Set<string>());
};

/** Those that read JSON into an object; the others look at no body at all. */
const writing = () =>
  operations.filter(
    (one) => one.method !== 'GET' && described(one)?.requestBody?.content['application/json'] !== undefined,
  );

/** Sends an otherwise valid body with these fields too; the places that were refused as unknown. */
async function refused(one: Operation, fields: string[]): Promise<[number, string[]]> {
  const body = { ...(one.body as object | undefined), ...Object.fromEntries(fields.map((name) => [name, 'FUN'])) };
  const headers = { 'content-type': 'application/json', ...one.headers };
  const init = { method: one.method, headers, body: JSON.stringify(body) };
  let answer = await engineer.raw(one.pathFor(reference), init);
  if (answer.status === 403) answer = await operator.raw(one.pathFor(reference), init);
  const { errors = [] } = (await answer.json()) as { errors?: { pointer: string; code: string }[] };
  return [answer.status, errors.filter(({ code }) => code === 'unknown_field').map(({ pointer }) => pointer.slice(1))];
}

describe('mass assignment: a field that a request does not take, as the role that a user edits into their own profile', () => {
  it('is refused with its place by each operation that reads JSON, and changes nothing', async () => {
    const missed: unknown[] = [];
    let asked = 0;
    for (const one of writing()) {
      const known = taken(one);
      const foreign = [...new Set([...columns, ...shown(one)])].filter((name) => !known.has(name));
      for (let at = 0; at < foreign.length; at += AT_ONCE) {
        const some = foreign.slice(at, at + AT_ONCE);
        const [status, places] = await refused(one, some);
        asked += 1;
        if (status !== 400 || places.sort().join() !== some.sort().join())
          missed.push([one.name, status, some.filter((name) => !places.includes(name))]);
      }
    }
    expect(missed).toEqual([]);
    expect(asked).toBeGreaterThan(150);
    expect(await everything(guichet)).toEqual(before);
  });
});
