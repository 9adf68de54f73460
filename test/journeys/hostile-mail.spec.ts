import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { answerTo, letter, strayAnswer } from '../support/letters.js';
import { MailDesk } from '../support/mail-desk.js';
import type { Received } from '../support/mailbox.js';

const desk = MailDesk.ofThisFile();
const { arrives, opened, about, asked, thread } = desk;

describe('a ticket that was resolved', () => {
  async function resolved(title: string): Promise<{ ticket: string; mail: Received }> {
    const ticket = await opened(title);
    await desk.spoc.post(`${ticket}/take`);
    await desk.spoc.post(`${ticket}/resolve`, { code: 'fixed', text: 'Réparé ce matin.' });
    return { ticket, mail: await about(ticket, 'requester.uphf', /résol|trait/i) };
  }
  const stateOf = async (ticket: string) => (await desk.spoc.get(ticket)).body.state;
  const later = () => desk.unreadAfter(4 * 86_400_000);

  it('is not reopened by thanks that follow an answer that was read', async () => {
    const { ticket, mail } = await resolved('Merci après coup');
    await arrives(answerTo(mail, { text: 'Et demain ?' }));
    await desk.spoc.post(`${ticket}/seen`);
    await desk.moveOn(60_000);
    await arrives(answerTo(mail, { text: 'Merci !' }));
    await later();
    expect(await stateOf(ticket)).toBe('resolved');
  });

  it('is not reopened by an answer of before it was resolved again', async () => {
    const { ticket, mail } = await resolved('Résolu deux fois');
    await arrives(answerTo(mail, { text: 'Cela recommence.' }));
    await desk.moveOn(60_000);
    await desk.spoc.post(`${ticket}/reopen`, { reason: 'Elle a raison.' });
    await desk.spoc.post(`${ticket}/resolve`, { code: 'fixed', text: 'Cette fois pour de bon.' });
    await desk.moveOn(60_000);
    await arrives(answerTo(mail, { text: 'Merci !' }));
    await later();
    expect(await stateOf(ticket)).toBe('resolved');
  });

  it('is reopened by the second answer, where only the first was read', async () => {
    const { ticket, mail } = await resolved('Deux réponses');
    await arrives(answerTo(mail, { text: 'Une question encore.' }));
    await desk.spoc.post(`${ticket}/seen`);
    await desk.moveOn(60_000);
    await arrives(answerTo(mail, { text: 'Et cela recommence.' }));
    await later();
    expect(await stateOf(ticket)).toBe('in_progress');
    expect((await about(ticket, 'spoc.uphf', /rouvert/i)).mail.text).toContain('Et cela recommence.');
  });
});

describe('a bounce', () => {
  const report = (to: string, recipient: string, status: string, returned: string) =>
    letter({
      from: 'MAILER-DAEMON@mx.example',
      to,
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
        { type: 'text/rfc822-headers', content: returned },
      ],
    });
  const SPOC = 'spoc.uphf@guichet.example';
  const suppressed = async () => (await (await desk.guichet.as('admin.uphf')).get('/mail/suppressions')).body.items;

  it('counts by the token that only the mail itself carried, for an address that is not there', async () => {
    const ticket = await opened('Une lettre de retour');
    const mail = await about(ticket, 'spoc.uphf');
    const id = `Message-ID: ${mail.mail.messageId ?? ''}`;
    // it left with the token in its envelope, so that what comes back brings it along
    expect(mail.from).toBe(mail.mail.replyTo?.[0]?.address);
    const forged = mail.from.replace(/\+(.)/, (_all, first: string) => `+${first === 'a' ? 'b' : 'a'}`);
    for (const raw of [
      report('guichet@guichet.example', SPOC, '5.1.1', id),
      report(forged, SPOC, '5.1.1', id),
      report('guichet@guichet.example', SPOC, '5.1.1', `${id}\r\nReply-To: <${forged}>`),
      report(mail.from, SPOC, '5.7.1', id),
      report(mail.from, SPOC, '5.2.2', id),
      report(mail.from, 'agent.uphf@guichet.example', '5.1.1', id),
    ])
      expect((await arrives(raw)).body).toMatchObject({ outcome: 'ignored', reason: 'bounce' });
    expect(await suppressed()).toEqual([]);
    await arrives(report(mail.from, SPOC, '5.1.1', id));
    expect(await suppressed()).toMatchObject([{ address: SPOC }]);
  });

  it('is undone by an administrator of that institution, and by nobody else', async () => {
    const [{ id }] = await suppressed();
    const at = `/mail/suppressions/${id as string}`;
    expect((await (await desk.guichet.as('admin.ulco')).get('/mail/suppressions')).body.items).toEqual([]);
    expect((await (await desk.guichet.as('admin.ulco')).send('DELETE', at, undefined)).status).toBe(404);
    expect((await desk.spoc.send('DELETE', at, undefined)).status).toBe(403);
    expect((await desk.spoc.get('/mail/suppressions')).status).toBe(403);
    const admin = await desk.guichet.as('admin.uphf');
    expect((await admin.send('DELETE', at, undefined)).status).toBe(204);
    expect(await suppressed()).toEqual([]);
    expect((await admin.send('DELETE', at, undefined)).status).toBe(404);
  });
});

describe('somebody of two institutions', () => {
  const join = (person: string, code: string, role: string) =>
    desk.admin.query(
      `with who as (select p.id as person, i.id as institution from person p, institution i where p.email = $1 and i.code = $2),
            member as (insert into membership select person, institution from who returning 1)
       insert into role_grant select institution, person, $3, null from who`,
      [`${person}@guichet.example`, code, role],
    );
  const leave = (person: string, code: string) =>
    desk.admin.query(
      `with who as (select p.id as person, i.id as institution from person p, institution i where p.email = $1 and i.code = $2),
            gone as (delete from role_grant g using who where g.person_id = who.person and g.institution_id = who.institution)
       delete from membership m using who where m.person_id = who.person and m.institution_id = who.institution`,
      [`${person}@guichet.example`, code],
    );

  it('answers where they were asked, whichever institution that is', async () => {
    const ticket = await opened('Deux maisons');
    await desk.spoc.post(`${ticket}/take`);
    await desk.spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Voyez vous-mêmes.' });
    const engineer = await desk.guichet.as('engineer.ulorraine');
    const call = await about(ticket, 'engineer.ulorraine');
    const mine = await about(ticket, 'requester.uphf');
    await join('engineer.ulorraine', 'UPHF', 'agent');
    await join('requester.uphf', 'ULORRAINE', 'engineer');
    // of the thread alone, without the mail of ours that is answered
    const root = (mail: Received) => ({ References: mail.mail.inReplyTo ?? '' });
    const theirs = await arrives(
      strayAnswer(call, { subject: 'x', headers: root(call), text: 'Note de l’hébergeur.' }),
    );
    expect(theirs.body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    const asker = await arrives(strayAnswer(mine, { subject: 'x', headers: root(mine), text: 'Mot de qui demande.' }));
    expect(asker.body).toMatchObject({ outcome: 'appended', reason: 'answer' });
    await leave('engineer.ulorraine', 'UPHF');
    await leave('requester.uphf', 'ULORRAINE');
    expect(JSON.stringify(await thread(engineer, ticket))).toContain('Note de l’hébergeur.');
    const home = JSON.stringify(await thread(desk.spoc, ticket));
    expect(home).not.toContain('Note de l’hébergeur.');
    expect(home).toContain('Mot de qui demande.');
    expect(JSON.stringify(await thread(desk.requester, ticket))).toContain('Mot de qui demande.');
  });
});

describe('a mail that is released', () => {
  it('is read whole before, and said to be released after, in the text and in the record', async () => {
    const { ticket, mail } = await asked('Libérée');
    const text = 'Très long. '.repeat(1000).trim();
    await arrives(
      strayAnswer(mail, {
        vouched: null,
        parts: [
          { type: 'text/plain; charset=utf-8', content: text },
          { type: 'text/plain', name: 'note.txt', content: 'une note' },
        ],
      }),
    );
    const [listed] = (await desk.spoc.get('/mail/quarantine?limit=100')).body.items;
    expect(listed).toMatchObject({ textLength: text.length, files: [{ name: 'note.txt', size: expect.any(Number) }] });
    expect(listed.text).toHaveLength(2000);
    const at = `/mail/quarantine/${listed.id as string}`;
    expect((await desk.spoc.get(at)).body.text).toBe(text);
    expect((await (await desk.guichet.as('spoc.ulco')).get(at)).status).toBe(404);
    expect((await desk.spoc.post(`${at}/release`)).status).toBe(200);
    const said = (await thread(desk.requester, ticket)).at(-1);
    expect(said.body).toMatch(/^\[Reçu par courriel d’un expéditeur non vérifié/);
    const { rows } = await desk.admin.query(
      `select e.data ->> 'byMail' as "byMail", p.email
         from event e join person p on p.id = (e.data ->> 'releasedBy')::uuid
        where e.type = 'message.posted' and e.data ->> 'messageId' = $1`,
      [said.id],
    );
    expect(rows).toEqual([{ byMail: 'true', email: 'spoc.uphf@guichet.example' }]);
  });

  it('is the requester’s only where a SPOC of that very service says so', async () => {
    const { ticket, mail } = await asked('D’un autre service');
    await arrives(strayAnswer(mail, { vouched: null, text: 'Dit par qui ?' }));
    const [{ id }] = (await desk.spoc.get('/mail/quarantine?limit=100')).body.items;
    const grant = `update role_grant set service_ids = $2
      where role = $1 and person_id = (select id from person where email = 'spoc.uphf@guichet.example')`;
    const other = await desk.admin.query<{ ids: string[] }>(
      `select array_agg(id) as ids from service where code <> 'OAE'`,
    );
    await desk.admin.query(
      `insert into role_grant select institution_id, person_id, 'agent', null from membership
        where person_id = (select id from person where email = 'spoc.uphf@guichet.example') on conflict do nothing`,
    );
    await desk.admin.query(grant, ['spoc', other.rows[0]?.ids]);
    const { status } = await desk.spoc.post(`/mail/quarantine/${id as string}/release`);
    await desk.admin.query(grant, ['spoc', null]);
    expect(status).toBe(200);
    expect((await thread(desk.spoc, ticket)).at(-1)).toMatchObject({ kind: 'external', audience: 'internal' });
    expect((await desk.spoc.get(ticket)).body.state).toBe('waiting');
  });

  it('of a third person gives their address for their name', async () => {
    const { ticket, mail } = await asked('Un nom choisi');
    const from = '"Jeanne Dupont (SPOC UPHF)" <x@outside.example>';
    expect((await arrives(answerTo(mail, { from, text: 'Donnez-moi accès.' }))).body.reason).toBe('third_person');
    const said = (await thread(desk.spoc, ticket)).at(-1);
    expect(said.author.name).toBe('x@outside.example');
    expect(said.body).toMatch(/^Courriel de x@outside\.example, qui se nomme "Jeanne Dupont SPOC UPHF"\n/);
  });
});

describe('the way in', () => {
  it('holds four bodies at once: whoever brings another comes back', async () => {
    const url = new URL(`${desk.guichet.anybody.url}/api/v1/mail/inbound`);
    let turnAway: () => void = () => undefined;
    const fourTurnedAway = new Promise<void>((resolve) => {
      let turnedAway = 0;
      turnAway = () => {
        if (++turnedAway === 4) resolve();
      };
    });
    // eight that go on slowly: four are held, and the others are not waited for
    const slow = Array.from({ length: 8 }, (_, n) => {
      const raw = Buffer.from(letter({ from: `slow${String(n)}@outside.example` }));
      const headers = {
        'content-type': 'message/rfc822',
        'content-length': raw.length,
        authorization: `Bearer ${desk.token}`,
      };
      const sent = request(url, { method: 'POST', headers });
      const answered = new Promise<number>((resolve, reject) => {
        sent.on('error', reject).on('response', (reply) => {
          reply.resume();
          resolve(reply.statusCode ?? 0);
          if (reply.statusCode === 503) turnAway();
        });
      });
      sent.write(raw.subarray(0, 20));
      return { end: () => sent.end(raw.subarray(20)), answered };
    });
    await fourTurnedAway;
    const another = letter({ from: 'x@outside.example' });
    expect(await arrives(another)).toMatchObject({ status: 503, body: { code: 'busy' } });
    for (const one of slow) one.end();
    const statuses = await Promise.all(slow.map(({ answered }) => answered));
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 503, 503, 503, 503]);
    expect((await arrives(another)).status).toBe(200);
  });

  it('gives up on a mail at its fourth attempt, whoever makes it, and lays it where it belongs', async () => {
    const { ticket, mail } = await asked('Quatre fois');
    const raw = answerTo(mail, { text: 'Qui tue.' });
    const id = '018f0000-0000-7000-8000-0000000000f1';
    await desk.admin.query(
      `insert into mail_in (id, mailbox, digest, size, received_at, state, due_at, attempts)
       values ($1, 'guichet@guichet.example', $2, $3, $4, 'received', $4, 3)`,
      [id, createHash('sha256').update(raw).digest(), raw.length, desk.guichet.clock.now()],
    );
    await desk.admin.query('insert into mail_in_content (mail_in_id, raw) values ($1, $2)', [id, Buffer.from(raw)]);
    expect((await arrives(raw)).body).toMatchObject({ outcome: 'quarantined', reason: 'unreadable' });
    const listed = (await desk.spoc.get('/mail/quarantine?limit=100')).body.items as any[];
    expect(listed.find((one) => one.id === id)).toMatchObject({ text: 'Qui tue.', ticket: ticket.slice(9) });
  });
});
