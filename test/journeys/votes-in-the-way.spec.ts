import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';

// What a vote is worth when something stands in the way, when everybody affected votes, and when several boards do; and what
// is offered to whom on the way.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

const manager = () => hall.as('change-manager.fun');
const engineer = () => hall.as('engineer.fun');
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const read = async (change: string, who: string) => (await (await hall.as(who)).get(change)).body;
const movesOf = async (change: string, who = 'change-manager.fun') =>
  ((await read(change, who)).moves as string[]).filter((move) => !['withdraw', 'hold', 'unhold'].includes(move));
const stateOf = async (change: string) => (await read(change, 'engineer.fun')).state as string;
const tallyOf = async (change: string) => (await (await manager()).get(`${change}/tally`)).body;
const countOf = async (change: string, type: string) =>
  (await hall.events(change)).filter((event) => event.type === type).length;
const approve = { decision: 'approve' };
const five = ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE', 'UNISTRA'];

/** A freeze of the service over the window of a change. */
async function freeze(change: string): Promise<string> {
  const { window } = await read(change, 'engineer.fun');
  const day = (at: string, days: number) => new Date(Date.parse(at) + days * DAY).toISOString().slice(0, 10);
  const said = { title: 'Examens', reason: 'Les examens.', from: day(window.from, -1), to: day(window.to, 1) };
  const made = await (await manager()).post('/freezes', { scope: 'service', service: 'FUNCAMPUS', ...said });
  expect(made.status).toBe(201);
  return made.body.id as string;
}
const lift = async (id: string) => {
  expect((await (await manager()).post(`/freezes/${id}/lift`, { reason: 'Reportés.' })).status).toBe(200);
};
async function readBy(more: object = {}): Promise<string> {
  const change = await hall.draft(more);
  expect((await (await engineer()).post(`${change}/submit`)).status).toBe(200);
  expect((await (await manager()).post(`${change}/decide`, approve)).body).toMatchObject({ state: 'deciding' });
  return change;
}

describe('a vote on what is obstructed', () => {
  let approved: string;

  it('is not opened, and says why; it is once nothing stands in the way', async () => {
    const change = await readBy();
    expect(await movesOf(change)).toEqual(['open-round']);
    const id = await freeze(change);
    expect(await movesOf(change)).toEqual([]);
    const refused = await (await manager()).post(`${change}/open-round`);
    expect(told(refused)).toEqual([409, 'conflict']);
    expect(refused.body.errors).toMatchObject([{ code: 'freeze' }]);
    expect(await countOf(change, 'change.round_opened')).toBe(0);
    await lift(id);
    expect(await movesOf(change)).toEqual(['open-round']);
    expect((await (await manager()).post(`${change}/open-round`)).status).toBe(200);
    expect(await movesOf(change)).toEqual([]);
    expect(await movesOf(change, memberOf('ULCO'))).toEqual(['votes']);
    await (await engineer()).post(`${change}/withdraw`, { reason: 'Assez.' });
    expect(await movesOf(change, memberOf('ULCO'))).toEqual([]);
  });

  it('stands as the seats said it, approves nothing, and is carried out by its manager once the way is free', async () => {
    const change = await hall.voting();
    const id = await freeze(change);
    for (const code of five.slice(0, 4)) await hall.vote(memberOf(code), change, 'approve');
    const last = await hall.vote(memberOf('UNISTRA'), change, 'approve');
    expect(last.body).toMatchObject({ state: 'approved', approve: 5, obstructedAt: expect.any(String) });
    expect(await stateOf(change)).toBe('deciding');
    expect(await countOf(change, 'change.approved')).toBe(0);
    // the seats see what stands in the way, and what was found when they had voted
    const found = (await (await hall.as(memberOf('AMU'))).get(`${change}/conflicts`)).body;
    expect(found.conflicts).toMatchObject([{ kind: 'freeze', severity: 'blocks' }]);
    expect(found.earlier[0]).toMatchObject({
      occasion: 'approve',
      conflicts: [{ kind: 'freeze', severity: 'blocks' }],
    });
    expect(await movesOf(change)).toEqual([]);
    expect(told(await (await manager()).post(`${change}/decide`, approve))).toEqual([409, 'conflict']);
    expect(told(await (await manager()).post(`${change}/open-round`))).toEqual([409, 'approved_already']);
    await lift(id);
    expect(await movesOf(change)).toEqual(['decide']);
    // nobody decides again what the seats decided, and who makes it does not carry it out
    const no = { decision: 'reject', reason: 'Je n’en veux pas.' };
    expect(told(await (await manager()).post(`${change}/decide`, no))).toEqual([409, 'voted_on']);
    expect((await (await engineer()).post(`${change}/decide`, approve)).status).toBe(403);
    expect((await (await manager()).post(`${change}/decide`, approve)).body.state).toBe('approved');
    approved = change;
    expect(await countOf(change, 'change.approved')).toBe(1);
    expect((await read(change, 'engineer.fun')).opinions.map((one: { as: string }) => one.as)).toEqual(['peer']);
    expect((await tallyOf(change)).obstructedAt).toBe(last.body.obstructedAt);
    const heard = await hall.guichet.mailbox.expect(
      memberOf('AMU'),
      ({ subject }) => subject?.includes('empêché') === true,
      60_000,
    );
    expect(heard.mail.text).toContain('ses conflits');
    for (const who of [memberOf('AMU'), 'engineer.fun'])
      await hall.guichet.mailbox.expect(who, ({ text }) => text?.includes('comme le vote') === true, 60_000);
  });

  it('is the same when its deadline ends it', async () => {
    const change = await hall.voting();
    const id = await freeze(change);
    for (const code of five.slice(0, 4)) await hall.vote(memberOf(code), change, 'approve');
    const { closesAt } = await tallyOf(change);
    hall.guichet.clock.advance(Date.parse(closesAt) - hall.guichet.clock.now().getTime());
    await Promise.all([hall.closeDue(), hall.closeDue()]);
    expect(await tallyOf(change)).toMatchObject({ state: 'approved', obstructedAt: expect.any(String) });
    expect([await stateOf(change), await countOf(change, 'change.round_closed')]).toEqual(['deciding', 1]);
    await lift(id);
  });

  it('is void when what waits is edited: an approval of something else carries nothing out', async () => {
    const change = await hall.voting();
    const id = await freeze(change);
    for (const code of five) await hall.vote(memberOf(code), change, 'approve');
    const { headers } = await (await engineer()).get(change);
    const edited = await (
      await engineer()
    ).send('PATCH', change, { plan: 'Autrement.' }, { 'if-match': headers.get('etag') ?? '' });
    expect(edited.body.state).toBe('submitted');
    expect((await tallyOf(change)).voidedAt).toEqual(expect.any(String));
    await lift(id);
    expect((await (await manager()).post(`${change}/decide`, approve)).body.state).toBe('deciding');
    expect(told(await (await manager()).post(`${change}/decide`, approve))).toEqual([409, 'voted_on']);
    expect(await movesOf(change)).toEqual(['open-round']);
  });

  it('stops no emergency: what it meets is kept with what each of the two said', async () => {
    const { window } = await read(approved, 'engineer.fun');
    const change = await hall.draft({ kind: 'emergency', emergencyReason: 'Tout est à l’arrêt.', window });
    expect((await (await manager()).post(`${change}/decide`, approve)).status).toBe(200);
    const { earlier } = (await (await manager()).get(`${change}/conflicts`)).body;
    expect(earlier[0]).toMatchObject({ occasion: 'approve' });
    expect(earlier[0].conflicts[0]).toMatchObject({ kind: 'same_service', severity: 'blocks' });
    expect((await (await engineer()).post(`${change}/decide`, { ...approve, reason: 'Il le faut.' })).status).toBe(200);
    await (await engineer()).post(`${change}/start`);
    expect(await movesOf(change, memberOf('ULCO'))).toEqual(['votes', 'ratify']);
    expect(await movesOf(change, memberOf('UTOULOUSE'))).toEqual(['votes', 'ratify']);
    expect(await movesOf(change)).toEqual([]);
  });
});

const composeBoard = async (service: string, version: number, more: object) => {
  const rule = { kind: 'majority' };
  const path = `/services/${service}/change-board`;
  const made = await (await manager()).put(path, { rule, ...more }, { 'if-match': `"${String(version)}"` });
  expect(made).toMatchObject({ status: 200 });
  return path;
};

describe('a change to two services', () => {
  it('is voted on by the board of each, one after another, and approved when both have', async () => {
    const seats = five.map((institution, place) => ({
      n: place + 1,
      kind: 'representative',
      institution,
      hasVeto: false,
    }));
    const path = await composeBoard('FUNMOOC', 0, { seats });
    for (const [place, code] of five.entries()) {
      const holders = { member: await hall.idOf(memberOf(code)) };
      const at = `${path}/seats/${String(place + 1)}/holders`;
      expect(
        (await (await hall.as(`manager.${code.toLowerCase()}`)).put(at, holders, { 'if-match': '"0"' })).status,
      ).toBe(200);
    }
    const change = await readBy({ services: ['FUNCAMPUS', 'FUNMOOC'] });
    expect((await (await manager()).post(`${change}/open-round`)).body).toMatchObject({
      round: 1,
      service: 'FUNCAMPUS',
    });
    for (const code of five) await hall.vote(memberOf(code), change, 'approve');
    expect(await tallyOf(change)).toMatchObject({ state: 'approved', obstructedAt: null });
    expect(await stateOf(change)).toBe('deciding');
    expect(told(await (await manager()).post(`${change}/decide`, approve))).toEqual([409, 'voted_on']);
    expect(await movesOf(change)).toEqual(['open-round']);
    expect((await (await manager()).post(`${change}/open-round`)).body).toMatchObject({ round: 2, service: 'FUNMOOC' });
    for (const code of five.slice(0, 3)) await hall.vote(memberOf(code), change, 'approve');
    expect([await stateOf(change), await countOf(change, 'change.approved')]).toEqual(['approved', 1]);
  });

  it('is rejected by the first that rejects it, and both are asked anew once it was reworked', async () => {
    const change = await readBy({ services: ['FUNCAMPUS', 'FUNMOOC'] });
    await (await manager()).post(`${change}/open-round`);
    for (const code of five) await hall.vote(memberOf(code), change, 'approve');
    await (await manager()).post(`${change}/open-round`);
    for (const code of five.slice(0, 3)) await hall.vote(memberOf(code), change, 'reject', 'Trop tôt.');
    expect(await stateOf(change)).toBe('rejected');
    expect((await (await engineer()).post(`${change}/rework`)).body.state).toBe('draft');
    await (await engineer()).post(`${change}/submit`);
    await (await manager()).post(`${change}/decide`, approve);
    expect((await (await manager()).post(`${change}/open-round`)).body).toMatchObject({
      round: 3,
      service: 'FUNCAMPUS',
    });
  });
});

describe('a full vote', () => {
  it('gives everybody affected a seat, whoever of the provider makes the change', async () => {
    await hall.sql(
      `insert into responsibility (id, service_id, "function", position, institution_id)
       select gen_random_uuid(), s.id, 'hosting', 90, i.id from service s, institution i
        where s.code = 'FUNCAMPUS' and i.code = 'ULORRAINE'`,
    );
    const path = await composeBoard('FUNCAMPUS', 1, { seats: [], isFullVote: true, rule: { kind: 'majority' } });
    const named = ['ULCO', 'UPHF', 'PARIS1'];
    for (const code of named) {
      const holders = { member: await hall.idOf(memberOf(code)) };
      const who = await hall.as(`manager.${code.toLowerCase()}`);
      expect((await who.put(`${path}/holders`, holders, { 'if-match': '"0"' })).status).toBe(200);
    }
    const author = await hall.as('engineer.ulorraine');
    const lead = await hall.as('change-manager.ulorraine');
    const from = 300 * DAY;
    const drafted = await author.post('/changes', {
      ...{ kind: 'normal', services: ['FUNCAMPUS'], title: 'Version 6', why: 'Une version.', plan: 'Basculer.' },
      ...{ tests: 'Ouvrir.', backoutPlan: 'Revenir.', backoutMinutes: 10, wasTried: true, interruptionMinutes: 0 },
      answers: {
        reach: 'few',
        tried: 'yes',
        backout: 'short',
        data: 'none',
        experience: 'us',
        when: 'quiet',
        parts: 'none',
      },
      implementers: [await hall.idOf('engineer.ulorraine')],
      window: { from: hall.at(from), to: hall.at(from + 2 * HOUR) },
    });
    const change = `/changes/${drafted.body.reference as string}`;
    await author.post(`${change}/submit`);
    expect((await lead.post(`${change}/decide`, approve)).body).toMatchObject({ state: 'deciding', class: 'normal' });
    // the lead provider has said that everybody decides, and that holds for whoever makes the change
    expect(told(await lead.post(`${change}/decide`, approve))).toEqual([409, 'voted_on']);
    expect(await movesOf(change, 'change-manager.ulorraine')).toEqual(['open-round']);
    const opened = await lead.post(`${change}/open-round`);
    const { parties } = (await lead.get(change)).body;
    const affected = parties.filter((party: { as: string }) => party.as === 'affected');
    expect(opened.body).toMatchObject({ silent: 3, quorum: 2 });
    const seats = opened.body.seats as { n: null; isStruck: boolean; institution: { code: string } }[];
    expect(seats.map(({ institution }) => institution.code).sort()).toEqual(
      affected.map((party: { institution: { code: string } }) => party.institution.code).sort(),
    );
    expect(seats.length).toBeGreaterThan(17);
    expect(
      seats
        .filter(({ isStruck }) => !isStruck)
        .map(({ institution }) => institution.code)
        .sort(),
    ).toEqual([...named].sort());
    await hall.vote(memberOf('PARIS1'), change, 'approve');
    const last = await hall.vote(memberOf('UPHF'), change, 'approve');
    expect(last.body.state).toBe('approved');
    expect((await lead.get(change)).body.state).toBe('approved');
    // whoever is affected, and did not vote, sees the change and none of the votes
    expect((await (await hall.as('spoc.amu')).get(`${change}/tally`)).status).toBe(403);
  });
});
