import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { ImapServer, imapProgram } from '../support/imap-server.js';
import { answerTo, letter } from '../support/letters.js';
import { until } from '../support/until.js';

// Mail is fetched from a mailbox on a real IMAP server, where the mail server hands nothing over.

const TAKEN = 'Guichet';
const REFUSED = 'Guichet-refused';
const ours = imapProgram === undefined ? describe.skip : describe;

ours('a mailbox', () => {
  let server: ImapServer;
  let guichet: TestApp;
  let spoc: Browser;

  beforeAll(async () => {
    server = await ImapServer.start();
    guichet = await startTestApp({ environment: { IMAP_URL: server.url(), MAIL_IN_MB: '1' } });
    spoc = await guichet.as('spoc.uphf');
  });
  afterAll(async () => {
    await guichet.close();
    await server.stop();
  });

  const from = 'requester.uphf@guichet.example';
  const opening = (subject: string, more = {}) =>
    letter({ from, to: 'guichet+uphf.oae@guichet.example', subject, text: 'Rien ne va.', ...more });
  const titles = async () =>
    ((await spoc.get('/tickets?limit=100')).body.items as { title: string; reference: string }[]).map(
      ({ title }) => title,
    );
  const isTaken = (subject: string, folder = TAKEN) =>
    until(() => Promise.resolve(server.mails(folder).some((mail) => mail.includes(subject))));

  it('is emptied: a mail opens a ticket, and lies in a folder afterwards', async () => {
    const raw = opening('Le dépôt de fichiers');
    server.deliver(raw);
    await isTaken('Le dépôt de fichiers');
    await until(async () => (await titles()).includes('Le dépôt de fichiers'));
    expect(server.mails('')).toEqual([]);
    expect(server.mails(TAKEN)).toHaveLength(1);
    expect(await guichet.mailbox.expect('requester.uphf', ({ subject }) => /dépôt/.test(subject ?? ''))).toBeDefined();
  });

  it('has an answer, which is in the thread', async () => {
    const received = await guichet.mailbox.expect('requester.uphf', ({ subject }) => /dépôt/.test(subject ?? ''));
    server.deliver(answerTo(received, { text: 'Du poste 12.' }));
    const [ticket] = ((await spoc.get('/tickets')).body.items as { reference: string; title: string }[]).filter(
      ({ title }) => title === 'Le dépôt de fichiers',
    );
    await until(async () => {
      const { items } = (await spoc.get(`/tickets/${ticket?.reference ?? ''}/messages`)).body as {
        items: { body: string }[];
      };
      return items.some(({ body }) => body === 'Du poste 12.');
    });
  });

  it('has the same bytes twice, which act once', async () => {
    const raw = opening('Deux fois');
    server.deliver(raw);
    await isTaken('Deux fois');
    // as if the process had died between keeping it and putting it aside
    server.deliver(raw);
    await until(() => Promise.resolve(server.mails(TAKEN).filter((mail) => mail.includes('Deux fois')).length === 2));
    server.deliver(opening('Après'));
    await until(async () => (await titles()).includes('Après'));
    expect((await titles()).filter((title) => title === 'Deux fois')).toHaveLength(1);
  });

  it('has one that is too large, which is put aside and not lost', async () => {
    server.deliver(opening('Trop grand', { text: 'x'.repeat(76).concat('\r\n').repeat(15_000) }));
    await isTaken('Trop grand', REFUSED);
    server.deliver(opening('De taille'));
    await until(async () => (await titles()).includes('De taille'));
    expect(await titles()).not.toContain('Trop grand');
    expect(server.mails('')).toEqual([]);
  });

  it('has one that its server cannot read, which holds back no other', async () => {
    server.deliverUnreadable();
    server.deliver(opening('Derrière elle'));
    await until(async () => (await titles()).includes('Derrière elle'));
    server.removeUnreadable();
  });

  it('is emptied by two processes at once, and each mail acts once', async () => {
    const other = await guichet.another();
    try {
      const subjects = Array.from({ length: 12 }, (_, n) => `Par deux ${String(n)} `);
      for (const subject of subjects) server.deliver(opening(subject));
      await until(async () => {
        const known = await titles();
        return subjects.every((subject) => known.includes(subject.trim()));
      });
      await until(() => Promise.resolve(server.mails('').length === 0));
      expect((await titles()).filter((title) => title.startsWith('Par deux'))).toHaveLength(12);
      // servers move by copying: two that move one at the same moment may leave it there twice
      const aside = server.mails(TAKEN);
      expect(subjects.filter((subject) => !aside.some((mail) => mail.includes(subject)))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('is left alone while the program begins nothing: its disk is full, or its clock is wrong', async () => {
    const { JobQueue } = await compiled<typeof import('../../src/jobs/index.js')>('jobs/index.js');
    await guichet.app.get(JobQueue).pause('room');
    server.deliver(opening('Plus tard'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(server.mails('')).toHaveLength(1);
    guichet.app.get(JobQueue).resume('room');
    server.deliver(opening('Et ensuite'));
    await until(async () => (await titles()).includes('Et ensuite'));
    expect(await titles()).toContain('Plus tard');
  });

  it('is found again when its server was away', async () => {
    await server.kill();
    server.deliver(opening('Pendant la panne'));
    expect((await spoc.get('/tickets')).status).toBe(200);
    await server.begin();
    await until(async () => (await titles()).includes('Pendant la panne'));
  });

  it('to which the password is wrong keeps what it has, and the program works', async () => {
    const other = await ImapServer.start();
    const shut = await startTestApp({ environment: { IMAP_URL: other.url('another-one') } });
    try {
      other.deliver(opening('Derrière la porte'));
      expect((await (await shut.as('spoc.uphf')).get('/tickets')).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(other.mails('')).toHaveLength(1);
    } finally {
      const startedAt = Date.now();
      await shut.close();
      expect(Date.now() - startedAt).toBeLessThan(10_000);
      await other.stop();
    }
  });
});
