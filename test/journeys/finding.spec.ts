import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let spoc: Browser;
let requester: Browser;
let engineer: Browser;
let stranger: Browser;
/** Asked by a requester of ULCO, escalated to FUN, with an internal note at home. */
let screen: string;

beforeAll(async () => {
  guichet = await startTestApp();
  [spoc, requester, engineer, stranger] = (await Promise.all(
    ['spoc.ulco', 'requester.ulco', 'engineer.fun', 'spoc.uphf'].map((one) => guichet.as(one)),
  )) as [Browser, Browser, Browser, Browser];
  screen = await open(
    requester,
    'L’écran reste noir',
    'Erreur ORA-00942 dans export_notes.csv, écrire à Jean.Dupont@ulco.example',
  );
  await spoc.post(`/tickets/${screen}/messages`, { body: 'Sûrement la mise à jour de mardi.', audience: 'internal' });
  await spoc.post(`/tickets/${screen}/messages`, { body: 'Les œuvres seront réparées.', audience: 'requester' });
  await spoc.post(`/tickets/${screen}/escalate`, { function: 'support', summary: 'Cours inaccessible aux étudiants.' });
});
afterAll(() => guichet.close());

async function open(who: Browser, title: string, description: string, more: object = {}): Promise<string> {
  const { body } = await who.post('/tickets', { kind: 'incident', service: 'FUNCAMPUS', title, description, ...more });
  return body.reference as string;
}

const find = async (who: Browser, q: string, more = '') => {
  const { status, body } = await who.get(`/tickets?q=${encodeURIComponent(q)}${more}`);
  return status === 200 ? body.items.map((item: { reference: string }) => item.reference) : body.code;
};

describe('a search', () => {
  it.each([
    'ecran noir',
    'ÉCRANS ',
    "l'écran ",
    'réparer',
    'oeuvre',
    '"écran reste noir"',
    'ORA-00942',
    '00942',
    'export_notes.csv',
    'jean.dupont@ulco.example',
    'mise noir ',
    'inaccess*',
    'ecran -souris',
  ])('finds by %p', async (q) => {
    expect(await find(spoc, q)).toEqual([screen]);
  });

  it('finds by the reference and by its end', async () => {
    for (const q of [screen, screen.slice(5), String(Number(screen.slice(-5)))])
      expect(await find(spoc, q)).toEqual([screen]);
  });

  it.each(['"noir écran"', 'écran -noir', 'ecran souris', `' or 1=1 --`, ':*'])('does not by %p', async (q) => {
    expect([[], 'search_without_words']).toContainEqual(await find(spoc, q));
  });

  it('finds by a word for those who may read it', async () => {
    const by = async (word: string) =>
      Promise.all([spoc, requester, engineer, stranger].map((who) => find(who, `${word} `)));
    expect(await by('mardi')).toEqual([[screen], [], [], []]);
    expect(await by('réparées')).toEqual([[screen], [screen], [], []]);
    expect(await by('inaccessible')).toEqual([[screen], [], [screen], []]);
    expect(await by('noir')).toEqual([[screen], [screen], [screen], []]);
  });

  it('takes the filters of the list, says where it found, and is counted alike', async () => {
    expect(await find(spoc, 'noir', '&state=closed')).toEqual([]);
    const { body } = await spoc.get(`/tickets?q=${encodeURIComponent('noire reparer ')}&state=new`);
    expect(
      body.items[0].highlights.map((one: { field: string; parts: { text: string; isMatch: boolean }[] }) => [
        one.field,
        one.parts.filter(({ isMatch }) => isMatch).map(({ text }) => text),
      ]),
    ).toEqual([
      ['title', ['noir']],
      ['message', ['réparées']],
    ]);
    expect((await spoc.get('/tickets/count?q=noir&state=new')).body).toEqual({ count: 1, isExact: true });
    expect((await stranger.get('/tickets/count?q=noir')).body).toEqual({ count: 0, isExact: true });
    expect((await spoc.get('/tickets/count?q=noir&limit=2')).status).toBe(400);
  });

  it('is refused when it is longer than anybody types', async () => {
    expect(await find(spoc, 'x'.repeat(4000))).toBe('search_too_long');
    expect(await find(spoc, 'a '.repeat(2000))).toBe('search_too_long');
    expect((await spoc.get(`/tickets?q=${'mot+'.repeat(10_000)}`).catch(() => ({ status: 431 }))).status).toBe(431);
  });
});

describe('what is alike', () => {
  it('is offered while opening, to a requester only what they asked for', async () => {
    const opening = { service: 'FUNCAMPUS', title: 'Mon écran est noir' };
    const other = await guichet.as('requester.unistra');
    const offered = async (who: Browser, more: object = {}) =>
      (await who.post('/tickets/duplicates', { ...opening, ...more })).body.items?.map(
        (one: { ticket: { reference: string }; words: string[]; sameRequester: boolean }) => [
          one.ticket.reference,
          one.words,
          one.sameRequester,
        ],
      );
    expect(await offered(spoc)).toEqual([[screen, ['écran', 'noir'], false]]);
    expect(await offered(spoc, { title: 'Rien', requester: 'requester.ulco@guichet.example' })).toEqual([
      [screen, [], true],
    ]);
    expect(await offered(requester)).toEqual([[screen, ['écran', 'noir'], true]]);
    expect(await offered(other)).toEqual([]);
    expect(await offered(stranger)).toEqual([]);
    const { status } = await spoc.post('/tickets/duplicates', {
      ...opening,
      requester: 'requester.uphf@guichet.example',
    });
    expect(status).toBe(422);
  });

  it('says how it was settled', async () => {
    const settled = await open(requester, 'L’écran reste noir', 'Encore.');
    await spoc.post(`/tickets/${settled}/resolve`, { code: 'workaround', text: 'Débrancher.' });
    const { body } = await spoc.get(`/tickets/${screen}/similar`);
    expect(body.items[0]).toMatchObject({
      ticket: { reference: settled },
      words: ['écran', 'reste', 'noir'],
      resolution: { code: 'workaround', text: 'Débrancher.' },
    });
    expect((await engineer.get(`/tickets/${screen}/similar`)).body.items).toEqual([]);
    expect((await stranger.get(`/tickets/${screen}/similar`)).status).toBe(404);
  });
});

describe('people', () => {
  it('are found at home by the beginnings of their names or address', async () => {
    const { body: me } = await requester.get('/me');
    const [first, last] = (me.name as string).split(' ');
    for (const q of [`${first?.slice(0, 3) ?? ''} ${last ?? ''}`, (last ?? '').toUpperCase(), 'requester.ulco@gui']) {
      const { body } = await spoc.get(`/people?q=${encodeURIComponent(q)}`);
      expect(body.items).toContainEqual(expect.objectContaining({ id: me.id, name: me.name, openTickets: 1 }));
    }
    expect((await stranger.get('/people?q=requester.ulco@guichet.example')).body.items).toEqual([]);
    expect((await stranger.get('/people?q=%25')).status).toBe(400);
    for (const who of [requester, engineer]) expect((await who.get('/people?q=a')).status).toBe(403);
  });
});
