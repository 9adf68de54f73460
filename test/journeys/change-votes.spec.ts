import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { DAY, deputyOf, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';

// What is large is voted on: seven seats, deputies, a veto, an edit in the middle, and emergencies afterwards.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

const manager = () => hall.as('change-manager.fun');
const engineer = () => hall.as('engineer.fun');
const stateOf = async (change: string) => (await (await engineer()).get(change)).body.state as string;
const tallyOf = async (change: string) => (await (await manager()).get(`${change}/tally`)).body;
const countOf = async (change: string, type: string) =>
  (await hall.events(change)).filter((event) => event.type === type).length;

describe('a major change', () => {
  let change: string;
  let others: string[];

  it('is put to seven seats, whose people read the plan; nobody else of theirs does', async () => {
    change = await hall.draft();
    expect((await (await hall.as(memberOf('ULCO'))).get(change)).status).toBe(404);
    expect((await (await engineer()).post(`${change}/submit`)).status).toBe(200);
    // not before a peer has read it
    expect((await (await manager()).post(`${change}/open-round`)).status).toBe(409);
    const approve = { decision: 'approve' };
    expect((await (await manager()).post(`${change}/decide`, approve)).body).toMatchObject({
      state: 'deciding',
      class: 'major',
    });
    expect((await (await engineer()).post(`${change}/open-round`)).status).toBe(403);
    const opened = await (await manager()).post(`${change}/open-round`);
    expect(opened).toMatchObject({ status: 200, body: { round: 1, state: 'open', quorum: 4, silent: 7 } });
    // five working days, the end of the last of them: the next Tuesday at 18:00 in Paris
    expect(opened.body.closesAt).toBe('2026-03-17T17:00:00.000Z');
    expect((await (await manager()).post(`${change}/open-round`)).body.code).toBe('round_open');
    // the seats decide, and nobody alone
    expect((await (await manager()).post(`${change}/decide`, approve)).status).toBe(409);

    const seat = (await (await hall.as(memberOf('ULCO'))).get(change)).body;
    expect(seat).toMatchObject({
      state: 'deciding',
      inside: { plan: 'Basculer vers la nouvelle image.' },
      moves: ['votes'],
    });
    for (const who of ['spoc.ulco', 'manager.ulco', 'agent.ulco', 'spoc.paris1']) {
      const browser = await hall.as(who);
      expect((await browser.get(change)).body.inside).toBeNull();
      expect([(await browser.get(`${change}/tally`)).status, (await browser.get(`${change}/rounds`)).status]).toEqual([
        403, 403,
      ]);
    }
    for (const who of ['spoc.esup', memberOf('UNICAEN')])
      for (const at of ['', '/tally', '/rounds'])
        expect([who, at, (await (await hall.as(who)).get(`${change}${at}`)).status]).toEqual([who, at, 404]);
  });

  it('has of a seat whose member makes it the deputy vote, and the member of no other', async () => {
    const involved = await hall.vote(memberOf('FUN'), change, 'approve');
    expect([involved.status, involved.body.code]).toEqual([403, 'no_seat']);
    expect((await hall.vote('engineer.fun', change, 'approve')).status).toBe(403);
    expect((await hall.vote('spoc.ulco', change, 'approve')).status).toBe(403);
    expect((await hall.vote(memberOf('PARIS1'), change, 'approve')).status).toBe(404);
    expect((await hall.vote(deputyOf('FUN'), change, 'approve')).body).toMatchObject({ approve: 1, silent: 6 });
    expect((await hall.vote(deputyOf('ULCO'), change, 'approve')).body).toMatchObject({ approve: 2 });
    // the member may vote over their deputy, not the other way round
    expect((await hall.vote(memberOf('UPHF'), change, 'abstain')).body).toMatchObject({ abstain: 1 });
    expect((await hall.vote(deputyOf('UPHF'), change, 'approve')).body.code).toBe('member_has_voted');
  });

  it('takes a reason of whoever rejects, and lets people change their mind, keeping every vote', async () => {
    expect((await hall.vote(memberOf('UTOULOUSE'), change, 'reject')).status).toBe(422);
    for (const reason of ['', '  ', 'x'.repeat(5001), 'a\u202eb'])
      expect((await hall.vote(memberOf('UTOULOUSE'), change, 'reject', reason)).status).not.toBe(200);
    expect((await hall.vote(memberOf('UPHF'), change, 'approve')).body).toMatchObject({ approve: 3, abstain: 0 });
    expect((await hall.vote(memberOf('UPHF'), change, 'maybe')).status).toBe(400);
    const { items } = (await (await hall.as(memberOf('UJM'))).get(`${change}/rounds`)).body;
    expect(items).toHaveLength(1);
    expect(items[0].votes.map(({ n, decision }: { n: number; decision: string }) => [n, decision])).toEqual([
      [1, 'approve'],
      [2, 'approve'],
      [3, 'abstain'],
      [4, 'approve'],
    ]);
    expect(await stateOf(change)).toBe('deciding');
  });

  it('is rejected by the veto of security', async () => {
    const other = await hall.voting();
    others = [other];
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UNISTRA'])
      expect((await hall.vote(memberOf(code), other, 'approve')).body.state).toBe('open');
    const veto = await hall.vote(memberOf('UTOULOUSE'), other, 'reject', 'Une faille connue.');
    expect(veto.body).toMatchObject({ state: 'rejected', vetoedBy: ['7'], approve: 4, reject: 1 });
    expect(await stateOf(other)).toBe('rejected');
    const late = await hall.vote(memberOf('AMU'), other, 'approve');
    expect([late.status, late.body.code]).toEqual([409, 'round_rejected']);
    expect(await countOf(other, 'change.round_closed')).toBe(1);
    expect(await countOf(other, 'change.rejected')).toBe(1);
  });

  it('is voted on anew once an edit voided the round, and approved when security withdraws its veto', async () => {
    const third = await hall.voting();
    others.push(third);
    await hall.vote(deputyOf('ULCO'), third, 'approve');
    const veto = await hall.vote(memberOf('UTOULOUSE'), third, 'reject', 'Une faille connue.');
    // no quorum yet: it stays open
    expect(veto.body).toMatchObject({ state: 'open', vetoedBy: ['7'] });
    const { headers } = await (await engineer()).get(third);
    const edit = { plan: 'Corriger la faille, puis basculer.' };
    const edited = await (await engineer()).send('PATCH', third, edit, { 'if-match': headers.get('etag') ?? '' });
    expect(edited).toMatchObject({ status: 200, body: { state: 'submitted' } });
    const voided = await hall.vote(memberOf('UPHF'), third, 'approve');
    expect([voided.status, voided.body.code]).toEqual([409, 'round_voided']);
    expect(await countOf(third, 'change.round_voided')).toBe(1);

    await hall.put(third);
    expect((await tallyOf(third)).round).toBe(2);
    await hall.vote(deputyOf('FUN'), third, 'approve');
    await hall.vote(deputyOf('ULCO'), third, 'approve');
    await hall.vote(memberOf('UJM'), third, 'abstain');
    await hall.vote(memberOf('UPHF'), third, 'approve');
    await hall.vote(memberOf('UNISTRA'), third, 'approve');
    await hall.vote(memberOf('AMU'), third, 'approve');
    // five approvals of five: but security may still say no
    expect((await tallyOf(third)).state).toBe('open');
    const done = await hall.vote(memberOf('UTOULOUSE'), third, 'approve');
    expect(done.body).toMatchObject({ state: 'approved', approve: 6, abstain: 1, reject: 0, silent: 0 });
    expect(await stateOf(third)).toBe('approved');
    const { items } = (await (await engineer()).get(`${third}/rounds`)).body;
    expect(items.map(({ state, votes }: { state: string; votes: unknown[] }) => [state, votes.length])).toEqual([
      ['voided', 2],
      ['approved', 7],
    ]);
    // the names of whoever voted, as the seats read them; the record says none of it
    expect(items[1].seats.find(({ n }: { n: number }) => n === 1)).toMatchObject({ memberMayVote: false });
    const voted = (await hall.events(third)).filter(({ type }) => type === 'change.voted');
    expect(voted).toHaveLength(9);
    expect(JSON.stringify(voted)).not.toMatch(/approve|reject|abstain|faille/);
    for (const type of ['change.approved', 'change.round_closed'])
      expect([type, await countOf(third, type)]).toEqual([type, 1]);
  });

  it('takes no vote when its deadline has come, is extended once, and without a quorum is not decided', async () => {
    await hall.vote(memberOf('AMU'), change, 'reject', 'Trop tôt.');
    await hall.vote(memberOf('AMU'), change, 'abstain');
    const silent = await hall.voting();
    await hall.vote(memberOf('UJM'), silent, 'approve');
    hall.guichet.clock.advance(7 * DAY + 8 * HOUR);
    await hall.closeDue();
    // of the first: three approvals and an abstention are a quorum
    expect([(await tallyOf(change)).state, await stateOf(change)]).toEqual(['approved', 'approved']);
    expect(await tallyOf(silent)).toMatchObject({ state: 'open', extendedAt: expect.any(String) });
    expect((await tallyOf(silent)).closesAt).toBe('2026-03-19T17:00:00.000Z');
    hall.guichet.clock.advance(2 * DAY);
    const late = await hall.vote(memberOf('UPHF'), silent, 'approve');
    expect([late.status, late.body.code]).toEqual([409, 'round_no_quorum']);
    await hall.closeDue();
    expect([(await tallyOf(silent)).state, await stateOf(silent)]).toEqual(['no_quorum', 'deciding']);
    expect(await countOf(silent, 'change.round_extended')).toBe(1);
    expect(await countOf(silent, 'change.round_closed')).toBe(1);
    // another round
    expect((await (await manager()).post(`${silent}/open-round`)).body).toMatchObject({ round: 2, state: 'open' });
    expect((await (await engineer()).post(`${silent}/withdraw`, { reason: 'Plus besoin.' })).status).toBe(200);
    expect((await tallyOf(silent)).state).toBe('voided');
  });

  it('keeps its deadlines still while it is held', async () => {
    const held = await hall.voting();
    const before = Date.parse((await tallyOf(held)).closesAt);
    expect((await (await manager()).post(`${held}/hold`, { reason: 'On attend.' })).status).toBe(200);
    expect((await hall.vote(memberOf('UJM'), held, 'approve')).body.code).toBe('held');
    hall.guichet.clock.advance(20 * DAY);
    await hall.closeDue();
    expect(await tallyOf(held)).toMatchObject({ state: 'open', closesAt: new Date(before).toISOString() });
    expect((await (await manager()).post(`${held}/unhold`)).status).toBe(200);
    expect(await tallyOf(held)).toMatchObject({
      state: 'open',
      closesAt: new Date(before + 20 * DAY).toISOString(),
    });
    expect((await hall.vote(memberOf('UJM'), held, 'approve')).status).toBe(200);
    await (await engineer()).post(`${held}/withdraw`, { reason: 'Plus besoin.' });
  });
});

describe('a round', () => {
  it('is not opened for what one person decides, by another service’s board, or with nobody to vote', async () => {
    const normal = await hall.draft({ isMajorVersion: false });
    await (await engineer()).post(`${normal}/submit`);
    await (await manager()).post(`${normal}/decide`, { decision: 'approve' });
    expect((await (await manager()).post(`${normal}/open-round`)).body.code).toBe('not_voted_on');
    expect((await (await manager()).get(`${normal}/tally`)).status).toBe(404);
    expect((await hall.vote(memberOf('ULCO'), normal, 'approve')).status).toBe(404);

    const unseated = await hall.draft({ services: ['FUNMOOC'] });
    await (await engineer()).post(`${unseated}/submit`);
    await (await manager()).post(`${unseated}/decide`, { decision: 'approve' });
    expect((await (await manager()).post(`${unseated}/open-round`)).body.code).toBe('no_board');
    const path = '/services/FUNMOOC/change-board';
    const vacant = [1, 2, 3, 4, 5].map((n) => ({ n, kind: 'representative', institution: 'ULCO', hasVeto: false }));
    const composed = { seats: vacant, rule: { kind: 'majority' } };
    expect((await (await manager()).put(path, composed, { 'if-match': '"0"' })).status).toBe(200);
    expect((await (await manager()).post(`${unseated}/open-round`)).body.code).toBe('no_members');
  });
});

describe('two processes', () => {
  /** Of the operating system, on one database. Its clock stands while that of the test moves, as clocks of machines differ. */
  let second: { url: string; kill: () => Promise<void> };
  /** Those of which one outcome is told. */
  const decided: string[] = [];
  beforeAll(async () => {
    second = await hall.guichet.process();
  });
  afterAll(() => second.kill());

  it.each([1, 2, 3])('close a round once when its last two votes come together (%i)', async () => {
    const change = await hall.voting();
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE']) await hall.vote(memberOf(code), change, 'approve');
    const both = await Promise.all([
      hall.vote(memberOf('UNISTRA'), change, 'approve'),
      hall.vote(memberOf('AMU'), change, 'approve', undefined, second.url),
    ]);
    // with five approvals of seven nobody can change it: the other one was too late, and is told so
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('round_approved');
    expect(await tallyOf(change)).toMatchObject({ state: 'approved', approve: 5 });
    for (const type of ['change.round_closed', 'change.approved'])
      expect([type, await countOf(change, type)]).toEqual([type, 1]);
    expect(await countOf(change, 'change.voted')).toBe(5);
    decided.push(change);
  });

  it.each([1, 2, 3])('keep a vote that comes while the plan is edited, in a round that is void (%i)', async (n) => {
    const change = await hall.voting();
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE']) await hall.vote(memberOf(code), change, 'approve');
    const etag = (await (await engineer()).get(change)).headers.get('etag') ?? '';
    const edit = { plan: `Autrement ${String(n)}.` };
    const [vote, edited] = await Promise.all([
      hall.vote(memberOf('UNISTRA'), change, 'approve', undefined, second.url),
      (await engineer()).send('PATCH', change, edit, { 'if-match': etag }),
    ]);
    const events = (await hall.events(change)).map(({ type }) => type);
    const voted = events.filter((type) => type === 'change.voted').length;
    expect(vote.status === 200 ? voted : voted + 1).toBe(5);
    if (vote.status !== 200) expect(vote.body.code).toBe('round_voided');
    // whichever came first: it is decided anew, once, unless the edit came too late to be the one that was looked at
    if (edited.status === 200) {
      expect(await stateOf(change)).toBe('submitted');
      expect(events.filter((type) => type === 'change.voided')).toHaveLength(1);
    } else {
      expect([edited.status, await stateOf(change)]).toEqual([412, 'approved']);
    }
    expect(events.filter((type) => type === 'change.round_closed' || type === 'change.round_voided')).toHaveLength(1);
  });

  it.each([1, 2, 3])('end a round once when its deadline comes with the last vote (%i)', async (n) => {
    const change = await hall.voting();
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE']) await hall.vote(memberOf(code), change, 'approve');
    const closesAt = Date.parse((await tallyOf(change)).closesAt);
    hall.guichet.clock.advance(closesAt - hall.guichet.clock.now().getTime() - 1);
    const vote = hall.vote(memberOf('UNISTRA'), change, 'approve', undefined, second.url);
    // the first time it is too late before it is read; then whichever is first
    if (n > 1) await tallyOf(change);
    hall.guichet.clock.advance(1);
    const [{ status, body }] = await Promise.all([vote, hall.closeDue(), hall.closeDue()]);
    expect(status === 200 ? body.state : body.code).toBe(status === 200 ? 'approved' : 'round_approved');
    const tally = await tallyOf(change);
    expect(tally).toMatchObject({ state: 'approved', approve: status === 200 ? 5 : 4 });
    expect(await countOf(change, 'change.round_closed')).toBe(1);
    expect(await countOf(change, 'change.approved')).toBe(1);
    expect(await countOf(change, 'change.voted')).toBe(tally.approve as number);
    decided.push(change);
  });

  it('tell the outcome once', async () => {
    expect(decided).toHaveLength(6);
    for (const change of decided) {
      const reference = change.slice('/changes/'.length);
      const lettersTo = async (account: string, about: string) =>
        (
          await hall.sql<{ subject: string }>(`select subject from mail where to_address = $1 and subject like $2`, [
            `${account}@guichet.example`,
            `[${reference}] ${about}%`,
          ])
        ).length;
      // what comes after everything that is told of the outcome
      await (await manager()).post(`${change}/hold`, { reason: 'On attend.' });
      await until(async () => (await lettersTo('engineer.fun', 'Changement suspendu')) > 0);
      expect([change, await lettersTo('engineer.fun', 'Vote clos_: approuvé')]).toEqual([change, 1]);
    }
    // and they are not written alone
    const [first = ''] = decided;
    const isOutcome = ({ subject = '' }: { subject?: string | undefined }) =>
      subject.startsWith(`[${first.slice('/changes/'.length)}]`) && /Vote clos.: approuvé/.test(subject);
    await hall.guichet.mailbox.expect('engineer.fun', isOutcome, 60_000);
  });
});

describe('an emergency at night', () => {
  const begun = async () => {
    const change = await hall.draft({ kind: 'emergency', emergencyReason: 'Tout est à l’arrêt.' });
    const approve = { decision: 'approve', reason: 'Il le faut.' };
    expect((await (await engineer()).post(`${change}/decide`, approve)).status).toBe(200);
    expect((await (await manager()).post(`${change}/decide`, approve)).status).toBe(200);
    expect((await (await engineer()).post(`${change}/start`)).body.state).toBe('in_progress');
    return change;
  };
  const made = async (change: string) => {
    const done = await (await engineer()).post(`${change}/implement`, { outcome: 'successful', interruptedMinutes: 5 });
    expect(done.status).toBe(200);
    expect((await (await manager()).post(`${change}/review`)).status).toBe(200);
  };
  const closed = async (change: string) => (await manager()).post(`${change}/close`, { text: 'On a appris.' });

  it('is ratified by two of three seats, security among them', async () => {
    const change = await begun();
    const round = await tallyOf(change);
    expect(round).toMatchObject({
      kind: 'ratification',
      state: 'open',
      rule: { kind: 'n_of', approvals: 2 },
      silent: 3,
    });
    // that of FUN is held by an implementer: its deputy votes
    expect(round.seats.map(({ institution }: { institution: { code: string } }) => institution.code)).toEqual([
      'FUN',
      'ULCO',
      'UTOULOUSE',
    ]);
    await made(change);
    expect((await closed(change)).body.code).toBe('ratification_open');
    expect((await (await manager()).post(`${change}/ratify`)).body.code).toBe('ratification_asked');
    expect((await hall.vote(memberOf('UJM'), change, 'approve')).status).toBe(404);
    const ratify = { decision: 'approve' };
    expect((await (await hall.as(memberOf('ULCO'))).post(`${change}/ratify`, ratify)).status).toBe(200);
    expect((await hall.vote(deputyOf('FUN'), change, 'approve')).body).toMatchObject({ state: 'approved' });
    expect((await closed(change)).body).toMatchObject({ state: 'closed', outcome: 'successful' });
  });

  it('that two refuse was made without authority, and that stands in the review', async () => {
    const change = await begun();
    await made(change);
    const no = 'Cela pouvait attendre.';
    await hall.vote(memberOf('ULCO'), change, 'reject', no);
    const refused = await hall.vote(memberOf('UTOULOUSE'), change, 'reject', no);
    expect(refused.body).toMatchObject({ state: 'rejected', vetoedBy: [] });
    expect((await closed(change)).body).toMatchObject({ state: 'closed', outcome: 'unauthorised' });
  });

  it('that nobody ratifies within two working days was too, without an extension', async () => {
    const change = await begun();
    await made(change);
    await hall.vote(memberOf('ULCO'), change, 'approve');
    const { closesAt } = await tallyOf(change);
    hall.guichet.clock.advance(Date.parse(closesAt) - hall.guichet.clock.now().getTime());
    await hall.closeDue();
    expect((await tallyOf(change)).state).toBe('no_quorum');
    expect(await countOf(change, 'change.round_extended')).toBe(0);
    expect((await closed(change)).body).toMatchObject({ outcome: 'unauthorised' });
  });
});
