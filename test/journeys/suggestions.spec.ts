import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// Somebody at level 1 gets a ticket, is told what may help and why, follows it, and the next one is told better.

interface Suggested {
  action: { reference: string };
  draft: boolean;
  score: number;
  success: { runs: number; worked: number; low: number; high: number };
  reasons: { kind: string; words?: string[]; tickets?: number }[];
}

let guichet: TestApp;
let agent: Browser, spoc: Browser, engineer: Browser, elsewhere: Browser, requester: Browser;
let likely: string, right: string, inside: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T08:00:00Z' });
  const names = ['agent.ulco', 'spoc.ulco', 'engineer.fun', 'agent.uphf', 'requester.ulco'];
  [agent, spoc, engineer, elsewhere, requester] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  likely = await published('Rétablir l’affichage des cours', ['page blanche', 'cours ne s’ouvre pas'], 'users');
  right = await published('Nettoyer le lecteur', ['lecteur vidéo', 'cache'], 'users');
  inside = await published('Relancer le serveur des pages', ['page blanche', 'erreur 502'], 'internal');
});
afterAll(() => guichet.close());

async function published(title: string, words: string[], sharing: string): Promise<string> {
  const drafted = await engineer.post('/actions', {
    kind: 'recovery',
    title: { fr: title },
    summary: 'À suivre pas à pas.',
    services: ['FUNCAMPUS'],
    triggers: { words },
    risk: 'low',
    runBy: ['agent', 'spoc', 'engineer'],
    minutes: 10,
    steps: [{ id: 'faire', title: 'Faire', do: 'Faire ce qui est écrit.' }],
    verification: 'Tout va bien.',
    sharing,
  });
  if (drafted.status !== 201) throw new Error(JSON.stringify(drafted.body));
  const { reference } = drafted.body as { reference: string };
  const { status, body } = await (await guichet.as('manager.fun')).post(`/actions/${reference}/publish`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return reference;
}

async function open(title: string, who = agent): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title,
    description: '…',
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.reference as string;
}

async function suggested(ticket: string, who = agent): Promise<Suggested[]> {
  const { status, body } = await who.get(`/tickets/${ticket}/suggested-actions`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.items as Suggested[];
}
const references = (list: readonly Suggested[]) => list.map(({ action }) => action.reference);

async function run(ticket: string, action: string, outcome: string, who = agent): Promise<void> {
  const { status, body } = await who.post(`/tickets/${ticket}/runs`, { action });
  if (status !== 201) throw new Error(JSON.stringify(body));
  const { id, version } = body as { id: string; version: number };
  const tag = { 'if-match': `"${String(version)}"` };
  const done = await who.send('PATCH', `/runs/${id}/steps/1`, { state: 'done' }, tag);
  if (done.status !== 200) throw new Error(JSON.stringify(done.body));
  const finished = await who.post(`/runs/${id}/finish`, { outcome });
  if (finished.status !== 200) throw new Error(JSON.stringify(finished.body));
}

describe('what may help with a ticket', () => {
  const title = 'Page blanche dans le module de l’amphithéâtre';

  it('is suggested, the most promising first, with its reasons; nothing that is internal elsewhere', async () => {
    const items = await suggested(await open(title));
    expect(references(items)).toEqual([likely]);
    expect(items[0]).toMatchObject({
      draft: false,
      success: { runs: 0, worked: 0, low: 0, high: 1 },
      reasons: [{ kind: 'word', words: ['Page', 'blanche'] }],
    });
    // where it is at home it is one of them
    const home = await open(title, await guichet.as('agent.fun'));
    expect(references(await suggested(home, await guichet.as('agent.fun')))).toContain(inside);
  });

  it('moves with what comes of it: what worked on such a ticket comes first on the next, what did not falls behind', async () => {
    const first = await open(title);
    await run(first, likely, 'no_effect');
    await run(first, right, 'worked');
    const { status } = await agent.post(`/tickets/${first}/resolve`, { code: 'fixed', text: 'Le cache a été vidé.' });
    expect(status).toBe(200);
    const [best, ...others] = await suggested(await open('Encore une page blanche, module de l’amphithéâtre'), spoc);
    expect(best?.action.reference).toBe(right);
    expect(best?.success).toMatchObject({ runs: 1, worked: 1, high: 1 });
    expect(best?.reasons.map(({ kind }) => kind)).toEqual(['learned', 'similar']);
    expect(best?.reasons.at(-1)).toEqual({ kind: 'similar', tickets: 1 });
    expect(references(others)).not.toContain(right);
  });

  it('is marked as weak and ranked down where it fails again and again, and says that it works where it does', async () => {
    for (let time = 0; time < 5; time += 1) {
      const ticket = await open(title);
      await run(ticket, likely, 'no_effect');
      await run(ticket, right, 'worked');
    }
    const items = await suggested(await open('Lecteur vidéo et page blanche'));
    const of = (reference: string) => items.find(({ action }) => action.reference === reference);
    expect(references(items)[0]).toBe(right);
    expect(of(right)?.reasons.map(({ kind }) => kind)).toContain('success');
    expect(of(likely)?.reasons.map(({ kind }) => kind) ?? ['weak']).toContain('weak');
  });

  it('is learned by nobody else: elsewhere the same words say what they said', async () => {
    const items = await suggested(await open(title, elsewhere), elsewhere);
    expect(references(items)).toEqual([likely]);
    expect(items[0]?.success.runs).toBe(0);
    expect(items[0]?.reasons.map(({ kind }) => kind)).toEqual(['word']);
  });

  it('is not for whoever asked, nor for whoever does not see the ticket, and never more than is asked for', async () => {
    const ticket = await open(title);
    const refusal = async (who: Browser, path: string) => {
      const { status, body } = await who.get(path);
      return [status, body.code as string];
    };
    expect(await refusal(elsewhere, `/tickets/${ticket}/suggested-actions`)).toEqual([404, 'not_found']);
    const theirs = await open(title, requester);
    expect(await refusal(requester, `/tickets/${theirs}/suggested-actions`)).toEqual([403, 'forbidden']);
    for (const limit of ['0', '21', 'x'])
      expect((await refusal(agent, `/tickets/${ticket}/suggested-actions?limit=${limit}`))[0]).toBe(400);
    const { body } = await agent.get(`/tickets/${ticket}/suggested-actions?limit=1`);
    expect((body.items as Suggested[]).length).toBe(1);
  });
});
