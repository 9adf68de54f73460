import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// A known error is there when it is needed: found by its words, offered while somebody opens a ticket, said in one click.

let guichet: TestApp;
let engineer: Browser, ulco: Browser;
let problem: string;
const texts = {
  publicTitle: { fr: 'Le dépôt de copies échoue au-delà de 20 Mo', en: 'Handing in papers over 20 MB fails' },
  workaround: { fr: 'Découper le fichier en trois.', en: 'Cut the file in two.' },
};

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  [engineer, ulco] = [await guichet.as('engineer.fun'), await guichet.as('spoc.ulco')];
  const asked = { service: 'FUNCAMPUS', title: 'Secret interne : tampon trop petit', ...texts };
  problem = (await engineer.post('/problems', asked)).body.reference as string;
  await engineer.post(`/problems/${problem}/publish`);
});
afterAll(() => guichet.close());

async function open(who: Browser, more: object = {}): Promise<string> {
  const asked = { kind: 'incident', service: 'FUNCAMPUS', title: 'La remise des copies échoue', description: 'Rien.' };
  const { status, body } = await who.post('/tickets', { ...asked, ...more });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.reference as string;
}
const told = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

it('is found by its words in French and English, and by what is inside only there', async () => {
  const found = async (who: Browser, q: string) =>
    ((await who.get(`/problems?q=${encodeURIComponent(q)}`)).body.items as object[]).length;
  for (const q of ['depot copie', 'DÉPÔTS', 'papers', '"cut the file"', 'découp'])
    expect([q, await found(ulco, q)]).toEqual([q, 1]);
  expect([await found(ulco, 'tampon'), await found(engineer, 'tampon')]).toEqual([0, 1]);
  expect(await found(ulco, 'cantine')).toBe(0);
  expect((await ulco.get('/problems?state=fixed,closed')).body.items).toEqual([]);
  expect((await ulco.get('/problems?service=FUNCAMPUS&state=known_error&published=true')).body.items).toHaveLength(1);
  expect((await ulco.get('/problems?state=nonsense')).status).toBe(400);
  expect(told(await ulco.get(`/problems?q=${encodeURIComponent('  !! ')}`))).toEqual([422, 'search_without_words']);
});

it('is offered with an open major incident too, to requesters as well: they see what is told, and no more', async () => {
  const lead = await guichet.as('manager.fun');
  const { body: major } = await lead.post('/major-incidents', {
    service: 'FUNCAMPUS',
    title: 'Copies perdues',
    text: 'Interne au niveau 1.',
  });
  const asker = await guichet.as('requester.ujm');
  const { body } = await asker.post('/tickets/duplicates', { service: 'FUNCAMPUS', title: 'Mes copies, dépôt' });
  expect(body.majorIncidents).toMatchObject([{ id: major.id, words: ['copies'] }]);
  expect(body.knownErrors).toMatchObject([{ reference: problem }]);
  expect(JSON.stringify(body)).not.toMatch(/Interne au niveau|tampon|Secret/);
  const reference = await open(asker, { majorIncident: major.id, problem });
  expect((await asker.get(`/tickets/${reference}/major-incident`)).body.majorIncident).toMatchObject({
    id: major.id,
  });
  expect((await asker.get(`/tickets/${reference}/problems`)).body.items).toMatchObject([
    { reference: problem, inside: null },
  ]);
  await lead.post(`/major-incidents/${major.id as string}/end`, { text: 'Fini' });
  const asked = { kind: 'incident', service: 'FUNCAMPUS', title: 'Dépôt', description: 'x' };
  expect(told(await asker.post('/tickets', { ...asked, majorIncident: major.id }))).toEqual([422, 'major_ended']);
});

it('answers a ticket in one click, and is linked by that', async () => {
  const reference = await open(ulco);
  await ulco.post(`/tickets/${reference}/take`);
  const path = `/tickets/${reference}/resolve`;
  expect(told(await ulco.post(path, { code: 'fixed', problem }))).toEqual([422, 'not_a_known_error']);
  expect((await ulco.post(path, { code: 'fixed' })).status).toBe(400);
  expect((await ulco.post(path, { problem })).body).toMatchObject({
    state: 'resolved',
    resolutionCode: 'known_error',
  });
  const { body: thread } = await ulco.get(`/tickets/${reference}/messages`);
  expect(JSON.stringify(thread)).toContain('Découper le fichier en trois.');
  expect((await ulco.get(`/tickets/${reference}/problems`)).body.items).toHaveLength(1);
});

it('is corrected, and everything that was told is listed page by page', async () => {
  const at = `/problems/${problem}`;
  for (const fr of ['Découper en quatre.', 'Découper en cinq.']) {
    await engineer.send('PATCH', at, { workaround: { fr } }, { 'if-match': '*' });
    await engineer.post(`${at}/publish`);
  }
  const all = (await engineer.get(`${at}/publications`)).body;
  expect(all.items.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
  const first = (await engineer.get(`${at}/publications?limit=1`)).body;
  const rest = (await engineer.get(`${at}/publications?cursor=${first.nextCursor as string}`)).body;
  expect([...first.items, ...rest.items]).toEqual(all.items);
  expect([first.items.length, rest.nextCursor, all.nextCursor]).toEqual([1, null, null]);
  expect(told(await engineer.get(`${at}/publications?cursor=IngiCg`))).toEqual([400, 'bad_cursor']);
});
