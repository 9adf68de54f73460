import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { recomputedDifferences } from '../support/recompute.js';

// Tickets of one institution that have to do with one another: links, merging, splitting, follow-ups, children.

let guichet: TestApp;
let spoc: Browser, agent: Browser, requester: Browser, engineer: Browser, elsewhere: Browser;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  await signIn();
});
afterAll(() => guichet.close());

async function signIn(): Promise<void> {
  [spoc, agent, requester, engineer, elsewhere] = (await Promise.all(
    ['spoc.ulco', 'agent.ulco', 'requester.ulco', 'engineer.fun', 'spoc.uphf'].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser, Browser, Browser];
}

async function open(who: Browser, more: object = {}): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
    ...more,
  });
  expect(status).toBe(201);
  return body.reference as string;
}
const at = (reference: string) => `/tickets/${reference}`;
const told = ({ status, body }: { status: number; body: { code: string; detail: string } }) => [status, body.code];
const linksOf = async (reference: string, who = spoc) =>
  ((await who.get(`${at(reference)}/links`)).body.items as { kind: string; reference: string }[]).map(
    ({ kind, reference: other }) => `${kind} ${other}`,
  );
const hours = (count: number) => {
  guichet.clock.advance(count * 3_600_000);
};
const words = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');
const mail = async (to: string, reference: string, said: RegExp) => {
  const { mail: found } = await guichet.mailbox.expect(
    to,
    ({ subject, text }) => subject?.includes(reference) === true && said.test(words(text)),
  );
  return words(found.text);
};

describe('a link', () => {
  it('is seen from both ends by level 1, and by nobody else', async () => {
    const [one, other] = [await open(requester), await open(spoc)];
    expect((await agent.post(`${at(one)}/link`, { to: other, kind: 'relates' })).status).toBe(200);
    expect(await linksOf(one)).toEqual([`relates ${other}`]);
    expect(await linksOf(other)).toEqual([`relates ${one}`]);
    expect((await requester.get(`${at(one)}/links`)).status).toBe(403);
    expect((await elsewhere.get(`${at(one)}/links`)).status).toBe(404);
    await spoc.post(`${at(one)}/escalate`, { function: 'support', summary: 'Un résumé' });
    expect((await engineer.get(`${at(one)}/links`)).status).toBe(403);
    expect(JSON.stringify((await engineer.get(`${at(one)}/timeline`)).body)).not.toContain(other);
    expect(JSON.stringify((await requester.get(`${at(one)}/timeline`)).body)).not.toContain(other);
    expect((await (await guichet.as('manager.fun')).get(`${at(one)}/links`)).body.items).toEqual([]);

    expect(told(await spoc.post(`${at(other)}/link`, { to: one, kind: 'parent' }))).toEqual([409, 'linked_already']);
    expect((await spoc.send('DELETE', `${at(other)}/links/${one}`, undefined)).status).toBe(200);
    expect(await linksOf(one)).toEqual([]);
    expect((await spoc.send('DELETE', `${at(other)}/links/${one}`, undefined)).status).toBe(404);
  });

  it('is refused to oneself, and to what is absent or another institution’s, in the same words', async () => {
    const one = await open(spoc);
    const foreign = await open(elsewhere);
    expect(told(await spoc.post(`${at(one)}/link`, { to: one, kind: 'relates' }))).toEqual([422, 'itself']);
    const answers = await Promise.all(
      [foreign, 'UPHF-2026-99999', 'ULCO-2026-99999', 'nonsense'].map(
        async (to) => (await spoc.post(`${at(one)}/link`, { to, kind: 'relates' })).body as Record<string, unknown>,
      ),
    );
    const shown = answers.map(({ requestId, ...rest }) => ({ ...rest, had: typeof requestId }));
    expect(shown[0]).toMatchObject({ status: 422, code: 'unknown_ticket' });
    for (const answer of shown) expect(answer).toEqual(shown[0]);
  });

  it('to a parent makes no cycle of any length and no second parent, two requests at once included', async () => {
    const [a, b, c] = [await open(spoc), await open(spoc), await open(spoc)];
    const parent = (from: string, to: string) => spoc.post(`${at(from)}/link`, { to, kind: 'parent' });
    expect((await parent(a, b)).status).toBe(200);
    expect((await parent(b, c)).status).toBe(200);
    expect(told(await parent(c, a))).toEqual([409, 'cycle']);
    expect(told(await parent(a, c))).toEqual([409, 'has_parent']);
    for (let round = 0; round < 5; round += 1) {
      const [x, y, z] = [await open(spoc), await open(spoc), await open(spoc)];
      await parent(x, y);
      const outcomes = await Promise.all([parent(y, z), parent(z, x)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });
});

describe('merging', () => {
  let older: string, survivor: string;

  it('ends the one, and the other counts since the older was opened', async () => {
    older = await open(requester, { description: 'Secret de la première' });
    hours(2);
    survivor = await open(agent, { channel: 'phone' });
    const since = (await spoc.get(at(older))).body.openedAt as string;
    const { status, body } = await spoc.post(`${at(older)}/merge`, { into: survivor });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'merged', mergedInto: survivor, nextActor: { kind: 'nobody' } });
    for (const timer of body.timers) expect(timer.state).toBe('cancelled');
    const { body: goesOn } = await spoc.get(at(survivor));
    const resolution = goesOn.timers.find(
      ({ side, metric }: { side: string; metric: string }) => side === 'user' && metric === 'resolution',
    );
    expect(resolution.startedAt).toBe(since);
    expect(await linksOf(survivor)).toEqual([`merged ${older}`]);
  });

  it('tells the requester where it goes on, and shows them nothing of it', async () => {
    expect(await mail('requester.ulco', older, /suivie désormais sous la référence/)).toContain(survivor);
    expect((await requester.get(at(older))).body.mergedInto).toBe(survivor);
    expect((await requester.get(at(survivor))).status).toBe(404);
    expect((await requester.get(`${at(older)}/links`)).status).toBe(403);
  });

  it('keeps the thread: what its requester writes there is told to who works on the other, and read nowhere else', async () => {
    const answer = await requester.post(`${at(older)}/messages`, {
      body: 'Une précision à moi',
      audience: 'requester',
    });
    expect([answer.status, answer.body.ticket]).toEqual([201, older]);
    await mail('agent.ulco', survivor, new RegExp(older));
    const { body } = await spoc.get(`${at(survivor)}/messages`);
    expect(JSON.stringify(body)).not.toContain('Une précision à moi');
  });

  it('is refused into itself, a merged one (naming where that goes on), its child, another service, what has ended', async () => {
    const merge = async (from: string, into: string) => told(await spoc.post(`${at(from)}/merge`, { into }));
    const one = await open(spoc);
    expect(await merge(one, one)).toEqual([422, 'itself']);
    const again = await spoc.post(`${at(one)}/merge`, { into: older });
    expect([again.status, again.body.code]).toEqual([409, 'survivor_merged']);
    expect(again.body.detail).toContain(survivor);
    expect(await merge(older, one)).toEqual([409, 'move_not_allowed']);
    const [child, grandchild] = [await open(spoc), await open(spoc)];
    await spoc.post(`${at(child)}/link`, { to: one, kind: 'parent' });
    await spoc.post(`${at(grandchild)}/link`, { to: child, kind: 'parent' });
    expect(await merge(one, grandchild)).toEqual([409, 'survivor_below']);
    expect(await merge(one, await open(spoc, { service: 'OAE' }))).toEqual([422, 'other_service']);
    const over = await open(spoc);
    await spoc.post(`${at(over)}/resolve`, { code: 'fixed', text: 'Fait' });
    expect(await merge(one, over)).toEqual([409, 'survivor_ended']);
    expect(await merge(one, await open(elsewhere))).toEqual([422, 'unknown_ticket']);
    const sent = await open(spoc);
    await spoc.post(`${at(sent)}/escalate`, { function: 'support', summary: 'Un résumé' });
    expect(await merge(sent, one)).toEqual([409, 'escalation_open']);
    // the other way round it is fine: the children come along
    expect((await spoc.post(`${at(one)}/merge`, { into: sent })).status).toBe(200);
    expect(await linksOf(sent)).toEqual([`merged ${one}`, `child ${child}`]);
  });

  it('two at once, into each other, merges one', async () => {
    const [a, b] = [await open(spoc), await open(spoc)];
    const outcomes = await Promise.all([
      spoc.post(`${at(a)}/merge`, { into: b }),
      spoc.post(`${at(b)}/merge`, { into: a }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('of one that is late makes the other late too, at the merging', async () => {
    const late = await open(requester, { kind: 'incident' });
    await spoc.post(`${at(late)}/qualify`, { impact: 'high', urgency: 'high' });
    hours(5 * 24);
    const young = await open(agent, { impact: 'high', urgency: 'high', channel: 'phone' });
    await spoc.post(`${at(late)}/merge`, { into: young });
    const { body } = await spoc.get(at(young));
    expect(
      body.timers.find(
        ({ side, metric }: { side: string; metric: string }) => side === 'user' && metric === 'resolution',
      ),
    ).toMatchObject({ state: 'missed', missCause: 'carried_over' });
    const { body: former } = await spoc.get(at(late));
    expect(former.timers.some(({ verdict }: { verdict: string | null }) => verdict === 'missed')).toBe(true);
  });

  it('tells the requester when the other is resolved, and not in the words that were for somebody else', async () => {
    await spoc.post(`${at(survivor)}/resolve`, {
      code: 'fixed',
      text: 'Chère collègue, votre dossier privé est rétabli.',
    });
    const said = await mail('requester.ulco', older, /réglé|settled/);
    expect(said).not.toContain('dossier privé');
    const { body } = await requester.get(`${at(older)}/messages`);
    expect(JSON.stringify(body)).not.toContain('dossier privé');
  });
});

describe('splitting', () => {
  it('quotes what was ticked, counts since its requester first wrote of it, and nobody has answered yet', async () => {
    const one = await open(requester);
    await spoc.post(`${at(one)}/take`);
    await spoc.post(`${at(one)}/escalate`, { function: 'support', summary: 'Un résumé' });
    hours(1);
    const { body: besides } = await requester.post(`${at(one)}/messages`, {
      body: 'Par ailleurs, mon mot de passe',
      audience: 'requester',
    });
    const { body: note } = await spoc.post(`${at(one)}/messages`, { body: 'Entre nous', audience: 'internal' });
    hours(1);
    const unknown = { title: 'x', messages: ['00000000-0000-7000-8000-000000000000'] };
    expect(told(await spoc.post(`${at(one)}/split`, unknown))).toEqual([422, 'unknown_message']);
    const { status, body } = await spoc.post(`${at(one)}/split`, {
      title: 'Mot de passe',
      kind: 'request',
      messages: [note.id, besides.id],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'request', state: 'new', title: 'Mot de passe', escalations: [] });
    const response = body.timers.filter(({ side }: { side: string }) => side === 'user');
    for (const timer of response) expect(timer).toMatchObject({ startedAt: besides.postedAt });
    const made = body.reference as string;
    expect(await linksOf(made)).toEqual([`split_from ${one}`]);
    const read = async (who: Browser) => JSON.stringify((await who.get(`${at(made)}/messages`)).body);
    expect(await read(requester)).toContain('mon mot de passe');
    expect(await read(requester)).not.toContain('Entre nous');
    expect(await read(spoc)).toContain('Entre nous');
    expect((await engineer.get(at(made))).status).toBe(404);
    // whoever asked is named when that is ticked, and not because they are quoted
    const { name } = (await requester.get('/me')).body as { name: string };
    expect((await read(spoc)).match(/"body":"[^"]*"/g)?.join('')).not.toContain(name);
  });
});

describe('an answer on a closed ticket', () => {
  it('opens a follow-up for thirty days, and nothing afterwards', async () => {
    const one = await open(requester);
    await spoc.post(`${at(one)}/resolve`, { code: 'answered', text: 'Voilà' });
    await spoc.post(`${at(one)}/close`);
    hours(30 * 24 - 1);
    await signIn();
    const answer = { body: 'Cela recommence', audience: 'requester' };
    const { status, body } = await requester.post(`${at(one)}/messages`, answer);
    expect(status).toBe(201);
    expect(body).toMatchObject({ body: 'Cela recommence', kind: 'description' });
    expect(body.ticket).not.toBe(one);
    expect((await requester.get(at(body.ticket as string))).body).toMatchObject({ state: 'new' });
    expect(await linksOf(body.ticket as string)).toEqual([`follows_up ${one}`]);
    expect((await spoc.get(at(one))).body.state).toBe('closed');
    expect(told(await spoc.post(`${at(one)}/messages`, answer))).toEqual([409, 'ticket_ended']);
    hours(2);
    expect(told(await requester.post(`${at(one)}/messages`, answer))).toEqual([409, 'ticket_ended']);
  });
});

describe('a parent that is resolved with its children', () => {
  it('resolves each by itself, leaves those with an open escalation, and says how many', async () => {
    const parent = await open(spoc);
    const [first, second, sent] = [await open(requester), await open(requester), await open(requester)];
    for (const child of [first, second, sent]) await spoc.post(`${at(child)}/link`, { to: parent, kind: 'parent' });
    await spoc.post(`${at(sent)}/escalate`, { function: 'support', summary: 'Un résumé' });
    await agent.post(`${at(parent)}/take`);
    await spoc.post(`${at(parent)}/resolve`, { code: 'fixed', text: 'Réparé pour tous', resolveChildren: true });
    expect(await mail('requester.ulco', first, /Réparé pour tous/)).toBeTruthy();
    expect(await mail('requester.ulco', second, /Réparé pour tous/)).toBeTruthy();
    await mail('agent.ulco', parent, /1 (ne l|were left|left)/);
    const { body } = await spoc.get(`${at(parent)}/links`);
    const outcomes = (body.items as { reference: string; state: string; outcome: string; reason: string | null }[]).map(
      ({ reference, state, outcome, reason }) => [reference, state, outcome, reason],
    );
    expect(outcomes).toEqual([
      [first, 'resolved', 'done', null],
      [second, 'resolved', 'done', null],
      [sent, 'new', 'left', 'escalation_open'],
    ]);
  });

  it('is for whoever might resolve each of them', async () => {
    const [parent, child] = [await open(spoc), await open(requester, { service: 'OAE' })];
    await spoc.post(`${at(child)}/link`, { to: parent, kind: 'parent' });
    const limit = async (services: string) => {
      const owner = new pg.Client({ connectionString: guichet.urls.owner });
      await owner.connect();
      await owner.query(
        `update role_grant set service_ids = ${services}
          where person_id = (select id from person where email = 'agent.ulco@guichet.example')`,
      );
      await owner.end();
    };
    await limit(`array(select id from service where code = 'FUNCAMPUS')`);
    const limited = await guichet.as('agent.ulco');
    const resolution = { code: 'fixed', text: 'Réparé pour tous', resolveChildren: true };
    expect((await limited.post(`${at(parent)}/resolve`, resolution)).status).toBe(403);
    expect((await spoc.post(`${at(parent)}/resolve`, resolution)).status).toBe(200);
    await mail('requester.ulco', child, /Réparé pour tous/);
    await limit('null');
  });
});

it('leaves every timer as the record says', async () => {
  await guichet.sweep();
  const { compared, differences } = await recomputedDifferences(guichet);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(50);
});
