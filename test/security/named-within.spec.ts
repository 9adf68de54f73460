import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document, host } from '../support/action.js';
import type { Browser } from '../support/browser.js';
import { belongings, publishedControl } from './belongings.js';
import {
  absentThings,
  fieldsOf,
  foreignThings,
  named,
  isPlain,
  type ApiDocument,
  type Field,
  type Kind,
} from './named-within.js';
import { bodies, openTicket, someId, told } from './operations.js';
import { openWorld, type World } from './world.js';

/**
 * Every field of a body or a query that may name something of somebody else: what is foreign gets the same answer as what is
 * absent, from the same statements, by whoever may do what the operation does. A field that is in no table fails.
 */
let world: World;
let fields: Field[];
let foreign: Record<Kind, string>;

beforeAll(async () => {
  world = await openWorld();
  foreign = await foreignThings(world);
  const api = await fetch(`${world.guichet.anybody.url}/api/v1/openapi.json`);
  fields = fieldsOf((await api.json()) as ApiDocument);
});
afterAll(() => world.close());

const kindOf = ({ operation, field }: Field): Kind | undefined => named[`${operation} ${field}`] ?? named[field];

it('knows every field that an operation takes', () => {
  expect(fields.length).toBeGreaterThan(400);
  const unknown = fields.filter((one) => kindOf(one) === undefined && !isPlain(one.field));
  expect(unknown.map(({ operation, field }) => `${operation} ${field}`)).toEqual([]);
});

/** A ticket of ULCO that FUN works on; its path. */
async function escalated(): Promise<string> {
  const spoc = await world.as('spoc.ulco');
  const path = `/tickets/${await openTicket(spoc)}`;
  await spoc.post(`${path}/take`);
  await spoc.post(`${path}/escalate`, { function: 'support', summary: 'Un résumé' });
  await (await world.as('engineer.fun')).post(`${path}/escalations/1/accept`);
  return path;
}
const made = async (account: string, path: string, body: unknown, field: string): Promise<string> => {
  const answer = await (await world.as(account)).post(path, body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return `${path}/${answer.body[field] as string}`;
};
interface Place {
  /** Who may do what the operations do, between them. */
  accounts: string[];
  /** Something fresh: its path. */
  make: () => Promise<string>;
}
const level1 = ['spoc.ulco', 'manager.ulco'];
const providers = ['engineer.fun', 'change-manager.fun', 'manager.fun'];
const myself = async (account: string) => (await (await world.as(account)).get('/me')).body.id as string;
const problem = async () =>
  (await made('engineer.fun', '/problems', bodies['POST /problems'], 'reference')).split('/').at(-1);
/** Published, to be planned. */
const control = async () => {
  const [, reference = ''] = /\/actions\/([^/]+)/.exec(await publishedControl(world)) ?? [];
  return reference;
};
const action = async () => (await made('engineer.fun', '/actions', document, 'reference')).split('/').at(-1);

/** Where something fresh stands, by the beginning of the path. */
const places: Record<string, Place> = {
  '/tickets/{reference}/escalations/{n}': {
    accounts: providers,
    make: async () => `${await escalated()}/escalations/1`,
  },
  '/tickets/{reference}': {
    accounts: level1,
    make: async () => {
      const spoc = await world.as('spoc.ulco');
      const path = `/tickets/${await openTicket(spoc)}`;
      await spoc.post(`${path}/take`);
      return path;
    },
  },
  '/changes/{change}': {
    accounts: providers,
    make: () => made('engineer.fun', '/changes', bodies['POST /changes'], 'reference'),
  },
  '/actions/{action}': { accounts: providers, make: async () => `/actions/${(await action()) ?? ''}` },
  '/improvements/{improvement}': {
    accounts: providers,
    make: async () => {
      const said = { problem: await problem(), owner: await myself('engineer.fun') };
      return made(
        'engineer.fun',
        '/improvements',
        { ...(bodies['POST /improvements'] as object), ...said },
        'reference',
      );
    },
  },
  '/runs/{id}': {
    accounts: providers,
    make: async () => made('engineer.fun', '/runs', { action: await action(), parameters: host }, 'id'),
  },
  '/services/{code}': { accounts: providers, make: () => Promise.resolve('/services/FUNCAMPUS') },
};
for (const { prefix, homes, make } of belongings) places[prefix] = { accounts: homes, make: () => make(world) };

const placeOf = (template: string): [string, Place | undefined] => {
  const [prefix = ''] = Object.keys(places)
    .filter((one) => template === one || template.startsWith(`${one}/`))
    .sort((a, b) => b.length - a.length);
  return [prefix, places[prefix]];
};

/** What else has to be right, so that what is named is looked at. */
const besides: Record<string, () => Promise<object> | object> = {
  'POST /tickets model': () => ({ kind: 'request', fields: {} }),
  'POST /me/hand-over tickets[]': async () => ({ to: await myself('spoc2.ulco') }),
  'POST /tickets/{reference}/assign team': () => ({ assignee: undefined }),
  'POST /tickets/{reference}/escalations/{n}/assign team': () => ({ assignee: undefined }),
  'POST /tickets/{reference}/escalations/{n}/return readyText': () => ({ reason: undefined }),
  'POST /tickets/{reference}/escalations/{n}/deliver readyText': () => ({ textForRequester: undefined }),
  'POST /improvements action': async () => ({ problem: await problem(), owner: await myself('engineer.fun') }),
  'POST /improvements owner': async () => ({ problem: await problem() }),
  'POST /improvements problem': async () => ({ owner: await myself('engineer.fun') }),
  ...Object.fromEntries(
    ['assignee', 'team', 'site'].map((field) => [
      `POST /action-plans ${field}`,
      async () => ({ action: await control() }),
    ]),
  ),
};

/** A body that says it, among what else it takes. */
async function saying({ operation, field }: Field, value: string): Promise<object> {
  const within = {
    ...(bodies[operation] as object),
    ...(await besides[`${operation} ${field}`]?.()),
  };
  if (field.startsWith('deputies[]'))
    return { ...within, deputies: [{ person: value, from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z' }] };
  if (field === 'approver.personId') return { ...within, approver: { kind: 'person', personId: value } };
  const name = field.replace('[]', '');
  return { ...within, [name]: field.endsWith('[]') ? [value] : value };
}
const askers = [
  'spoc.ulco',
  'engineer.fun',
  'change-manager.fun',
  'manager.fun',
  'manager.ulco',
  'auditor.ulco',
  'operator',
];

interface Told {
  status: number;
  rest: { code?: string };
}
async function asked(one: Field, who: Browser, value: string): Promise<{ answer: Told; sent: string[] }> {
  const [method = '', template = ''] = one.operation.split(' ');
  const [prefix, place] = placeOf(template);
  const thing = place ? await place.make() : '';
  const path = `${thing}${template.slice(prefix.length)}`
    .replace('{n}', '1')
    .replace('{date}', '2030-01-07')
    .replace(/\{\w*[iI]d\}/, someId);
  // the version of a ticket counts for its escalations too
  const versioned = thing.replace(/\/escalations\/1$/, '');
  const etag = place && (await who.get(versioned).catch(() => undefined))?.headers.get('etag');
  const isQuery = one.field.startsWith('?');
  const body = isQuery ? bodies[one.operation] : await saying(one, value);
  let answer = {} as Told;
  const sent = await world.statements.of(async () => {
    const at = isQuery ? `${path}${one.field}=${value}` : path;
    answer = told(await who.send(method, at, body, etag ? { 'if-match': etag } : {})) as Told;
  });
  return { answer, sent: [...sent] };
}

/** Shown elsewhere: a file that is streamed holds nothing then; whoever fills a seat names people of their own. */
const unasked = [
  ...['assignee', 'team', 'requester'].map((field) => `GET /tickets/export ?${field}`),
  ...['person', 'ref'].map((field) => `GET /audit/export ?${field}`),
  ...['member', 'deputies[].person'].flatMap((field) => [
    `PUT /services/{code}/change-board/seats/{n}/holders ${field}`,
    `PUT /services/{code}/change-board/holders ${field}`,
  ]),
];
/** What is no answer about what is named: nobody may do this at all, or something else is wrong. */
const noAnswer = new Set([400, 403, 428]);

describe('what is named within', () => {
  it('is answered alike, by the same statements, whether it is foreign or absent', async () => {
    const asking: string[] = [];
    const unequal: unknown[] = [];
    for (const one of fields) {
      const kind = kindOf(one);
      if (!kind) continue;
      const name = `${one.operation} ${one.field}`;
      const [, place] = placeOf(one.operation.split(' ')[1] ?? '');
      for (const account of place?.accounts ?? askers) {
        const who = await world.as(account);
        // what is read once and then known is known before
        await asked(one, who, absentThings[kind]);
        const ofForeign = await asked(one, who, foreign[kind]);
        if (noAnswer.has(ofForeign.answer.status)) continue;
        const ofAbsent = await asked(one, who, absentThings[kind]);
        asking.push(name);
        // what was made or found anew is called otherwise each time
        const isDone = ofForeign.answer.status < 300;
        if (
          ofForeign.answer.status !== ofAbsent.answer.status ||
          ofForeign.sent.join() !== ofAbsent.sent.join() ||
          (!isDone && JSON.stringify(ofForeign.answer) !== JSON.stringify(ofAbsent.answer))
        )
          unequal.push([name, account, ofForeign, ofAbsent]);
        break;
      }
    }
    expect(unequal).toEqual([]);
    const names = fields.filter(kindOf).map(({ operation, field }) => `${operation} ${field}`);
    expect(names.filter((name) => !asking.includes(name) && !unasked.includes(name))).toEqual([]);
  });
});
