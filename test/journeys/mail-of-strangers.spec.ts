import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { answerTo, letter, strayAnswer } from '../support/letters.js';
import { MailDesk } from '../support/mail-desk.js';

const desk = MailDesk.ofThisFile({ environment: { MAIL_GATEWAYS: 'probe@outside.example' } });
const { about, arrives, asked, thread } = desk;
let guichet: TestApp;
let spoc: Browser, requester: Browser;

beforeEach(() => {
  ({ guichet, spoc, requester } = desk);
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
    expect((await thread(requester, ticket)).at(-1)).toMatchObject({
      body: '[Reçu par courriel d’un expéditeur non vérifié, et versé au ticket par le guichet.]\n\nC’est bien moi.',
    });
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

  it('of a colleague is heard thirty times an hour, whatever is forged in their name; the rest is looked at', async () => {
    const from = 'requester.uphf@guichet.example';
    const to = 'guichet+uphf.oae@guichet.example';
    const outcomes = async (count: number, more: { vouched?: null } = {}) => {
      const seen = new Set<string>();
      for (let n = 0; n < count; n += 1) {
        const { outcome, reason } = (await arrives(letter({ from, to, ...more }))).body;
        seen.add(`${outcome as string} ${reason as string}`);
      }
      return [...seen];
    };
    expect(await outcomes(6, { vouched: null })).toEqual(['quarantined not_authenticated', 'ignored too_many']);
    expect(await outcomes(30)).toEqual(['created opened']);
    expect(await outcomes(2)).toEqual(['quarantined too_many']);
    guichet.clock.advance(3_600_000);
    expect(await outcomes(1)).toEqual(['created opened']);
  });

  it('of a registered gateway is heard without end, if the mail server vouches for it', async () => {
    const outcomes = async (more: { vouched?: null }) => {
      const heard = [];
      for (let n = 0; n < 7; n += 1)
        heard.push((await arrives(letter({ from: 'probe@outside.example', ...more }))).body.outcome);
      return heard;
    };
    expect(await outcomes({})).toEqual(Array<string>(7).fill('quarantined'));
    expect(await outcomes({ vouched: null })).toEqual([...Array<string>(5).fill('quarantined'), 'ignored', 'ignored']);
  });

  it('is not our own, sent back', async () => {
    const { mail } = await asked('Une boucle');
    // some mail systems take Auto-Submitted off what they forward; by our own header it is known all the same
    const ours = mail.mail.headers.find(({ key }) => key === 'x-guichet-reference');
    expect(ours?.value).toMatch(/^UPHF-/);
    const back = answerTo(mail, { headers: { 'X-Guichet-Reference': ours?.value ?? '' } });
    expect((await arrives(back)).body).toMatchObject({ outcome: 'ignored', reason: 'own_letter' });
    expect((await arrives(answerTo(mail))).body).toMatchObject({ outcome: 'appended', reason: 'answer' });
  });
});
