import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Received {
  from: string;
  to: string[];
  mail: Email;
}

/** A real SMTP server on a free port that keeps what it is given; a test waits for the mail it expects. */
export class Mailbox {
  readonly received: Received[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<Mailbox> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          void PostalMime.parse(Buffer.concat(parts)).then((mail) => {
            box.received.push({
              from: mailFrom ? mailFrom.address : '',
              to: rcptTo.map(({ address }) => address),
              mail,
            });
            for (const wake of box.waiting) wake();
            done();
          });
        });
      },
    });
    const box = new Mailbox(server);
    // whoever is killed while it sends cuts its connection
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  get url(): string {
    return `smtp://127.0.0.1:${String((this.server.server.address() as AddressInfo).port)}`;
  }

  /** The first mail to somebody that fits; waits for it. */
  async expect(to: string, fits: (mail: Email) => boolean = () => true, patienceMs = 60_000): Promise<Received> {
    const find = () =>
      this.received.find((one) => one.to.includes(to.includes('@') ? to : `${to}@guichet.example`) && fits(one.mail));
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = find();
      if (found) return found;
      const left = end - Date.now();
      if (left <= 0) {
        const seen = this.received.map((one) => `${one.to.join()}: ${one.mail.subject ?? ''}`).join('\n');
        throw new Error(`no such mail came to ${to}; there were:\n${seen}`);
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.waiting.add(wake);
      });
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
