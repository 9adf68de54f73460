import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';

// What is asked of each person about changes, step by step, and that a change ends as it was made.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

const engineer = () => hall.as('engineer.fun');
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const move = async (who: string, change: string, what: string, body: object = {}) => {
  const { status, body: said } = await (await hall.as(who)).post(`${change}/${what}`, body);
  expect([what, status, said.code]).toEqual([what, 200, undefined]);
  return said;
};
const movesOf = async (who: string, change: string) => (await (await hall.as(who)).get(change)).body.moves as string[];
const mine = async (who: string, more = '') => {
  const { status, body } = await (await hall.as(who)).get(`/changes?myTurn=true${more}`);
  expect([who, status]).toEqual([who, 200]);
  return (body.items as { reference: string }[]).map(({ reference }) => `/changes/${reference}`);
};
/** Who of these is asked something about a change now. */
const asked = async (change: string, who: string[] = people) => {
  const found: string[] = [];
  for (const one of who) if ((await mine(one)).includes(change)) found.push(one);
  return found;
};
const people = ['engineer.fun', 'change-manager.fun', 'spoc.ulco', 'manager.ulco', 'requester.ulco', 'auditor.fun'];
const small = { isMajorVersion: false };
const standard = async (more: object = {}) =>
  hall.draft({ kind: 'standard', ...small, implementers: [await hall.idOf('engineer.fun')], ...more });
const toWindow = async (change: string, edge: 'from' | 'to' = 'from') => {
  const { window } = (await (await engineer()).get(change)).body;
  hall.guichet.clock.advance(Date.parse(window[edge]) - hall.guichet.clock.now().getTime());
};
const successful = { outcome: 'successful', interruptedMinutes: 0 };

describe('an affected institution', () => {
  it('is offered to take note and to object while it may, and to withdraw the objection that it has', async () => {
    const change = await standard();
    await move('change-manager.fun', change, 'schedule');
    expect(await movesOf('spoc.ulco', change)).toEqual(['object', 'acknowledge']);
    expect(await movesOf('agent.ulco', change)).toEqual([]);
    await move('spoc.ulco', change, 'acknowledge');
    expect(await movesOf('spoc.ulco', change)).toEqual(['object']);
    await move('spoc.ulco', change, 'object', { reason: 'Nos examens.' });
    expect(await movesOf('spoc.ulco', change)).toEqual(['withdraw-objection']);
    const again = await (await hall.as('spoc.ulco')).post(`${change}/object`, { reason: 'Encore.' });
    expect([...told(again), again.body.moves]).toEqual([409, 'not_possible_now', ['withdraw-objection']]);
    expect(await movesOf('spoc.uphf', change)).toEqual(['acknowledge']);
    await move('spoc.ulco', change, 'withdraw-objection');
    expect(await movesOf('spoc.ulco', change)).toEqual([]);
    await move('engineer.fun', change, 'withdraw', { reason: 'Plus tard.' });
    expect(await movesOf('spoc.uphf', change)).toEqual([]);
    const late = await (await hall.as('spoc.ulco')).post(`${change}/withdraw-objection`);
    expect(told(late)).toEqual([409, 'not_possible_now']);
  });

  it('is not offered to object when it is too late', async () => {
    const change = await hall.draft({ ...small, implementers: [await hall.idOf('engineer.fun')] });
    await move('engineer.fun', change, 'submit');
    for (let times = 0; times < 2; times += 1)
      await move('change-manager.fun', change, 'decide', { decision: 'approve' });
    expect(await movesOf('spoc.ulco', change)).toEqual(['object', 'acknowledge']);
    const { window } = (await (await engineer()).get(change)).body;
    hall.guichet.clock.advance(Date.parse(window.from) - hall.guichet.clock.now().getTime() - HOUR);
    expect(await movesOf('spoc.ulco', change)).toEqual(['acknowledge']);
    const late = await (await hall.as('spoc.ulco')).post(`${change}/object`, { reason: 'Non.' });
    expect(told(late)).toEqual([409, 'too_late_to_object']);
    await move('engineer.fun', change, 'withdraw', { reason: 'Assez.' });
  });
});

describe('what waits for somebody', () => {
  it('goes from hand to hand, from the draft of a normal change to its end', async () => {
    const change = await hall.draft({ ...small, implementers: [await hall.idOf('engineer.fun')] });
    expect(await asked(change)).toEqual(['engineer.fun']);
    await move('engineer.fun', change, 'submit');
    expect(await asked(change)).toEqual(['change-manager.fun']);
    await move('change-manager.fun', change, 'decide', { decision: 'approve' });
    expect(await asked(change)).toEqual(['change-manager.fun', 'spoc.ulco']);
    await move('spoc.ulco', change, 'acknowledge');
    await move('change-manager.fun', change, 'decide', { decision: 'approve' });
    expect(await asked(change)).toEqual(['engineer.fun', 'change-manager.fun']);
    await move('engineer.fun', change, 'schedule');
    expect(await asked(change)).toEqual([]);
    await toWindow(change);
    expect(await asked(change)).toEqual(['engineer.fun']);
    await move('engineer.fun', change, 'start');
    expect(await asked(change)).toEqual(['engineer.fun']);
    await move('engineer.fun', change, 'implement', successful);
    expect(await asked(change)).toEqual(['change-manager.fun']);
    await move('change-manager.fun', change, 'close');
    expect(await asked(change)).toEqual([]);
  });

  it('is a vote until the seat has voted, and a round for whoever opens it', async () => {
    const change = await hall.draft();
    await move('engineer.fun', change, 'submit');
    await move('change-manager.fun', change, 'decide', { decision: 'approve' });
    const seats = [memberOf('ULCO'), memberOf('UPHF'), 'change-manager.fun'];
    expect(await asked(change, seats)).toEqual(['change-manager.fun']);
    await move('change-manager.fun', change, 'open-round');
    expect(await asked(change, seats)).toEqual([memberOf('ULCO'), memberOf('UPHF')]);
    await hall.vote(memberOf('ULCO'), change, 'approve');
    expect(await movesOf(memberOf('ULCO'), change)).toEqual(['votes']);
    expect(await asked(change, seats)).toEqual([memberOf('UPHF')]);
    // its deadlines stand still, and nobody votes
    await move('change-manager.fun', change, 'hold', { reason: 'On attend.' });
    expect(await asked(change, seats)).toEqual([]);
    await move('engineer.fun', change, 'withdraw', { reason: 'Assez.' });
  });

  it('is an emergency for those who have not given their word', async () => {
    const change = await hall.draft({ kind: 'emergency', emergencyReason: 'Tout est à l’arrêt.' });
    const both = ['engineer.fun', 'change-manager.fun'];
    expect(await asked(change, both)).toEqual(both);
    await move('engineer.fun', change, 'decide', { decision: 'approve' });
    expect(await asked(change, both)).toEqual(['change-manager.fun']);
    await move('change-manager.fun', change, 'decide', { decision: 'approve' });
    // it begins by whoever makes it
    expect(await asked(change, both)).toEqual(['engineer.fun']);
    await move('engineer.fun', change, 'withdraw', { reason: 'Réparé.' });
  });

  it('comes in pages, with the other filters', async () => {
    const changes = [await hall.draft(small), await hall.draft(small), await standard()];
    const own = await mine('engineer.fun', '&state=draft');
    expect(own).toEqual([changes[1], changes[0]]);
    expect(await mine('change-manager.fun', '&state=draft')).toEqual([changes[2]]);
    const browser = await engineer();
    const first = (await browser.get('/changes?myTurn=true&limit=1')).body;
    const second = (await browser.get(`/changes?myTurn=true&limit=1&cursor=${first.nextCursor as string}`)).body;
    expect([first.items[0].reference, second.items[0].reference, second.nextCursor]).toEqual([
      ...own.map((change) => change.slice('/changes/'.length)),
      null,
    ]);
    expect((await browser.get('/changes?myTurn=perhaps')).status).toBe(400);
    for (const change of changes) await move('engineer.fun', change, 'withdraw', { reason: 'Assez.' });
  });
});

describe('the outcome of a change', () => {
  const made = async (change: string, end: object) => {
    await move('change-manager.fun', change, 'schedule');
    await toWindow(change);
    await move('engineer.fun', change, 'start');
    await move('engineer.fun', change, 'implement', end);
  };
  const closing = async (change: string, body: object) =>
    (await hall.as('change-manager.fun')).post(`${change}/close`, body);
  const closed = async (change: string) => (await hall.events(change)).at(-1);

  it('is what was recorded when it was made, whoever closes it', async () => {
    const change = await standard();
    await made(change, { outcome: 'with_issues', interruptedMinutes: 5 });
    for (const outcome of ['successful', 'failed', 'backed_out']) {
      const refused = await closing(change, { outcome });
      expect([...told(refused), refused.body.errors[0].pointer]).toEqual([422, 'recorded_otherwise', '/outcome']);
    }
    expect((await closing(change, { outcome: 'with_issues' })).body.outcome).toBe('with_issues');
    expect((await closed(change))?.data).not.toHaveProperty('recorded');
  });

  it('is another one where a review found it, and both stand in the record', async () => {
    const change = await standard();
    await made(change, { outcome: 'failed', interruptedMinutes: 5 });
    await move('change-manager.fun', change, 'review');
    const text = 'Le but était atteint.';
    expect(told(await closing(change, { text, outcome: 'backed_out' }))).toEqual([422, 'recorded_otherwise']);
    expect((await closing(change, { text, outcome: 'with_issues' })).body.outcome).toBe('with_issues');
    expect(await closed(change)).toMatchObject({
      type: 'change.closed',
      data: { outcome: 'with_issues', recorded: 'failed' },
    });
  });

  it('of what was never begun, is that', async () => {
    const change = await standard({ window: { from: hall.at(3 * DAY), to: hall.at(3 * DAY + HOUR) } });
    await move('change-manager.fun', change, 'schedule');
    await toWindow(change, 'to');
    expect(await asked(change)).toContain('change-manager.fun');
    const text = 'Personne n’était là.';
    expect(told(await closing(change, { text, outcome: 'successful' }))).toEqual([422, 'never_begun']);
    expect((await closing(change, { text })).body).toMatchObject({ state: 'closed', outcome: 'not_implemented' });
  });
});
