import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { outgoingMail, type OutgoingMail, type StoredMail } from './domain/outgoing-mail.js';
import { KeptTransport } from './kept-transport.js';
import { SmtpTransport } from './smtp-transport.js';

const secretKey = 'a key for mails that only a test reads';
const from = { name: 'Guichet, l’assistance', address: 'guichet@guichet.example' };
const stored: StoredMail = {
  id: '0198c0de-1234-7abc-8def-0123456789ab',
  ticketId: '0198c0de-0000-7000-8000-000000000001',
  reference: 'ULCO-2026-00042',
  toAddress: 'camille@univ-littoral.example',
  subject: '[ULCO-2026-00042] Demande résolue : le cours ne s’ouvre plus, ni chez moi ni chez mes collègues 🎓',
  text: 'Bonjour,\n\nC’est réglé.\n\n.\n-- \nFin\n',
  html: '<!doctype html><p>C’est réglé.</p>',
  state: 'queued',
  attempts: 1,
  createdAt: new Date('2026-04-02T08:00:00Z'),
  isAcknowledgement: false,
};
const mail = (changes: Partial<StoredMail> = {}): OutgoingMail =>
  outgoingMail({ ...stored, ...changes }, { from, secretKey });

interface Received {
  from: string;
  to: string[];
  raw: Buffer;
}

/** A server that takes mail; how it answers is said by the recipient. */
class Mailbox {
  readonly received: Received[] = [];
  private sockets: Socket[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (_auth, _session, done) => {
      done(Object.assign(new Error('wrong password hunter2'), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, done) => {
      done(/^(4|5)/.test(address) ? refusal(address) : null);
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        this.received.push({ from: mailFrom === false ? '?' : mailFrom.address, to, raw: Buffer.concat(parts) });
        if (to[0]?.startsWith('drop')) this.sockets.forEach((socket) => socket.destroy());
        else if (to[0]?.startsWith('late')) done(refusal(to[0].slice('late'.length)));
        else done();
      });
    },
  });

  async open(): Promise<number> {
    this.server.server.on('connection', (socket: Socket) => this.sockets.push(socket));
    await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
    return (this.server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    return new Promise((closed) => {
      this.server.close(closed);
    });
  }
}

function refusal(address: string): Error {
  const code = Number(/^\d+/.exec(address)?.[0]);
  return Object.assign(new Error('not this one\u0007'), { responseCode: code });
}

/** Header fields as they stand in the bytes, unfolded. */
function fields(raw: Buffer): [string, string][] {
  const head = raw
    .toString('latin1')
    .split('\r\n\r\n', 1)[0]!
    .replace(/\r\n[ \t]+/g, ' ');
  return head
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]);
}
const field = (raw: Buffer, name: string) => fields(raw).flatMap(([each, value]) => (each === name ? [value] : []));

describe('over SMTP', () => {
  const mailbox = new Mailbox();
  let transport: SmtpTransport;
  let port: number;
  beforeAll(async () => {
    port = await mailbox.open();
    transport = new SmtpTransport(`smtp://127.0.0.1:${port}`);
  });
  afterAll(async () => {
    transport.close();
    await mailbox.close();
  });

  const received = async (one: OutgoingMail): Promise<Received> => {
    expect(await transport.send(one)).toEqual({ outcome: 'sent' });
    return mailbox.received.at(-1)!;
  };

  it('arrives as it was written, in both forms', async () => {
    const { from: path, to, raw } = await received(mail());
    // bounces come back with the token
    expect(path).toMatch(/^guichet\+[a-z2-7]{42}@guichet\.example$/);
    expect(to).toEqual([stored.toAddress]);
    const read = await PostalMime.parse(raw);
    expect(read.subject).toBe(stored.subject);
    expect(read.from).toMatchObject(from);
    expect(read.to).toMatchObject([{ address: stored.toAddress }]);
    expect(read.text?.trimEnd()).toBe(stored.text.trimEnd());
    expect(read.html?.trimEnd()).toBe(stored.html);
    expect(new Date(read.date!)).toEqual(stored.createdAt);
    expect(field(raw, 'content-type')[0]).toMatch(/^multipart\/alternative/);
    expect(raw.toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]|[\x80-\xff]/);
  });

  it('is one thread for one ticket, and asks for no automatic answer', async () => {
    const first = (await received(mail())).raw;
    const second = (await received(mail({ id: '0198c0de-1234-7abc-8def-0123456789ac' }))).raw;
    expect(field(first, 'message-id')).toEqual([`<${stored.id}@guichet.example>`]);
    expect(field(second, 'message-id')).not.toEqual(field(first, 'message-id'));
    for (const raw of [first, second]) {
      expect(field(raw, 'references')).toEqual([`<ticket.${stored.ticketId!}@guichet.example>`]);
      expect(field(raw, 'in-reply-to')).toEqual([`<ticket.${stored.ticketId!}@guichet.example>`]);
      expect(field(raw, 'auto-submitted')).toEqual(['auto-generated']);
      expect(field(raw, 'x-auto-response-suppress')).toEqual(['All']);
      expect(field(raw, 'x-guichet-reference')).toEqual(['ULCO-2026-00042']);
      expect(field(raw, 'reply-to')[0]).toMatch(/<guichet\+[a-z2-7]{42}@guichet\.example>$/);
    }
  });

  it('is the same mail when it is sent again', async () => {
    const [once, again] = [
      (await received(mail())).raw,
      (await received(mail({ attempts: 2, state: 'uncertain' }))).raw,
    ];
    const lasting = (raw: Buffer) => fields(raw).filter(([name]) => name !== 'content-type');
    expect(lasting(again)).toEqual(lasting(once));
  });

  it('has a null path when it acknowledges, and only then', async () => {
    expect((await received(mail({ isAcknowledgement: true }))).from).toBe('');
    // what comes back does so to an address that only this mail knows
    const sent = mail();
    expect(sent.envelopeFrom).toBe(sent.replyTo);
    expect((await received(sent)).from).toBe(sent.envelopeFrom);
  });

  it('cannot be given another header', async () => {
    const poison = 'a\r\nBcc: victim@example.org\r\n\r\nbody';
    const { raw, to } = await received(mail({ subject: poison, reference: poison }));
    expect(to).toEqual([stored.toAddress]);
    expect(field(raw, 'bcc')).toEqual([]);
    const names = fields(raw).map(([name]) => name);
    expect(names.filter((name) => !/^[a-z-]+$/.test(name))).toEqual([]);
    expect((await PostalMime.parse(raw)).subject).toBe('a Bcc: victim@example.org body');
    expect(await transport.send(mail({ toAddress: 'a@b.example\r\nBcc: victim@example.org' }))).toMatchObject({
      outcome: 'permanent',
    });
    expect(await transport.send(mail({ toAddress: 'a@b.example, victim@example.org' }))).toMatchObject({
      outcome: 'permanent',
    });
  });

  it.each([
    ['450@x.example', 'temporary'],
    ['550@x.example', 'permanent'],
    ['late451@x.example', 'temporary'],
    ['late554@x.example', 'permanent'],
  ])('told "%s" it is refused: %s', async (toAddress, outcome) => {
    const result = await transport.send(mail({ toAddress }));
    expect(result).toMatchObject({ outcome, error: expect.stringContaining('not this one') });
    expect(JSON.stringify(result)).not.toContain('\\u0007');
  });

  it('is uncertain when the connection drops after the mail was handed over', async () => {
    const before = mailbox.received.length;
    expect(await transport.send(mail({ toAddress: 'drop@x.example' }))).toMatchObject({ outcome: 'uncertain' });
    expect(mailbox.received).toHaveLength(before + 1);
    expect(await transport.send(mail())).toEqual({ outcome: 'sent' });
  });

  it('says nothing of a password when it may not sign in', async () => {
    const stranger = new SmtpTransport(`smtp://someone:s3cret-word@127.0.0.1:${port}`);
    const result = await stranger.send(mail());
    stranger.close();
    expect(result).toEqual({ outcome: 'unreachable', error: 'the mail server could not be used (EAUTH 535)' });
  });

  it('is unreachable without a server, and before a byte of it was taken', async () => {
    const mute = createServer((socket) => {
      socket.once('data', () => socket.destroy());
      socket.write('220 mute\r\n');
    });
    await new Promise<void>((ready) => mute.listen(0, '127.0.0.1', ready));
    const { port: there } = mute.address() as AddressInfo;
    const hungUp = new SmtpTransport(`smtp://127.0.0.1:${there}`);
    expect(await hungUp.send(mail())).toMatchObject({ outcome: 'unreachable' });
    hungUp.close();
    await new Promise((closed) => mute.close(closed));
    const nobody = new SmtpTransport(`smtp://127.0.0.1:${there}`);
    expect(await nobody.send(mail())).toMatchObject({ outcome: 'unreachable' });
    nobody.close();
  });
});

describe('kept', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-mail-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const numbered = (n: number) =>
    mail({
      id: `0198c0de-1234-7abc-8def-00000000000${n}`,
      subject: `n° ${n}`,
      createdAt: new Date(Date.UTC(2026, 3, 2, 8, n)),
    });
  const subjects = async (kept: KeptTransport, limit: number, before?: string) =>
    (await kept.list(limit, before)).map((entry) => entry.mail.subject);

  it('is a list, newest first, in pages', async () => {
    const kept = new KeptTransport(join(folder, 'mail'));
    expect(await kept.list(10)).toEqual([]);
    for (const n of [2, 1, 3]) expect(await kept.send(numbered(n))).toEqual({ outcome: 'sent' });
    expect(await subjects(kept, 10)).toEqual(['n° 3', 'n° 2', 'n° 1']);
    const [, second] = await kept.list(2);
    expect(await subjects(kept, 10, second!.name)).toEqual(['n° 1']);
  });

  it('is a file that any mail program opens', async () => {
    await new KeptTransport(folder).send(mail());
    const [eml] = (await readdir(folder)).filter((file) => file.endsWith('.eml'));
    const read = await PostalMime.parse(await readFile(join(folder, eml!)));
    expect(read).toMatchObject({ subject: stored.subject, messageId: `<${stored.id}@guichet.example>` });
    expect(read.text).toContain('C’est réglé.');
  });

  it('stands once, however often it is sent', async () => {
    const kept = new KeptTransport(folder);
    for (let n = 0; n < 3; n += 1) await kept.send(mail());
    expect(await kept.list(10)).toHaveLength(1);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('keeps no more than the newest', async () => {
    const kept = new KeptTransport(folder, 2);
    for (const n of [1, 3, 2]) await kept.send(numbered(n));
    expect(await subjects(kept, 10)).toEqual(['n° 3', 'n° 2']);
    expect(await readdir(folder)).toHaveLength(4);
  });
});
