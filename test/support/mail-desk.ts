import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';
import type { Answer, Browser } from './browser.js';
import { compiled } from './compiled.js';
import type { Received } from './mailbox.js';
import { until } from './until.js';

/**
 * The program with a gateway that brings it mail, and two people of UPHF. Between tests the clock moves on: sessions end, and
 * nobody has written too much. A Tuesday, 10:00 in Paris, at first.
 */
export class MailDesk {
  guichet!: TestApp;
  admin!: pg.Client;
  token = '';
  spoc!: Browser;
  requester!: Browser;

  /** The desk of a file of tests, begun and ended with it. */
  static ofThisFile(options: TestAppOptions = {}): MailDesk {
    const desk = new MailDesk();
    beforeAll(() => desk.begin(options));
    beforeEach(() => desk.moveOn(2 * 3_600_000));
    afterAll(() => desk.end());
    return desk;
  }

  private async begin(options: TestAppOptions): Promise<void> {
    this.guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', ...options });
    this.admin = new pg.Client({ connectionString: this.guichet.urls.admin });
    await this.admin.connect();
    const operator = await this.guichet.as('operator');
    const { status, body } = await operator.post('/tokens', {
      name: 'passerelle de courrier',
      scopes: ['mail:inbound'],
      expiresAt: '2026-12-31T00:00:00Z',
    });
    expect(status).toBe(201);
    this.token = body.token;
  }

  private async end(): Promise<void> {
    await this.admin.end();
    await this.guichet.close();
  }

  async moveOn(milliseconds: number): Promise<void> {
    this.guichet.clock.advance(milliseconds);
    this.spoc = await this.guichet.as('spoc.uphf');
    this.requester = await this.guichet.as('requester.uphf');
  }

  /** As much later, and what was due for answers that nobody had read by then is done. */
  async unreadAfter(milliseconds: number): Promise<void> {
    await this.moveOn(milliseconds);
    const { UnreadAnswers } =
      await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
    const answers = this.guichet.app.get(UnreadAnswers);
    // a round leaves alone a ticket that somebody has at that moment, so one round may not be enough
    await until(async () => (await answers.run()) === 0);
  }

  readonly arrives = (raw: string, query = ''): Promise<Answer<any>> =>
    this.guichet.anybody.send('POST', `/mail/inbound${query}`, raw, {
      'content-type': 'message/rfc822',
      authorization: `Bearer ${this.token}`,
    });

  /** By the requester; its path. */
  readonly opened = async (title: string, service = 'OAE'): Promise<string> => {
    const { status, body } = await this.requester.post('/tickets', {
      kind: 'incident',
      service,
      title,
      description: 'Quelque chose ne va pas.',
    });
    expect(status).toBe(201);
    return `/tickets/${body.reference as string}`;
  };

  /** The first mail about a ticket to somebody. */
  readonly about = (ticket: string, to: string, subject = /./): Promise<Received> =>
    this.guichet.mailbox.expect(
      to,
      (mail) => mail.subject?.includes(ticket.replace('/tickets/', '')) === true && subject.test(mail.subject),
    );

  /** A ticket that waits for its requester, with the mail that asks them. */
  readonly asked = async (title: string): Promise<{ ticket: string; mail: Received }> => {
    const ticket = await this.opened(title);
    await this.spoc.post(`${ticket}/take`);
    const message = 'De quel poste écrivez-vous ?';
    const { status } = await this.spoc.post(`${ticket}/wait`, {
      cause: 'requester',
      followUpAt: new Date(this.guichet.clock.now().getTime() + 5 * 86_400_000).toISOString(),
      message,
    });
    expect(status).toBe(200);
    return { ticket, mail: await this.about(ticket, 'requester.uphf', /attend|réponse|question/i) };
  };

  readonly thread = async (who: Browser, ticket: string): Promise<any[]> =>
    (await who.get(`${ticket}/messages`)).body.items;
}
