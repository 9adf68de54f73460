import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formWith } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// What hung on a ticket that was merged, what is still written there, and what may not be merged, cancelled or resolved.

let guichet: TestApp;
let spoc: Browser, agent: Browser, requester: Browser, leader: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  [spoc, agent, requester, leader] = (await Promise.all(
    ['spoc.ulco', 'agent.ulco', 'requester.ulco', 'engineer.fun'].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser, Browser];
});
afterAll(() => guichet.close());

async function open(who: Browser): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
  });
  expect(status).toBe(201);
  return `/tickets/${body.reference as string}`;
}
const named = (ticket: string) => ticket.replace('/tickets/', '');
const merge = (from: string, into: string) => spoc.post(`${from}/merge`, { into: named(into) });
const told = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

async function declare(who: Browser, ticket?: string): Promise<string> {
  const declaration = { service: 'FUNCAMPUS', title: 'Arrêt', text: 'Nous cherchons.' };
  const { status, body } = await who.post('/major-incidents', {
    ...declaration,
    ...(ticket === undefined ? {} : { ticket: named(ticket) }),
  });
  expect(status).toBe(201);
  return body.id as string;
}
const hang = async (ticket: string, id: string) => {
  expect((await spoc.post(`${ticket}/attach-to-major`, { id })).status).toBe(200);
};
const hangsOn = async (ticket: string) =>
  ((await spoc.get(`${ticket}/major-incident`)).body.majorIncident as { id: string } | null)?.id;
const movesOf = async (ticket: string) =>
  ((await spoc.get(`${ticket}/moves`)).body.items as { move: string }[]).map(({ move }) => move);

describe('what follows for children', () => {
  it('leaves what the single move would be refused, with its reason', async () => {
    const parent = await open(spoc);
    const [free, held] = [await open(spoc), await open(spoc)];
    for (const child of [free, held]) await spoc.post(`${child}/link`, { to: named(parent), kind: 'parent' });
    expect((await spoc.post(`${held}/tasks`, { title: 'À faire', mustBeDone: true })).status).toBe(201);
    await agent.post(`${parent}/take`);
    await spoc.post(`${parent}/resolve`, { code: 'fixed', text: 'Réparé pour tous', resolveChildren: true });
    await guichet.mailbox.expect(
      'agent.ulco',
      ({ subject, text }) => subject?.includes(named(parent)) === true && /1 (n|were)/.test(text ?? ''),
    );
    const { body } = await spoc.get(`${parent}/links`);
    const outcomes = (body.items as Record<string, string | null>[]).map(({ reference, state, reason }) => [
      `/tickets/${reference}`,
      state,
      reason,
    ]);
    expect(outcomes).toEqual([
      [free, 'resolved', null],
      [held, 'new', 'tasks_open'],
    ]);
  });
});

describe('a ticket that hangs on a major incident', () => {
  it('gives its place to the one that it goes on under, which is resolved at the end', async () => {
    const major = await declare(leader);
    const [one, survivor] = [await open(requester), await open(agent)];
    await hang(one, major);
    expect((await merge(one, survivor)).status).toBe(200);
    expect([await hangsOn(one), await hangsOn(survivor)]).toEqual([undefined, major]);
    expect((await leader.get(`/major-incidents/${major}`)).body.counts).toMatchObject({ children: 1 });
    await leader.post(`/major-incidents/${major}/end`, { text: 'Le service est revenu.' });
    await guichet.mailbox.expect(
      'agent.ulco',
      ({ subject, text }) => subject?.includes(named(survivor)) === true && /revenu/.test(text ?? ''),
      // behind the letters to every institution that it was announced to
      60_000,
    );
    expect((await spoc.get(survivor)).body.state).toBe('resolved');
  });

  it('gives it to nobody who has one, or who carries that major incident', async () => {
    const [first, second] = [await declare(leader), await declare(leader)];
    const [one, survivor] = [await open(spoc), await open(spoc)];
    await hang(one, first);
    await hang(survivor, second);
    expect((await merge(one, survivor)).status).toBe(200);
    expect([await hangsOn(one), await hangsOn(survivor)]).toEqual([undefined, second]);
    const carrier = await open(spoc);
    const own = await declare(spoc, carrier);
    const child = await open(spoc);
    await hang(child, own);
    expect((await merge(child, carrier)).status).toBe(200);
    expect([await hangsOn(child), await hangsOn(carrier)]).toEqual([undefined, undefined]);
  });
});

describe('a ticket that carries an open major incident', () => {
  it('is neither resolved, cancelled nor merged before that is ended', async () => {
    const carrier = await open(requester);
    const major = await declare(spoc, carrier);
    const moves = () => [
      () => merge(carrier, other),
      () => spoc.post(`${carrier}/cancel`, { reason: 'Plus besoin' }),
      () => spoc.post(`${carrier}/resolve`, { code: 'fixed', text: 'Réparé' }),
    ];
    const other = await open(spoc);
    for (const move of moves()) expect(told(await move())).toEqual([409, 'major_open']);
    for (const move of ['merge', 'cancel', 'resolve']) expect(await movesOf(carrier)).not.toContain(move);
    expect(await movesOf(carrier)).toEqual(expect.arrayContaining(['take', 'escalate']));
    await spoc.post(`/major-incidents/${major}/end`, { text: 'Fini' });
    expect((await spoc.post(`${carrier}/resolve`, { code: 'fixed', text: 'Réparé' })).status).toBe(200);
  });
});

describe('whoever watched a ticket that was merged', () => {
  it('watches the one that it goes on under, once', async () => {
    const [one, survivor] = [await open(requester), await open(agent)];
    await spoc.send('PUT', `${one}/watch`, {});
    await agent.send('PUT', `${one}/watch`, {});
    await agent.send('PUT', `${survivor}/watch`, {});
    const watchers = async (ticket: string) =>
      ((await spoc.get(`${ticket}/watchers`)).body.items as { name: string }[]).map(({ name }) => name).sort();
    const both = await watchers(one);
    expect(both).toHaveLength(2);
    await merge(one, survivor);
    expect(await watchers(survivor)).toEqual(both);
    expect(await watchers(one)).toEqual(both);
  });
});

describe('a merged ticket', () => {
  let one: string, survivor: string;
  beforeAll(async () => {
    [one, survivor] = [await open(requester), await open(agent)];
  });
  const add = (who: Browser, ticket: string) =>
    who.send('POST', `${ticket}/attachments`, formWith('Une capture', 'capture.txt', { audience: 'requester' }));
  const edit = (ticket: string, id: string) =>
    requester.send('PATCH', `${ticket}/messages/${id}`, { body: 'Après' }, { 'if-match': '"1"' });

  it('takes files and edits from its requester and level 1, as it takes texts', async () => {
    const { body: text } = await requester.post(`${one}/messages`, { body: 'Avant', audience: 'requester' });
    expect((await merge(one, survivor)).status).toBe(200);
    expect((await add(requester, one)).status).toBe(201);
    // said where somebody works, as a text would be
    await guichet.mailbox.expect(
      'agent.ulco',
      ({ subject, text: letter }) =>
        subject?.includes(named(survivor)) === true && letter?.includes(named(one)) === true,
    );
    expect((await add(spoc, one)).status).toBe(201);
    const edited = await edit(one, text.id as string);
    expect([edited.status, edited.body.body]).toEqual([200, 'Après']);
    expect(JSON.stringify((await spoc.get(`${survivor}/messages`)).body)).not.toContain('capture.txt');
  });

  it('and one that was closed says to write an answer', async () => {
    const closed = await open(requester);
    const { body: text } = await requester.post(`${closed}/messages`, { body: 'Avant', audience: 'requester' });
    await spoc.post(`${closed}/resolve`, { code: 'fixed', text: 'Réparé' });
    await spoc.post(`${closed}/close`);
    for (const answer of [await add(requester, closed), await edit(closed, text.id as string)]) {
      expect(told(answer)).toEqual([409, 'ticket_ended']);
      expect(answer.body.detail).toContain('Write an answer');
    }
    expect((await add(spoc, closed)).body.detail).not.toContain('Write an answer');
  });
});
