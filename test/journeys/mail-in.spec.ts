import { beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { answerTo, letter } from '../support/letters.js';
import { MailDesk } from '../support/mail-desk.js';
import type { Received } from '../support/mailbox.js';

const desk = MailDesk.ofThisFile();
const { about, arrives, asked, opened, thread } = desk;
let guichet: TestApp, admin: pg.Client;
let spoc: Browser, requester: Browser, engineer: Browser;

const day = (date: string) => new Date(`2026-03-${date}T09:00:00Z`);

beforeEach(async () => {
  ({ guichet, admin, spoc, requester } = desk);
  engineer = await guichet.as('engineer.ulorraine');
});

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
    await desk.unreadAfter(2 * 86_400_000);
    ({ spoc, requester } = desk);
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
          {
            type: 'message/rfc822',
            content: `Message-ID: ${call.mail.messageId ?? ''}\r\nReply-To: <${call.mail.replyTo?.[0]?.address ?? ''}>\r\nSubject: x\r\n\r\nx`,
          },
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
