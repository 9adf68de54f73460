import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { answerTo, letter, strayAnswer } from '../support/letters.js';
import type { Received } from '../support/mailbox.js';

// A Tuesday, 10:00 in Paris.
let guichet: TestApp;
let admin: pg.Client;
let token: string;
let spoc: Browser, requester: Browser, engineer: Browser;

const day = (date: string) => new Date(`2026-03-${date}T09:00:00Z`);

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const operator = await guichet.as('operator');
  const { status, body } = await operator.post('/tokens', {
    name: 'passerelle de courrier',
    scopes: ['mail:inbound'],
    expiresAt: '2026-12-31T00:00:00Z',
  });
  expect(status).toBe(201);
  token = body.token;
});
// the clock moves on from one to the next: sessions end, and nobody has written too much
beforeEach(async () => {
  guichet.clock.advance(2 * 3_600_000);
  spoc = await guichet.as('spoc.uphf');
  requester = await guichet.as('requester.uphf');
  engineer = await guichet.as('engineer.ulorraine');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const arrives = (raw: string, query = '') =>
  guichet.anybody.send('POST', `/mail/inbound${query}`, raw, {
    'content-type': 'message/rfc822',
    authorization: `Bearer ${token}`,
  });

async function opened(title: string, service = 'OAE'): Promise<string> {
  const { status, body } = await requester.post('/tickets', {
    kind: 'incident',
    service,
    title,
    description: 'Quelque chose ne va pas.',
  });
  expect(status).toBe(201);
  return `/tickets/${body.reference as string}`;
}

const about = (ticket: string, to: string, subject = /./) =>
  guichet.mailbox.expect(
    to,
    (mail) => mail.subject?.includes(ticket.replace('/tickets/', '')) === true && subject.test(mail.subject),
  );

async function asked(title: string): Promise<{ ticket: string; mail: Received }> {
  const ticket = await opened(title);
  await spoc.post(`${ticket}/take`);
  const message = 'De quel poste écrivez-vous ?';
  const { status } = await spoc.post(`${ticket}/wait`, {
    cause: 'requester',
    followUpAt: new Date(guichet.clock.now().getTime() + 5 * 86_400_000).toISOString(),
    message,
  });
  expect(status).toBe(200);
  return { ticket, mail: await about(ticket, 'requester.uphf', /attend|réponse|question/i) };
}

const thread = async (who: Browser, ticket: string) => (await who.get(`${ticket}/messages`)).body.items as any[];

describe('an answer of whoever asked', () => {
  let ticket: string;
  let mail: Received;
  let raw: string;

  it('is theirs: it is in the thread, without what it quotes, and ends the waiting for it', async () => {
    ({ ticket, mail } = await asked('Le dépôt de fichiers'));
    raw = answerTo(mail, {
      parts: [
        {
          type: 'text/plain; charset=utf-8',
          content:
            'Du poste 12.\r\n\r\nLe mar. 10 mars 2026 à 10:00, Guichet <guichet@guichet.example> a écrit :\r\n> De quel poste ?\r\n',
        },
        { type: 'text/plain', name: 'C:\\TEMP\\..\\journal.log', content: 'une ligne' },
      ],
    });
    const { status, body } = await arrives(raw);
    expect(status).toBe(200);
    expect(body).toEqual({
      outcome: 'appended',
      reason: 'answer',
      ticket: ticket.replace('/tickets/', ''),
      message: {
        from: 'requester.uphf@guichet.example',
        subject: expect.stringMatching(/^Re: \[UPHF/),
        text: 'Du poste 12.',
        attachments: [{ name: 'journal.log', size: 10 }],
        isAutoReply: false,
        isBounce: false,
      },
    });
    const [said] = (await thread(spoc, ticket)).slice(-1);
    expect(said).toMatchObject({
      body: 'Du poste 12.',
      audience: 'requester',
      author: { institution: { code: 'UPHF' } },
    });
    expect(said.attachments).toMatchObject([{ name: 'journal.log', mediaType: 'text/plain' }]);
    expect((await spoc.get(ticket)).body.state).toBe('in_progress');
  });

  it('is the same answer when the same bytes come again, and does nothing more', async () => {
    const before = await thread(spoc, ticket);
    const [once, twice] = await Promise.all([arrives(raw), arrives(raw)]);
    expect(once.body).toMatchObject({ outcome: 'appended', reason: 'answer', ticket: ticket.replace('/tickets/', '') });
    expect(twice.body).toEqual(once.body);
    expect(await thread(spoc, ticket)).toEqual(before);
  });

  it('from a forged sender is filed as a third person’s, at home, and moves nothing', async () => {
    const { ticket: other, mail: theirs } = await asked('Une question en attente');
    const version = (await spoc.get(other)).body.version;
    for (const [from, more] of [
      ['requester.uphf@guichet.example', { vouched: null }],
      ['requester.uphf@guichet.example', { vouched: 'elsewhere.example' }],
      ['x@outside.example', {}],
      // a colleague has no part in what somebody else was asked
      ['agent.uphf@guichet.example', {}],
    ] as const) {
      const { body } = await arrives(answerTo(theirs, { from, text: `Au nom de ${from}.`, ...more }));
      expect(body).toMatchObject({
        outcome: 'appended',
        reason: expect.stringMatching(/third_person|not_authenticated/),
      });
    }
    const told = (await spoc.get(other)).body;
    expect(told).toMatchObject({ state: 'waiting', version });
    const last = (await thread(spoc, other)).at(-2);
    expect(last).toMatchObject({ kind: 'external', audience: 'internal' });
    expect(last.body).toContain('> Au nom de x@outside.example.');
    expect(JSON.stringify(await thread(requester, other))).not.toContain('Au nom de');
  });

  it('by a program never acts: it neither resumes nor opens nor is answered', async () => {
    const { ticket: other, mail: theirs } = await asked('Encore une question');
    const before = [await thread(spoc, other), (await spoc.get(other)).body];
    for (const [reason, headers] of [
      ['auto_reply', { 'Auto-Submitted': 'auto-replied (vacation)' }],
      ['auto_reply', { Subject: 'Réponse automatique : absente' }],
      ['list', { 'List-Id': '<tous.uphf.example>' }],
      ['auto_generated', { Precedence: 'bulk' }],
      ['null_path', { 'Return-Path': '<>' }],
    ] as const) {
      const { body } = await arrives(answerTo(theirs, { text: 'Je suis absente.', headers }));
      expect(body).toMatchObject({ outcome: 'ignored', reason });
      expect(body.ticket).toBeUndefined();
    }
    expect([await thread(spoc, other), (await spoc.get(other)).body]).toEqual(before);
    // that somebody wishes no automatic answer is no sign
    const { body } = await arrives(answerTo(theirs, { headers: { 'X-Auto-Response-Suppress': 'All' } }));
    expect(body.reason).toBe('answer');
  });

  it('without anything in it does nothing', async () => {
    const { mail: theirs } = await asked('Une question sans réponse');
    expect(
      (await arrives(answerTo(theirs, { text: '\r\n> seulement la citation\r\n'.slice(0, 2) }))).body,
    ).toMatchObject({
      outcome: 'ignored',
      reason: 'empty',
    });
  });
});

describe('a ticket that was resolved', () => {
  async function resolved(title: string): Promise<{ ticket: string; mail: Received }> {
    const ticket = await opened(title);
    await spoc.post(`${ticket}/take`);
    await spoc.post(`${ticket}/resolve`, { code: 'fixed', text: 'Réparé ce matin.' });
    return { ticket, mail: await about(ticket, 'requester.uphf', /résol|trait/i) };
  }
  const stateOf = async (ticket: string) => (await spoc.get(ticket)).body.state;
  const later = async () => {
    guichet.clock.advance(2 * 86_400_000);
    spoc = await guichet.as('spoc.uphf');
    requester = await guichet.as('requester.uphf');
    const { UnreadAnswers } = (await import(
      new URL('../../dist/src/modules/tickets/index.js', import.meta.url).href
    )) as typeof import('../../src/modules/tickets/index.js');
    await guichet.app.get(UnreadAnswers).run();
  };

  it('waits for the answer to be read, and is reopened when nobody does within a working day', async () => {
    const { ticket, mail } = await resolved('La recherche est lente');
    const { body } = await arrives(answerTo(mail, { text: 'Cela recommence.' }));
    expect(body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    expect(await stateOf(ticket)).toBe('resolved');
    await later();
    expect(await stateOf(ticket)).toBe('in_progress');
    const { mail: told } = await about(ticket, 'spoc.uphf', /rouvert/i);
    expect(told.text).toContain('Cela recommence.');
  });

  it('stays so when the answer was read', async () => {
    const { ticket, mail } = await resolved('La recherche est arrêtée');
    await arrives(answerTo(mail, { text: 'Et demain ?' }));
    expect((await spoc.post(`${ticket}/seen`)).status).toBeLessThan(300);
    await later();
    expect(await stateOf(ticket)).toBe('resolved');
  });

  it('is not reopened by thanks', async () => {
    const { ticket, mail } = await resolved('Le mot de passe');
    await arrives(answerTo(mail, { text: 'Merci beaucoup, bonne journée !' }));
    await later();
    expect(await stateOf(ticket)).toBe('resolved');
  });

  it('and closed is followed up by a new one, but not for thanks', async () => {
    const { ticket, mail } = await resolved('Le tableau');
    await spoc.post(`${ticket}/close`);
    const thanks = await arrives(answerTo(mail, { text: 'Merci !' }));
    expect(thanks.body).toMatchObject({ outcome: 'ignored', reason: 'thanks' });
    const { body } = await arrives(answerTo(mail, { text: 'Le tableau est encore vide.' }));
    expect(body).toMatchObject({ outcome: 'created', reason: 'follow_up' });
    expect(body.ticket).not.toBe(ticket.replace('/tickets/', ''));
    expect((await requester.get(`/tickets/${body.ticket as string}`)).status).toBe(200);
    expect(await stateOf(ticket)).toBe('closed');
  });
});

describe('staff', () => {
  it('a SPOC answers the question of a provider, who goes on', async () => {
    const ticket = await opened('Une escalade');
    await spoc.post(`${ticket}/take`);
    await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Voyez vous-mêmes.' });
    await engineer.post(`${ticket}/escalations/1/accept`);
    await engineer.post(`${ticket}/escalations/1/ask`, { body: 'Depuis quand ?' });
    const question = await about(ticket, 'spoc.uphf', /question/i);
    const { body } = await arrives(answerTo(question, { text: 'Depuis lundi.' }));
    expect(body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    const told = (await engineer.get(ticket)).body;
    expect(told.escalations[0]).toMatchObject({ state: 'accepted' });
    expect((await thread(engineer, ticket)).at(-1)).toMatchObject({ kind: 'answer', body: 'Depuis lundi.' });
    // said again, it is a word in the thread
    await arrives(answerTo(question, { text: 'Ou mardi.' }));
    expect((await thread(engineer, ticket)).at(-1)).toMatchObject({ kind: 'message', audience: 'shared' });
  });

  it('of whom the role was taken are refused, and somebody looks at what they wrote', async () => {
    const ticket = await opened('Une autre escalade');
    const mail = await about(ticket, 'agent.uphf');
    const person = `(select id from person where email = 'agent.uphf@guichet.example')`;
    await admin.query(`delete from role_grant where person_id = ${person}`);
    const { body } = await arrives(answerTo(mail, { text: 'Je réponds encore.' }));
    expect(body).toMatchObject({ outcome: 'quarantined', reason: 'not_a_party' });
    await admin.query(
      `insert into role_grant select institution_id, person_id, 'agent', null from membership where person_id = ${person}`,
    );
  });
});

describe('somebody outside who was called', () => {
  let ticket: string;
  let call: Received;

  it('answers in their own name, for both sides; who follows them up is told', async () => {
    ticket = await opened('La recherche plante');
    await spoc.post(`${ticket}/take`);
    await spoc.post(`${ticket}/escalate`, { function: 'development', summary: 'Elle plante.' });
    call = await about(ticket, 'oae@apereo.example', /aide/);
    // a colleague of theirs holds the letter too: noted for those who follow them up, and nobody goes on by it
    const colleague = await arrives(answerTo(call, { from: 'intern@apereo.example', text: 'Je transmets.' }));
    expect(colleague.body).toMatchObject({ outcome: 'appended', reason: 'third_person' });
    expect((await spoc.get(ticket)).body.escalations[0].state).toBe('waiting');
    expect(JSON.stringify(await thread(spoc, ticket))).not.toContain('Je transmets.');
    expect((await thread(engineer, ticket)).at(-1).body).toContain('> Je transmets.');
    const { body } = await arrives(answerTo(call, { text: 'Passez à la version 12.3.' }));
    expect(body).toMatchObject({ outcome: 'appended', reason: 'external_answer' });
    expect((await spoc.get(ticket)).body.escalations[0]).toMatchObject({ state: 'accepted' });
    for (const who of [spoc, engineer])
      expect((await thread(who, ticket)).at(-1)).toMatchObject({
        kind: 'external',
        audience: 'shared',
        author: { name: 'Apereo Foundation' },
        body: 'Passez à la version 12.3.',
      });
    await about(ticket, 'engineer.ulorraine', /Réponse de Apereo/);
    await about(ticket, 'spoc.uphf', /Réponse de Apereo/);
  });

  it('has the address taken off the list when mail to it comes back for good, until they write', async () => {
    const report = (recipient: string, status: string) =>
      letter({
        from: 'MAILER-DAEMON@mx.example',
        vouched: null,
        subject: 'Undelivered Mail Returned to Sender',
        headers: {
          'Return-Path': '<>',
          'Content-Type': 'multipart/report; report-type=delivery-status; boundary="a-boundary-of-a-test"',
        },
        parts: [
          { type: 'text/plain', content: 'It did not work.' },
          {
            type: 'message/delivery-status',
            content: `Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: ${status}`,
          },
          { type: 'message/rfc822', content: `Message-ID: ${call.mail.messageId ?? ''}\r\nSubject: x\r\n\r\nx` },
        ],
      });
    const suppressed = async () =>
      (await admin.query<{ address: string }>('select address from mail_suppression')).rows.map(
        ({ address }) => address,
      );
    // one that may pass, and one of an address to which that mail did not go
    for (const raw of [report('oae@apereo.example', '4.2.2'), report('spoc.uphf@guichet.example', '5.1.1')])
      expect((await arrives(raw)).body).toMatchObject({ outcome: 'ignored', reason: 'bounce' });
    expect(await suppressed()).toEqual([]);
    expect((await arrives(report('oae@apereo.example', '5.1.1'))).body.message).toMatchObject({ isBounce: true });
    expect(await suppressed()).toEqual(['oae@apereo.example']);
    const other = await opened('Encore la recherche');
    await spoc.post(`${other}/take`);
    await spoc.post(`${other}/escalate`, { function: 'development', summary: 'Elle plante encore.' });
    await about(other, 'engineer.ulorraine');
    const state = `select m.state from mail m join ticket t on t.id = m.ticket_id where t.reference = $1 and m.external_n = 1`;
    for (let tries = 0; tries < 100; tries += 1) {
      const { rows } = await admin.query<{ state: string }>(state, [other.replace('/tickets/', '')]);
      if (rows[0]?.state === 'failed') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { rows } = await admin.query(state, [other.replace('/tickets/', '')]);
    expect(rows).toEqual([{ state: 'failed' }]);
    await engineer.post(`${ticket}/escalations/1/plan`, { cause: 'third_party', followUpAt: day('31').toISOString() });
    expect((await arrives(answerTo(call, { text: 'Nous revoilà.' }))).body.reason).toBe('external_answer');
    expect(await suppressed()).toEqual([]);
  });
});

describe('without a token', () => {
  it('a mail of ours that is named is the thread, for a party for whom the server vouches', async () => {
    const { ticket, mail } = await asked('Sans jeton');
    const references = { 'In-Reply-To': mail.mail.messageId ?? '' };
    const forged = await arrives(strayAnswer(mail, { headers: references, vouched: null, text: 'Faux.' }));
    expect(forged.body).toMatchObject({ outcome: 'quarantined', reason: 'not_authenticated' });
    expect(forged.body.ticket).toBeUndefined();
    const foreign = await arrives(strayAnswer(mail, { from: 'requester.ulco@guichet.example', headers: references }));
    expect(foreign.body).toMatchObject({ outcome: 'quarantined', reason: 'not_a_party' });
    expect((await spoc.get(ticket)).body.state).toBe('waiting');
    const theirs = await arrives(strayAnswer(mail, { headers: references, subject: 'Sans étiquette' }));
    expect(theirs.body).toMatchObject({
      outcome: 'appended',
      reason: 'answer',
      ticket: ticket.replace('/tickets/', ''),
    });
    expect((await spoc.get(ticket)).body.state).toBe('in_progress');
  });

  it('the tag in the subject is, for the same; and no other institution’s', async () => {
    const { ticket, mail } = await asked('Avec une étiquette');
    expect((await arrives(strayAnswer(mail, { from: 'spoc.ulco@guichet.example' }))).body).toMatchObject({
      outcome: 'quarantined',
      reason: 'not_a_party',
    });
    expect((await arrives(strayAnswer(mail, { text: 'Du poste 3.' }))).body).toMatchObject({ outcome: 'appended' });
    expect((await thread(spoc, ticket)).at(-1)).toMatchObject({ body: 'Du poste 3.', audience: 'requester' });
  });

  it('opens a ticket in the box of a service, for somebody of the institution', async () => {
    const to = 'guichet+uphf.oae@guichet.example';
    const from = 'Une Usagère <requester.uphf@guichet.example>';
    const { body } = await arrives(letter({ from, to, subject: 'La vidéo ne part pas', text: 'Depuis ce matin.' }));
    expect(body).toMatchObject({
      outcome: 'created',
      reason: 'opened',
      message: { from: 'requester.uphf@guichet.example' },
    });
    const ticket = (await requester.get(`/tickets/${body.ticket as string}`)).body;
    expect(ticket).toMatchObject({ title: 'La vidéo ne part pas', kind: 'incident', service: { code: 'OAE' } });
    // delivered there by the mail server, whatever stands in To
    const behind = await arrives(
      letter({ from, to: 'aide@uphf.example', subject: 'Autre' }),
      '?mailbox=guichet%2Buphf.oae@guichet.example',
    );
    expect(behind.body.outcome).toBe('created');
    for (const [stranger, reason] of [
      [letter({ from: 'x@outside.example', to }), 'unknown_sender'],
      [letter({ from: 'requester.ulco@guichet.example', to }), 'unknown_sender'],
      [letter({ from, to, vouched: null }), 'not_authenticated'],
      [letter({ from, to: 'guichet+uphf@guichet.example' }), 'no_service'],
      [letter({ from: 'guichet@guichet.example', to }), 'own_address'],
      [letter({ from: '<power quadrant system@example.com>', to }), 'no_sender'],
    ] as const)
      expect((await arrives(stranger)).body).toMatchObject({ outcome: 'quarantined', reason });
  });
});

describe('the quarantine', () => {
  it('is looked at by those whom it concerns; the operator reads no text', async () => {
    const to = 'guichet+uphf.oae@guichet.example';
    await arrives(letter({ from: 'stranger@outside.example', to, subject: 'Un inconnu', text: 'Un texte inconnu.' }));
    await arrives(letter({ from: 'nobody@nowhere.example', subject: 'À personne', text: 'Un texte de personne.' }));
    const listed = async (who: Browser) => (await who.get('/mail/quarantine?limit=100')).body.items as any[];
    const ours = await listed(spoc);
    const one = ours.find(({ subject }) => subject === 'Un inconnu');
    expect(one).toMatchObject({
      from: 'stranger@outside.example',
      reason: 'unknown_sender',
      text: 'Un texte inconnu.',
    });
    const operator = await guichet.as('operator');
    const unplaced = await listed(operator);
    expect(unplaced.length).toBeGreaterThan(0);
    for (const each of unplaced) expect(each).toMatchObject({ from: null, subject: null, text: null, ticket: null });
    for (const who of ['spoc.ulco', 'engineer.ulorraine'])
      expect(JSON.stringify(await listed(await guichet.as(who)))).not.toMatch(/inconnu|personne/);
    expect((await requester.get('/mail/quarantine')).status).toBe(403);
    const foreign = await (
      await guichet.as('spoc.ulco')
    ).post(`/mail/quarantine/${one.id as string}/discard`, { reason: 'x' });
    expect(foreign.status).toBe(404);
    const discarded = await spoc.post(`/mail/quarantine/${one.id as string}/discard`, { reason: 'Publicité' });
    expect(discarded.status).toBe(204);
    expect((await spoc.post(`/mail/quarantine/${one.id as string}/discard`, { reason: 'x' })).status).toBe(404);
    expect(JSON.stringify(await listed(spoc))).not.toContain(one.id);
  });

  it('released, a mail from the address of whoever asked is their answer; any other is quoted at home', async () => {
    const { ticket, mail } = await asked('À libérer');
    await arrives(strayAnswer(mail, { vouched: null, text: 'C’est bien moi.' }));
    await arrives(strayAnswer(mail, { from: 'x@outside.example', text: 'C’est quelqu’un d’autre.' }));
    const waiting = async (text: string) =>
      ((await spoc.get('/mail/quarantine?limit=100')).body.items as any[]).find((one) => one.text === text);
    const mine = await waiting('C’est bien moi.');
    expect(mine.ticket).toBe(ticket.replace('/tickets/', ''));
    expect(
      (await spoc.post(`/mail/quarantine/${mine.id as string}/release`, { ticket: 'ULCO-2026-00001' })).status,
    ).toBe(422);
    expect((await spoc.post(`/mail/quarantine/${mine.id as string}/release`)).body).toEqual({ ticket: mine.ticket });
    expect((await spoc.get(ticket)).body.state).toBe('in_progress');
    expect((await thread(requester, ticket)).at(-1)).toMatchObject({ body: 'C’est bien moi.' });
    const other = await waiting('C’est quelqu’un d’autre.');
    expect((await spoc.post(`/mail/quarantine/${other.id as string}/release`)).status).toBe(200);
    expect((await thread(spoc, ticket)).at(-1)).toMatchObject({ audience: 'internal', kind: 'external' });
    expect((await spoc.post(`/mail/quarantine/${other.id as string}/release`)).status).toBe(404);
  });
});

describe('hostile mail', () => {
  it('with the token cut, bent or of no mail of ours points nowhere; in another case it is the same', async () => {
    const { ticket, mail } = await asked('Un jeton');
    const to = mail.mail.replyTo?.[0]?.address ?? '';
    const [local = '', host = ''] = to.split('@');
    for (const bent of [
      `${local.slice(0, -1)}@${host}`,
      `${local.slice(0, -1)}${local.endsWith('a') ? 'b' : 'a'}@${host}`,
      `guichet+${'a'.repeat(42)}@${host}`,
    ]) {
      const raw = letter({ from: 'requester.uphf@guichet.example', to: bent, subject: 'Bonjour' });
      expect((await arrives(raw)).body.outcome).toBe('quarantined');
    }
    expect((await arrives(answerTo(mail, { to: to.toUpperCase() }))).body).toMatchObject({ reason: 'answer' });
    expect((await spoc.get(ticket)).body.state).toBe('in_progress');
  });

  it('writes no header, no control character and no direction into what others read', async () => {
    const to = 'guichet+uphf.oae@guichet.example';
    const { body } = await arrives(
      letter({
        from: 'requester.uphf@guichet.example',
        to,
        subject: '=?utf-8?Q?Bonjour=0D=0ABcc:_all@example.org=00_=E2=80=AEgnp?=',
        text: 'Un\u0000 texte\u202e tordu\u0007.',
      }),
    );
    expect(body.outcome).toBe('created');
    expect(body.message.subject).toBe('Bonjour Bcc: all@example.org gnp');
    expect(body.message.text).toBe('Un texte tordu.');
    const { mail } = await about(`/tickets/${body.ticket as string}`, 'requester.uphf');
    expect(mail.bcc).toBeUndefined();
  });

  it('that is too large, nested without end or sent to thousands stops nothing', async () => {
    const large = `${letter({ from: 'x@outside.example' })}${'x'.repeat(25_000_001)}`;
    expect(await arrives(large)).toMatchObject({ status: 413, body: { code: 'too_large' } });
    const depth = 300;
    const open = (n: number) =>
      `--b${String(n)}\r\nContent-Type: multipart/mixed; boundary="b${String(n + 1)}"\r\n\r\n`;
    const nested = letter({
      from: 'x@outside.example',
      headers: { 'Content-Type': 'multipart/mixed; boundary="b0"' },
      text: Array.from({ length: depth }, (_, n) => open(n)).join(''),
    });
    expect((await arrives(nested)).body).toMatchObject({
      outcome: 'quarantined',
      reason: 'unreadable',
      message: { from: null },
    });
    const everybody = Array.from({ length: 10_000 }, (_, n) => `p${String(n)}@many.example`).join(',\r\n ');
    const many = await arrives(letter({ from: 'x@outside.example', to: everybody }));
    expect(many.body).toMatchObject({ outcome: 'quarantined', reason: 'unknown_sender' });
    expect((await arrives('nonsense')).body).toMatchObject({ outcome: 'quarantined', reason: 'no_sender' });
    expect(
      (await arrives(letter({ from: 'requester.uphf@guichet.example', to: 'guichet+uphf.oae@guichet.example' }))).body
        .outcome,
    ).toBe('created');
  });

  it('of strangers is heard five times an hour', async () => {
    const outcomes = [];
    for (let n = 0; n < 7; n += 1)
      outcomes.push(
        (await arrives(letter({ from: 'flood@outside.example', text: `Numéro ${String(n)}.` }))).body.outcome,
      );
    expect(outcomes).toEqual([...Array<string>(5).fill('quarantined'), 'ignored', 'ignored']);
  });

  it('is not our own, sent back', async () => {
    const { mail } = await asked('Une boucle');
    const back = answerTo(mail, {
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Guichet-Reference': 'UPHF-2026-00001' },
    });
    expect((await arrives(back)).body.outcome).toBe('ignored');
  });
});

describe('a token for programs', () => {
  const wanted = { name: 'Une passerelle', scopes: ['mail:inbound'], expiresAt: '2026-12-31T00:00:00Z' };
  const knock = async (by: string) =>
    (
      await guichet.anybody.send('POST', '/mail/inbound', letter({ from: 'x@outside.example' }), {
        'content-type': 'message/rfc822',
        authorization: `Bearer ${by}`,
      })
    ).status;

  it('is told once, ends when it is taken back, and says when it was used', async () => {
    const operator = await guichet.as('operator');
    const { body } = await operator.post('/tokens', wanted);
    expect(body.token).toMatch(/^gut_[\w-]{43}$/);
    const listed = async () => (await operator.get('/tokens')).body.items.find(({ id }: any) => id === body.id);
    expect(await listed()).toMatchObject({ name: 'Une passerelle', scopes: ['mail:inbound'], lastUsedAt: null });
    expect(await knock(body.token)).toBe(200);
    const { lastUsedAt } = await listed();
    expect(lastUsedAt).toBe(guichet.clock.now().toISOString().replace('.000Z', 'Z'));
    guichet.clock.advance(30_000);
    await knock(body.token);
    expect((await listed()).lastUsedAt).toBe(lastUsedAt);
    expect(JSON.stringify(await listed())).not.toContain(body.token);
    const { rows } = await admin.query('select * from api_token');
    expect(JSON.stringify(rows)).not.toContain(body.token);
    expect((await operator.send('DELETE', `/tokens/${body.id as string}`, undefined)).status).toBe(204);
    expect(await knock(body.token)).toBe(401);
    expect((await operator.send('DELETE', `/tokens/${body.id as string}`, undefined)).status).toBe(404);
  });

  it('has at most what its maker may, for a year', async () => {
    const operator = await guichet.as('operator');
    const chief = await guichet.as('admin.uphf');
    expect((await chief.post('/tokens', wanted)).body).toMatchObject({
      code: 'not_yours',
      errors: [{ pointer: '/scopes/0' }],
    });
    expect((await spoc.post('/tokens', wanted)).status).toBe(403);
    for (const [more, status] of [
      [{ expiresAt: '2026-03-10T09:00:00Z' }, 422],
      [{ expiresAt: '2027-06-01T00:00:00Z' }, 422],
      [{ scopes: ['everything'] }, 400],
      [{ scopes: [] }, 400],
      [{ name: '' }, 400],
    ] as const)
      expect((await operator.post('/tokens', { ...wanted, ...more })).status).toBe(status);
    expect((await chief.get('/tokens')).body.items).toEqual([]);
    const { body } = await operator.get('/tokens');
    const foreign = body.items[0].id as string;
    expect((await chief.send('DELETE', `/tokens/${foreign}`, undefined)).status).toBe(404);
  });

  it('opens nothing once it has expired, or whoever made it has left or may no more', async () => {
    const operator = await guichet.as('operator');
    const soon = new Date(guichet.clock.now().getTime() + 60_000).toISOString();
    const { body } = await operator.post('/tokens', { ...wanted, expiresAt: soon });
    const maker = `email = 'operator@guichet.example'`;
    await admin.query(`update person set is_operator = false where ${maker}`);
    expect(await knock(body.token)).toBe(403);
    await admin.query(`update person set is_operator = true, left_at = now() where ${maker}`);
    expect(await knock(body.token)).toBe(401);
    await admin.query(`update person set left_at = null where ${maker}`);
    expect(await knock(body.token)).toBe(200);
    guichet.clock.advance(60_000);
    expect(await knock(body.token)).toBe(401);
  });
});

describe('a kill', () => {
  it('between receipt and effect, or effect and answer, loses nothing and does nothing twice', async () => {
    const { ticket, mail } = await asked('Tué au milieu');
    const raw = answerTo(mail, { text: 'Avant la fin.' });
    const digest = createHash('sha256').update(raw).digest();
    // as whoever kept it and died leaves it
    await admin.query(
      `insert into mail_in (id, mailbox, digest, size, received_at, state, due_at)
       values ('018f0000-0000-7000-8000-000000000001', 'guichet@guichet.example', $1, $2, $3, 'received', $3)`,
      [digest, raw.length, guichet.clock.now()],
    );
    await admin.query(
      `insert into mail_in_content (mail_in_id, raw) values ('018f0000-0000-7000-8000-000000000001', $1)`,
      [Buffer.from(raw)],
    );
    const { JobHandlers } = (await import(
      new URL('../../dist/src/jobs/job-handlers.js', import.meta.url).href
    )) as typeof import('../../src/jobs/job-handlers.js');
    const round = () => guichet.app.get(JobHandlers).handle('read-mail', {});
    await round();
    const heard = async () => (await thread(spoc, ticket)).filter(({ body }: any) => body === 'Avant la fin.').length;
    expect(await heard()).toBe(1);
    // done, and not said that it was
    const mine = [digest];
    await admin.query(
      `update mail_in set state = 'received', outcome = null, reason = null, ticket_id = null where digest = $1`,
      mine,
    );
    expect((await arrives(raw)).body).toMatchObject({
      outcome: 'appended',
      reason: 'answer',
      ticket: ticket.replace('/tickets/', ''),
    });
    expect(await heard()).toBe(1);
  });
});

describe('the door', () => {
  it('is opened by its token alone', async () => {
    const raw = letter({ from: 'x@outside.example' });
    const knock = async (authorization: Record<string, string>) =>
      (await guichet.anybody.send('POST', '/mail/inbound', raw, { 'content-type': 'message/rfc822', ...authorization }))
        .status;
    expect(await knock({})).toBe(401);
    expect(await knock({ authorization: `Bearer gut_${'a'.repeat(43)}` })).toBe(401);
    expect(await knock((await guichet.as('operator')).authorization)).toBe(403);
    expect(await knock(spoc.authorization)).toBe(403);
    const other = await guichet.anybody.send('GET', '/me', undefined, { authorization: `Bearer ${token}` });
    expect(other.status).toBe(403);
    const json = await guichet.anybody.send('POST', '/mail/inbound', '{}', { authorization: `Bearer ${token}` });
    expect(json.status).toBe(415);
    const elsewhere = await spoc.send('POST', '/tickets', raw, { 'content-type': 'message/rfc822' });
    expect(elsewhere.status).toBe(415);
  });
});
