import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import type { Received } from '../support/mailbox.js';

// A Tuesday, 10:00 in Paris.
let guichet: TestApp;
let spoc: Browser, agent: Browser, engineer: Browser, lead: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
});
// the clock moves on from one to the next, and sessions end
beforeEach(async () => {
  spoc = await guichet.as('spoc.uphf');
  agent = await guichet.as('agent.uphf');
  engineer = await guichet.as('engineer.ulorraine');
  lead = await guichet.as('manager.ulorraine');
});
afterAll(() => guichet.close());

async function opened(who = spoc, title = 'La recherche ne répond plus'): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'OAE',
    title,
    description: 'Un secret de la description.',
    requester: 'requester.uphf@guichet.example',
  });
  expect(status).toBe(201);
  return `/tickets/${body.reference as string}`;
}

/** A mail to somebody outside about a ticket. */
async function outside(ticket: string, subject: RegExp): Promise<Received> {
  const reference = ticket.replace('/tickets/', '');
  return guichet.mailbox.expect(
    'oae@apereo.example',
    (mail) => mail.subject?.includes(reference) === true && subject.test(mail.subject),
  );
}

const last = (body: any) => body.escalations.at(-1);

describe('a function that somebody outside holds', () => {
  let ticket: string;
  let ticked: string;

  it('is offered first, and calls on them in the name of the lead provider', async () => {
    ticket = await opened();
    await spoc.post(`${ticket}/messages`, { body: 'Entre nous.', audience: 'internal' });
    await spoc.post(`${ticket}/messages`, { body: 'Resté à la maison.', audience: 'shared' });
    ticked = (await spoc.post(`${ticket}/messages`, { body: 'Coché pour vous.', audience: 'shared' })).body.id;
    const { body: options } = await spoc.get(`${ticket}/escalation-options`);
    const development = options.items.find(({ function: fn }: any) => fn === 'development');
    expect(development).toMatchObject({
      callable: true,
      holders: [
        { external: 'Apereo Foundation', isNext: true },
        { institution: { code: 'ULORRAINE' }, isNext: false },
      ],
    });
    const { status, body } = await spoc.post(`${ticket}/escalate`, {
      function: 'development',
      summary: 'La recherche plante.',
      messages: [ticked],
    });
    expect(status).toBe(200);
    expect(last(body)).toMatchObject({
      state: 'waiting',
      waitingCause: 'third_party',
      institution: { code: 'ULORRAINE' },
      // two working days of the provider
      followUpAt: '2026-03-12T17:00:00Z',
      external: { name: 'Apereo Foundation', address: null, theirReference: null },
    });
    expect(body.nextActor).toMatchObject({ kind: 'third_party', institution: { code: 'ULORRAINE' } });
  });

  it('writes to them what crosses and nothing else, in a thread of their own', async () => {
    const { mail } = await outside(ticket, /aide/);
    const text = `${mail.subject} ${mail.text} ${mail.html}`;
    expect(text).toContain('La recherche plante.');
    expect(text).toContain('Coché pour vous.');
    expect(text).not.toMatch(/Entre nous|Resté à la maison|Un secret/);
    expect(mail.text).toContain('un usager de UPHF');
    expect(mail.inReplyTo).toMatch(/^<external\.1\./);
    expect(mail.replyTo?.[0]?.address).toMatch(/\+[a-z2-7]{42}@/);
    await guichet.mailbox.expect('engineer.ulorraine', ({ subject }) => /adressée à Apereo/.test(subject ?? ''));
  });

  it('tells their address to those who follow them up, and to nobody else', async () => {
    expect(last((await engineer.get(ticket)).body).external.address).toBe('oae@apereo.example');
    for (const path of ['', '/timeline', '/messages'])
      expect(JSON.stringify((await spoc.get(`${ticket}${path}`)).body)).not.toContain('apereo.example');
  });

  it('keeps their number, and their answer in their own name; the provider goes on', async () => {
    expect((await spoc.post(`${ticket}/escalations/1/external-reference`, { theirReference: 'X' })).status).toBe(403);
    const { body } = await engineer.post(`${ticket}/escalations/1/external-reference`, { theirReference: 'OAE-4711' });
    expect(last(body).external.theirReference).toBe('OAE-4711');
    for (const receivedAt of ['2026-03-10T09:00:01Z', '2026-03-09T09:00:00Z'])
      expect(
        (await engineer.post(`${ticket}/escalations/1/external-answer`, { body: 'Oui.', receivedAt })).status,
      ).toBe(422);
    const answered = await engineer.post(`${ticket}/escalations/1/external-answer`, { body: 'Mettez à jour en 12.3.' });
    expect(last(answered.body)).toMatchObject({ state: 'accepted', waitingCause: null });
    expect(answered.body.nextActor).toMatchObject({ kind: 'provider', institution: { code: 'ULORRAINE' } });
    for (const who of [spoc, engineer]) {
      const { body: thread } = await who.get(`${ticket}/messages`);
      expect(thread.items.at(-1)).toMatchObject({
        kind: 'external',
        audience: 'shared',
        author: { id: null, name: 'Apereo Foundation' },
        body: 'Mettez à jour en 12.3.',
      });
    }
    // unread by those whom it is for, not by whoever noted it
    for (const [who, isUnread] of [
      [spoc, true],
      [engineer, false],
    ] as const)
      expect((await who.get('/tickets?limit=1')).body.items).toMatchObject([{ isUnread }]);
    await guichet.mailbox.expect('spoc.uphf', ({ subject }) => /Réponse de Apereo/.test(subject ?? ''));
  });

  it('says to them when nothing more is needed, once', async () => {
    await engineer.post(`${ticket}/escalations/1/return`, { code: 'other', reason: 'Non.' });
    await spoc.post(`${ticket}/escalations/1/refuse`, { reason: 'Si.' });
    await engineer.post(`${ticket}/escalations/1/return`, { code: 'other', reason: 'Non, vraiment.' });
    await outside(ticket, /Plus rien/);
    // what follows the second return is written in the same breath
    await guichet.mailbox.expect('manager.uphf', ({ subject }) => /2e fois/.test(subject ?? ''));
    const ended = guichet.mailbox.received.filter(({ mail }) => /Plus rien/.test(mail.subject ?? ''));
    expect(ended).toHaveLength(1);
  });

  it('is followed up at the date, and reached by forwarding too', async () => {
    const other = await opened();
    await spoc.post(`${other}/escalate`, { function: 'hosting', summary: 'Héberger.' });
    const forward = (more: object) => engineer.post(`${other}/escalations/1/forward`, { reason: 'À eux.', ...more });
    expect((await forward({ external: true, institution: 'FUN' })).status).toBe(422);
    // nobody outside holds hosting
    expect((await forward({ external: true })).body.code).toBe('no_holder');
    const followUpAt = '2026-03-11T09:00:00Z';
    const { status, body } = await forward({ external: true, function: 'testing', followUpAt });
    expect(status).toBe(200);
    expect(last(body)).toMatchObject({ n: 2, state: 'waiting', institution: { code: 'ULORRAINE' }, followUpAt });
    expect((await outside(other, /aide/)).mail.text).toContain('Héberger.');
    guichet.clock.moveTo(new Date('2026-03-11T09:00:00Z'));
    await guichet.sweep();
    await guichet.mailbox.expect('engineer.ulorraine', ({ subject }) => /Date prévue/.test(subject ?? ''));
  });
});

describe('calling on managers', () => {
  const standing = async (who: Browser, ticket: string) => {
    const { body } = await who.get(ticket);
    const { items } = (await who.get(`${ticket}/timers`)).body;
    return { items, nextActor: body.nextActor, state: body.state, version: body.version };
  };
  const ask = (who: Browser, ticket: string, to: string, decisionDueAt = '2026-03-20T12:00:00Z') =>
    who.post(`${ticket}/alert-hierarchy`, { to, reason: 'Cela traîne.', decisionDueAt });

  it('tells them, and moves and stops nothing', async () => {
    const ticket = await opened();
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Héberger.' });
    const before = await standing(spoc, ticket);
    expect((await ask(spoc, ticket, 'managers', '2026-03-01T00:00:00Z')).status).toBe(422);
    const { status, body } = await ask(spoc, ticket, 'both');
    expect(status).toBe(201);
    expect((await ask(spoc, ticket, 'managers')).body.code).toBe('alert_open');
    for (const who of ['manager.uphf', 'manager.ulorraine'])
      await guichet.mailbox.expect(who, ({ subject }) => /Décision demandée|Decision asked for/.test(subject ?? ''));
    guichet.clock.advance(60_000);
    expect(
      (await spoc.post(`/hierarchical-escalations/${body.id}/decide`, { decision: 'noted', text: 'x' })).status,
    ).toBe(403);
    const decided = await lead.post(`/hierarchical-escalations/${body.id}/decide`, { decision: 'agreed', text: 'Vu.' });
    expect(decided.body.decision).toMatchObject({ decision: 'agreed', institution: { code: 'ULORRAINE' } });
    expect(
      (await lead.post(`/hierarchical-escalations/${body.id}/decide`, { decision: 'noted', text: 'x' })).status,
    ).toBe(409);
    await guichet.mailbox.expect('spoc.uphf', ({ subject }) => /Décision prise/.test(subject ?? ''));
    expect(await standing(spoc, ticket)).toEqual(before);
  });

  it('of one’s own side stays there', async () => {
    const ticket = await opened();
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Héberger.' });
    const { body } = await ask(engineer, ticket, 'managers');
    const seen = async (who: Browser) => JSON.stringify((await who.get('/hierarchical-escalations?limit=100')).body);
    expect(await seen(lead)).toContain(body.id);
    expect(await seen(await guichet.as('manager.uphf'))).not.toContain(body.id);
    expect(JSON.stringify((await spoc.get(`${ticket}/timeline`)).body)).not.toContain('hierarchy');
    const absent = await (
      await guichet.as('manager.uphf')
    ).post(`/hierarchical-escalations/${body.id}/decide`, {
      decision: 'noted',
      text: 'x',
    });
    expect(absent.status).toBe(404);
  });

  it('reaches a lead provider that does not see the ticket, which decides and still does not see it', async () => {
    const ticket = await opened();
    const { body } = await ask(spoc, ticket, 'lead_provider_managers');
    expect((await lead.get(ticket)).status).toBe(404);
    const open = (await lead.get('/hierarchical-escalations?open=true&limit=100')).body.items;
    expect(open.find(({ id }: any) => id === body.id)).toMatchObject({ reference: ticket.replace('/tickets/', '') });
    const manager = await guichet.as('manager.uphf');
    expect(
      (await manager.post(`/hierarchical-escalations/${body.id}/decide`, { decision: 'noted', text: 'x' })).status,
    ).toBe(403);
    expect(
      (await lead.post(`/hierarchical-escalations/${body.id}/decide`, { decision: 'declined', text: 'Non.' })).status,
    ).toBe(200);
    expect((await lead.get(ticket)).status).toBe(404);
    // whoever decided knows it
    await guichet.mailbox.expect('spoc.uphf', ({ subject }) => /pas d’accord/.test(subject ?? ''));
    expect(guichet.mailbox.received.filter(({ mail }) => mail.subject?.includes('Decided'))).toEqual([]);
    const types = (await spoc.get(`${ticket}/timeline`)).body.items.map(({ type }: any) => type);
    expect(types).toEqual(expect.arrayContaining(['ticket.hierarchy_alerted', 'ticket.hierarchy_decided']));
  });

  it('reminds the day before, and says when it is overdue', async () => {
    const ticket = await opened(spoc, 'Une décision en retard');
    await ask(spoc, ticket, 'managers', '2026-03-13T12:00:00Z');
    const told = (what: RegExp) =>
      guichet.mailbox.expect(
        'manager.uphf',
        ({ subject }) => what.test(subject ?? '') && subject!.includes('Une décision en retard'),
      );
    guichet.clock.moveTo(new Date('2026-03-12T12:00:00Z'));
    await told(/demain au plus tard/);
    guichet.clock.moveTo(new Date('2026-03-13T12:00:00Z'));
    await told(/Décision en retard/);
  });
});

describe('what an agent prepares', () => {
  it('is told to the SPOCs once, shown with who and since when, and told of when it is sent', async () => {
    const ticket = await opened(agent, 'Un brouillon');
    const put = (summary: string) =>
      agent.put(`${ticket}/escalation-draft`, { function: 'hosting', summary }, { 'if-match': '*' });
    const { body: saved } = await put('Avant.');
    await put('Après.');
    const draft = (await spoc.get(`${ticket}/escalation-draft`)).body;
    expect(draft).toMatchObject({ summary: 'Après.', author: saved.author, savedAt: saved.savedAt });
    await guichet.mailbox.expect('spoc.uphf', ({ subject }) => /Escalade préparée.*Un brouillon/.test(subject ?? ''));
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Relu.' });
    const sent = (await spoc.get(`${ticket}/timeline`)).body.items.find(
      ({ type }: any) => type === 'escalation.draft_sent',
    );
    expect(sent).toMatchObject({ audience: 'internal', data: { author: saved.author, isChanged: true } });
    expect(JSON.stringify((await engineer.get(`${ticket}/timeline`)).body)).not.toContain('draft');
    expect((await spoc.get(`${ticket}/escalation-draft`)).status).toBe(404);
    const mails = guichet.mailbox.received.filter(
      ({ to, mail }) => to[0] === 'spoc.uphf@guichet.example' && /préparée.*Un brouillon/.test(mail.subject ?? ''),
    );
    expect(mails).toHaveLength(1);
  });

  it('can be withdrawn', async () => {
    const ticket = await opened(agent);
    await agent.put(`${ticket}/escalation-draft`, { function: 'hosting', summary: 'x' }, { 'if-match': '*' });
    expect((await spoc.send('DELETE', `${ticket}/escalation-draft`, undefined)).status).toBe(204);
    expect((await spoc.send('DELETE', `${ticket}/escalation-draft`, undefined)).status).toBe(404);
  });
});

describe('a text that stands ready', () => {
  const texts = '/services/OAE/ready-texts';
  const saved = {
    use: 'return',
    name: 'Hors périmètre',
    code: 'out_of_scope',
    fr: '{reference} de {institution.name}.',
  };

  it('is kept by a holder, filled in when it is used, and unknown to others', async () => {
    expect((await engineer.post(texts, { ...saved, fr: '{title}' })).body.errors[0].code).toBe('unknown_placeholder');
    expect((await engineer.post(texts, { ...saved, code: 'fixed' })).status).toBe(422);
    const { status, body } = await engineer.post(texts, saved);
    expect(status).toBe(201);
    expect((await engineer.post(texts, saved)).body.code).toBe('name_taken');
    expect((await spoc.get(texts)).status).toBe(403);
    const fun = await guichet.as('engineer.fun');
    expect((await fun.get(texts)).body.items).toEqual([]);
    expect((await fun.send('DELETE', `${texts}/${body.id}`, undefined)).status).toBe(404);
    const changed = await engineer.put(`${texts}/${body.id}`, { ...saved, en: 'Out.' }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ version: 2, en: 'Out.' });
    expect((await engineer.put(`${texts}/${body.id}`, saved, { 'if-match': '"1"' })).status).toBe(412);

    const ticket = await opened();
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Héberger.' });
    const back = (said: object) => engineer.post(`${ticket}/escalations/1/return`, said);
    for (const said of [{}, { code: 'other' }, { readyText: body.id, code: 'other' }])
      expect((await back(said)).status).toBe(422);
    const done = await back({ readyText: body.id });
    expect(last(done.body)).toMatchObject({ state: 'returned', returnCode: 'out_of_scope' });
    const { items } = (await spoc.get(`${ticket}/messages`)).body;
    expect(items.at(-1).body).toMatch(/^UPHF-2026-\d{5} de [^{}]+\.$/);
    expect((await engineer.send('DELETE', `${texts}/${body.id}`, undefined)).status).toBe(204);
  });
});

describe('a dispute of the priority', () => {
  it('is listed with both values and its answer; left alone it is told to SPOCs, then to managers', async () => {
    const ticket = await opened(spoc, 'Une priorité contestée');
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Héberger.' });
    await engineer.post(`${ticket}/escalations/1/accept`);
    const dispute = { impact: 'high', urgency: 'high', reason: 'Tout le monde est touché.' };
    await engineer.post(`${ticket}/escalations/1/dispute`, dispute);
    guichet.clock.advance(6 * 86_400_000);
    await guichet.sweep();
    guichet.clock.advance(6 * 86_400_000);
    await guichet.sweep();
    for (const who of ['spoc.uphf', 'manager.uphf', 'manager.ulorraine'])
      await guichet.mailbox.expect(who, ({ subject }) =>
        /contestée, sans réponse|Disputed priority, not answered/.test(subject ?? ''),
      );
    spoc = await guichet.as('spoc.uphf');
    engineer = await guichet.as('engineer.ulorraine');
    await spoc.post(`${ticket}/qualify`, { impact: 'high', urgency: 'medium', reason: 'Un peu.' });
    for (const who of [spoc, engineer]) {
      const { items } = (await who.get(`${ticket}/disputes`)).body;
      expect(items).toMatchObject([
        {
          n: 1,
          state: 'answered',
          institution: { code: 'ULORRAINE' },
          asked: { priority: 'P1' },
          held: { priority: 'P3' },
          reason: 'Tout le monde est touché.',
          answer: { given: { priority: 'P2' }, agreed: false, reason: 'Un peu.', institution: { code: 'UPHF' } },
        },
      ]);
    }
    const reminders = (await spoc.get(`${ticket}/timeline?limit=100`)).body.items.filter(
      ({ type, data }: any) => ['escalation.dispute_unanswered'].includes(type) || data.about === 'dispute',
    );
    expect(reminders.map(({ data }: any) => data.workingDays)).toEqual([2, 5]);
  });
});

describe('whom an escalation could go to', () => {
  it('agrees with what escalating does, in every state', async () => {
    const owner = new pg.Client({ connectionString: guichet.urls.owner });
    await owner.connect();
    const statement = 'update institution set suspended_at = case when $2 then now() end where code = $1';
    const suspend = (...values: [code: string, isSuspended: boolean]) => owner.query(statement, values);
    const situations: Record<string, (ticket: string) => Promise<unknown>> = {
      new: () => Promise.resolve(),
      escalated: (ticket) => spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'x' }),
      cancelled: (ticket) => spoc.post(`${ticket}/cancel`, { reason: 'x' }),
      resolved: (ticket) => spoc.post(`${ticket}/resolve`, { code: 'answered', text: 'x' }),
      'the lead provider suspended': () => suspend('ULORRAINE', true),
      'the owner suspended': () => suspend('UPHF', true),
    };
    for (const [name, bring] of Object.entries(situations)) {
      for (const fn of ['support', 'hosting', 'development', 'documentation']) {
        const ticket = await opened();
        await bring(ticket);
        const { items } = (await spoc.get(`${ticket}/escalation-options`)).body;
        const option = items.find((one: any) => one.function === fn);
        const { status, body } = await spoc.post(`${ticket}/escalate`, { function: fn, summary: 'x' });
        expect([name, fn, option.callable]).toEqual([name, fn, status === 200]);
        if (status !== 200) expect([name, fn, option.whyNot.code]).toEqual([name, fn, body.code]);
        else {
          const next = option.holders.find((one: any) => one.isNext);
          const called = last(body);
          expect(called.external?.name ?? null).toBe(next.external);
          if (next.institution) expect(called.institution).toEqual(next.institution);
        }
        for (const code of ['ULORRAINE', 'UPHF']) await suspend(code, false);
      }
    }
    await owner.end();
  });
});
