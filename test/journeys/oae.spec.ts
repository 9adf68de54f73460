import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let spoc: Browser, supporter: Browser, host: Browser;
const provider = (timers: { side: string; metric: string }[]) => timers.filter(({ side }) => side === 'provider');

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  spoc = await guichet.as('spoc.uphf');
  supporter = await guichet.as('engineer.ulco');
  host = await guichet.as('engineer.ulorraine');
});
afterAll(() => guichet.close());

async function open(who: Browser, more: object = {}): Promise<string> {
  const { body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'OAE',
    title: 'Documents absents',
    description: 'Le dossier est vide.',
    impact: 'medium',
    urgency: 'high',
    ...more,
  });
  return `/tickets/${body.reference as string}`;
}

describe('an incident on OAE, whose support and hosting are held by others', () => {
  let ticket: string;

  it('goes to the holder of support, with the description because it was ticked', async () => {
    ticket = await open(spoc);
    await spoc.post(`${ticket}/take`);
    const { body } = await spoc.post(`${ticket}/escalate`, {
      function: 'support',
      summary: 'Dossier vide.',
      messages: ['description'],
      shareRequester: true,
    });
    expect(body.escalations).toMatchObject([{ institution: { code: 'ULCO' }, function: 'support' }]);
    const { body: seen } = await supporter.get(ticket);
    expect(seen.description).toBe('Le dossier est vide.');
    expect(seen.requester.name).not.toBe('a user of UPHF');
    expect((await host.get(ticket)).status).toBe(404);
  });

  it('is forwarded to hosting: the target goes on, the next holder receives what the former one had', async () => {
    const { body: before } = await supporter.get(ticket);
    guichet.clock.advance(20 * 60_000);
    const { body } = await supporter.post(`${ticket}/escalations/1/forward`, {
      function: 'hosting',
      reason: 'Panne du stockage.',
    });
    expect(body).toMatchObject({ nextActor: { kind: 'provider', institution: { code: 'ULORRAINE' } } });
    const { body: seen } = await host.get(ticket);
    expect(seen.escalations).toMatchObject([{ n: 2, function: 'hosting', state: 'offered', summary: 'Dossier vide.' }]);
    expect(seen.description).toBe('Le dossier est vide.');
    expect(provider(seen.timers)).toEqual(provider(before.timers));
    const { body: thread } = await host.get(`${ticket}/messages`);
    expect(thread.items).toMatchObject([{ kind: 'reason', body: 'Panne du stockage.' }]);
    await guichet.mailbox.expect('spoc.uphf', ({ text }) => text?.includes('Panne du stockage.') === true);
    await guichet.mailbox.expect('engineer.ulorraine', ({ text }) => text?.includes('Dossier vide.') === true);
  });

  it('leaves the former holder with what it had, and the state', async () => {
    await spoc.post(`${ticket}/messages`, { body: 'Entre nous et ULORRAINE.', audience: 'shared' });
    await host.post(`${ticket}/messages`, { body: 'Note interne de ULORRAINE.', audience: 'internal' });
    const { body: former } = await supporter.get(ticket);
    expect(former).toMatchObject({ state: 'in_progress', escalations: [{ n: 1, state: 'forwarded' }], timers: [] });
    const { body: thread } = await supporter.get(`${ticket}/messages`);
    expect(JSON.stringify(thread)).not.toMatch(/Entre nous|Note interne/);
    expect((await supporter.post(`${ticket}/messages`, { body: 'Encore moi.', audience: 'shared' })).status).toBe(409);
    expect((await supporter.post(`${ticket}/escalations/2/accept`)).status).toBe(404);
    expect(JSON.stringify((await spoc.get(`${ticket}/messages`)).body)).not.toContain('Note interne de ULORRAINE');
  });

  it('is returned, the return is refused, and it is delivered; a refused delivery goes on with what was consumed', async () => {
    await host.post(`${ticket}/escalations/2/accept`);
    await host.post(`${ticket}/escalations/2/return`, { code: 'needs_information', reason: 'Quel dossier ?' });
    await guichet.mailbox.expect('spoc.uphf', ({ text }) => text?.includes('Quel dossier ?') === true);
    const { body: refused } = await spoc.post(`${ticket}/escalations/2/refuse`, {
      reason: 'C’est dit dans le résumé.',
    });
    expect(refused).toMatchObject({ nextActor: { kind: 'provider' } });
    await host.post(`${ticket}/escalations/2/accept`);
    await host.post(`${ticket}/escalations/2/deliver`, { code: 'fixed', textForRequester: 'Le dossier est revenu.' });
    await guichet.mailbox.expect('spoc.uphf', ({ text }) => text?.includes('Le dossier est revenu.') === true);
    guichet.clock.advance(3_600_000);
    const { body: again } = await spoc.post(`${ticket}/escalations/2/refuse`, { reason: 'Il est toujours vide.' });
    const resolution = provider(again.timers).filter(({ metric }) => metric === 'resolution');
    // 600 working minutes from 10:00 on Tuesday, an hour of which did not count
    expect(resolution).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met' },
      { run: 2, state: 'running', dueAt: '2026-03-11T10:00:00Z' },
    ]);
    await host.post(`${ticket}/escalations/2/deliver`, {
      code: 'workaround',
      textForRequester: 'Passez par la recherche.',
    });
    const { body: resolved } = await spoc.post(`${ticket}/escalations/2/confirm`, { resolve: true });
    expect(resolved).toMatchObject({ state: 'resolved', resolutionCode: 'workaround' });
  });
});

describe('ULCO, user of OAE and holder of its support', () => {
  it('escalates to itself as to anybody else, and its level 1 and its engineers keep their sides', async () => {
    const own = await guichet.as('spoc.ulco');
    const ticket = await open(own);
    const { body } = await own.post(`${ticket}/escalate`, { function: 'support', summary: 'Pour nous-mêmes.' });
    expect(body.escalations).toMatchObject([{ own: true, institution: { code: 'ULCO' }, state: 'offered' }]);
    expect(body.nextActor).toMatchObject({ kind: 'provider', institution: { code: 'ULCO' } });
    const { body: seen } = await supporter.get(ticket);
    expect(seen).toMatchObject({ description: null, escalations: [{ summary: 'Pour nous-mêmes.' }] });
    expect(provider(seen.timers)).toHaveLength(2);
    expect(seen.timers).toHaveLength(2);
    // level 1 of ULCO does not see what others escalate to its engineers
    const foreign = await open(spoc);
    await spoc.post(`${foreign}/escalate`, { function: 'support', summary: 'D’une autre.' });
    expect((await supporter.get(foreign)).status).toBe(200);
    expect((await own.get(foreign)).status).toBe(404);
  });
});

describe('what is refused', () => {
  it('an agent sends a P1, or a draft that no SPOC touched for a working hour, and nothing else', async () => {
    const agent = await guichet.as('agent.uphf');
    const ticket = await open(agent);
    const sending = { function: 'support', summary: 'À envoyer.' };
    expect((await agent.post(`${ticket}/escalate`, sending)).status).toBe(403);
    expect((await agent.put(`${ticket}/escalation-draft`, sending)).status).toBe(428);
    expect((await agent.put(`${ticket}/escalation-draft`, sending, { 'if-match': '"9"' })).status).toBe(412);
    expect((await agent.put(`${ticket}/escalation-draft`, sending, { 'if-match': '"1"' })).status).toBe(200);
    guichet.clock.advance(59 * 60_000);
    expect((await agent.post(`${ticket}/escalate`, sending)).status).toBe(403);
    guichet.clock.advance(60_000);
    expect((await agent.post(`${ticket}/escalate`, sending)).status).toBe(200);
    const p1 = await open(agent, { impact: 'high' });
    expect((await agent.post(`${p1}/escalate`, sending)).status).toBe(200);
    await guichet.mailbox.expect('spoc.uphf', ({ text }) => text?.includes('À envoyer.') === true);
  });

  it('an escalation to a function that nobody holds, and one where no agreement runs', async () => {
    const { body: opened } = await spoc.post('/tickets', {
      kind: 'incident',
      service: 'POD',
      title: 'Vidéo',
      description: 'Noire.',
    });
    const { status, body } = await spoc.post(`/tickets/${opened.reference}/escalate`, {
      function: 'testing',
      summary: 'Non.',
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'no_holder', errors: [{ pointer: '/function' }] });
    const outsider = await guichet.as('spoc.esup');
    const { body: theirs } = await outsider.post('/tickets', {
      kind: 'incident',
      service: 'POD',
      title: 'Vidéo',
      description: 'Noire.',
    });
    expect(
      (await outsider.post(`/tickets/${theirs.reference}/escalate`, { function: 'hosting', summary: 'Non.' })).body,
    ).toMatchObject({ status: 409, code: 'agreement_not_running' });
  });

  it('anything new from or to an institution that is suspended; what was escalated before goes on', async () => {
    const owner = new pg.Client({ connectionString: guichet.urls.owner });
    await owner.connect();
    const suspend = (code: string, isSuspended: boolean) =>
      owner.query('update institution set suspended_at = case when $2 then now() end where code = $1', [
        code,
        isSuspended,
      ]);
    const engineer = await guichet.as('engineer.fun');
    const user = await guichet.as('spoc.ujm');
    const fresh = async () => {
      const { body } = await user.post('/tickets', {
        kind: 'incident',
        service: 'FUNCAMPUS',
        title: 'Lent',
        description: 'Lent.',
      });
      return `/tickets/${body.reference as string}`;
    };
    const sending = { function: 'support', summary: 'Lent.' };
    const before = await fresh();
    await user.post(`${before}/escalate`, sending);
    await suspend('FUN', true);
    expect((await user.post(`${await fresh()}/escalate`, sending)).body).toMatchObject({
      status: 422,
      code: 'holder_suspended',
    });
    expect((await engineer.post(`${before}/escalations/1/accept`)).status).toBe(200);
    await suspend('FUN', false);
    await suspend('UJM', true);
    expect((await user.post(`${await fresh()}/escalate`, sending)).body).toMatchObject({
      status: 409,
      code: 'institution_suspended',
    });
    await owner.end();
  });
});
