import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { cloneDatabase, systemActor, WorkerUnitOfWork, type TestServer } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import type { SendResult } from './domain/delivery.js';
import type { OutgoingMail } from './domain/outgoing-mail.js';
import { MailSender } from './mail.service.js';
import { queueMails, type NewMail } from './mail.store.js';
import { MailTransport } from './transport.js';

const now = new Date('2026-04-02T08:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const server = JSON.parse(process.env.GUICHET_TEST_DATABASE ?? '{}') as TestServer;
const settings = {
  from: 'Guichet <guichet@guichet.example>',
  secretKeys: ['a key that only this test knows'],
  keepIn: '',
  atOnce: 4,
  isDemo: false,
};

/** Answers as it is told to, and remembers. */
class Scripted extends MailTransport {
  readonly mails: OutgoingMail[] = [];
  answers: (SendResult | Error)[] = [];
  onSend = (): Promise<void> => Promise.resolve();

  override async send(mail: OutgoingMail): Promise<SendResult> {
    this.mails.push(mail);
    await this.onSend();
    const answer = this.answers.shift() ?? { outcome: 'sent' };
    if (answer instanceof Error) throw answer;
    return answer;
  }

  override check(): Promise<void> {
    return Promise.resolve();
  }

  override close(): void {
    this.mails.length = 0;
  }
}

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let source: DataSource;
let work: WorkerUnitOfWork;
let transport: Scripted;
let sender: MailSender;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await cloneDatabase(server, `mail_${randomUUID().replaceAll('-', '')}`);
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  source = await new DataSource({ type: 'postgres', url: database.worker, poolSize: 6 }).initialize();
  work = new WorkerUnitOfWork(source, () => new Date());
});
afterAll(async () => {
  await source.destroy();
  await admin.end();
  await database.drop();
});
beforeEach(async () => {
  await admin.query('truncate mail, mail_queue cascade');
  transport = new Scripted();
  sender = new MailSender(work, transport, settings);
});

interface Place {
  institutionId: string;
  personId: string;
  staffId: string;
  ticketId: string;
}

let places = 0;

/** An institution with a person, and a ticket that this person opened. */
async function place(): Promise<Place> {
  const [institutionId, siteId, serviceId, personId, staffId, ticketId] = Array.from({ length: 6 }, () => randomUUID());
  const code = `PLACE-${(places += 1)}`;
  await admin.query(`insert into institution values ($1, $2, $2, $2, 'Europe/Paris', 'FR', 'fr')`, [
    institutionId,
    code,
  ]);
  await admin.query(`insert into site values ($1, $2, 'MAIN', 'Europe/Paris', 'FR', true)`, [siteId, institutionId]);
  await admin.query('insert into service (id, code, name, lead_provider_id) values ($1, $2, $2, $3)', [
    serviceId,
    code,
    institutionId,
  ]);
  for (const id of [personId, staffId]) {
    await admin.query(`insert into person (id, email, display_name, locale) values ($1, $2, 'Somebody', 'fr')`, [
      id,
      `${id ?? ''}@example.org`,
    ]);
    await admin.query('insert into membership (person_id, institution_id) values ($1, $2)', [id, institutionId]);
  }
  await admin.query(
    `insert into ticket (id, institution_id, reference, site_id, service_id, kind, title, state, impact, urgency, priority,
                         requester_id, opened_by, channel, opened_at, next_actor, next_actor_since, version, updated_at)
     values ($1, $2, $3, $4, $5, 'incident', 'A title', 'new', 'low', 'low', 'P4', $6, $6, 'web', $7, 'user_institution', $7, 1, $7)`,
    [ticketId, institutionId, `${code}-2026-00042`, siteId, serviceId, personId, now],
  );
  await admin.query(`insert into event_stream values ($1, 'ticket', 0, $2)`, [ticketId, now]);
  return { institutionId: institutionId!, personId: personId!, staffId: staffId!, ticketId: ticketId! };
}

let numbers = 0;

async function event({ ticketId, institutionId, personId }: Place, type = 'ticket.resolved'): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `insert into event values ($1, $2, $3, 'common', $4, 'shared', $5, $6, $7, 'user', array[$8], '{}', '', '')`,
    [id, ticketId, (numbers += 1), type, now, personId, institutionId, `${institutionId}/user`],
  );
  return id;
}

async function letter(at: Place, changes: Partial<NewMail> = {}): Promise<NewMail> {
  const eventId = changes.eventId ?? (await event(at));
  return {
    id: newId(now),
    institutionId: at.institutionId,
    ticketId: at.ticketId,
    eventId,
    personId: at.personId,
    toAddress: 'camille@univ-littoral.example',
    subject: 'A subject',
    text: 'A text',
    html: '<p>A text</p>',
    createdAt: now,
    ...changes,
  };
}

async function queue(mail: NewMail, ...more: NewMail[]): Promise<NewMail> {
  await work.run(systemActor(mail.institutionId), (tx) => queueMails(tx, [mail, ...more]));
  return mail;
}

const rows = async () =>
  (
    await admin.query<{ state: string; attempts: number; error: string | null; sent_at: Date | null }>(
      'select state, attempts, error, sent_at from mail order by created_at, id',
    )
  ).rows;
const waits = async () =>
  (await admin.query<{ due_at: Date }>('select due_at from mail_queue order by due_at')).rows.map(
    ({ due_at }) => (due_at.getTime() - now.getTime()) / 1000,
  );

describe('the queue', () => {
  it('holds one mail for one event and person, however often it is said', async () => {
    const at = await place();
    const first = await queue(await letter(at));
    const again = { ...first, id: newId(now), subject: 'Another subject' };
    const other = await letter(at, { eventId: first.eventId, personId: at.staffId, dueAt: after(60) });
    await queue(again);
    // in one statement as well
    await queue(again, other, { ...other, id: newId(now), dueAt: after(30) });
    expect(await rows()).toHaveLength(2);
    expect(await waits()).toEqual([0, 60]);
  });

  it('forgets what the caller rolled back', async () => {
    const at = await place();
    const mail = await letter(at);
    const failing = work.run(systemActor(at.institutionId), async (tx) => {
      await queueMails(tx, [mail]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await rows()).toEqual([]);
    expect(await waits()).toEqual([]);
  });

  it('takes no mail for another institution than the acting one', async () => {
    const [here, there] = [await place(), await place()];
    const mail = await letter(there);
    await expect(work.run(systemActor(here.institutionId), (tx) => queueMails(tx, [mail]))).rejects.toThrow(
      'row-level security',
    );
  });

  it('keeps a mail until it is due', async () => {
    await queue(await letter(await place(), { dueAt: after(3600) }));
    expect((await sender.sendDue(after(3599.999))).sent).toBe(0);
    expect((await sender.sendDue(after(3600))).sent).toBe(1);
  });

  it('shows its texts to nobody but the worker of the same institution', async () => {
    const [here, there] = [await place(), await place()];
    await queue(await letter(here));
    const seen = (id: string) => work.run(systemActor(id), (tx) => tx.query('select text_body from mail'));
    expect(await seen(here.institutionId)).toHaveLength(1);
    expect(await seen(there.institutionId)).toHaveLength(0);
    const api = new pg.Client({ connectionString: database.api });
    await api.connect();
    await expect(api.query('select text_body from mail')).rejects.toThrow('permission denied');
    await expect(api.query('select 1 from mail_queue')).rejects.toThrow('permission denied');
    await api.end();
  });
});

describe('sending', () => {
  it('sends what is due, of every institution, and records it', async () => {
    const mails = [await queue(await letter(await place())), await queue(await letter(await place()))];
    expect(await sender.sendDue(now)).toEqual({ sent: 2, later: 0, failed: 0, uncertain: 0 });
    expect(transport.mails.map(({ messageId }) => messageId).sort()).toEqual(
      mails.map(({ id }) => `<${id}@guichet.example>`).sort(),
    );
    expect(await rows()).toEqual([1, 2].map(() => ({ state: 'sent', attempts: 1, error: null, sent_at: now })));
    expect(await waits()).toEqual([]);
    expect((await sender.sendDue(after(86_400))).sent).toBe(0);
  });

  it('knows the thread, and the acknowledgement of an opening', async () => {
    const at = await place();
    const opening = await event(at, 'ticket.opened');
    await queue(await letter(at, { eventId: opening }));
    await queue(await letter(at, { eventId: opening, personId: at.staffId, dueAt: after(1) }));
    await queue(await letter(at, { dueAt: after(2) }));
    await sender.sendDue(after(2));
    expect(transport.mails.map(({ envelopeFrom }) => envelopeFrom)).toEqual([
      '',
      transport.mails[1]?.replyTo,
      transport.mails[2]?.replyTo,
    ]);
    for (const mail of transport.mails) {
      expect(mail.inReplyTo).toBe(`<ticket.${at.ticketId}@guichet.example>`);
      expect(mail.headers['X-Guichet-Reference']).toMatch(/^PLACE-\d+-2026-00042$/);
    }
  });

  it('holds no transaction open while it waits for the server', async () => {
    await queue(await letter(await place()));
    let open = -1;
    transport.onSend = async () => {
      // whoever else looked for mail meanwhile has found that there is none
      await new Promise((resolve) => setTimeout(resolve, 200));
      const found = await admin.query(
        `select 1 from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend'
            and xact_start is not null and pid <> pg_backend_pid()`,
      );
      open = found.rows.length;
    };
    await sender.sendDue(now);
    expect(open).toBe(0);
  });

  it('waits for one server over several mails at once, but not over all', async () => {
    const at = await place();
    for (let n = 0; n < 12; n += 1) await queue(await letter(at));
    let [atOnce, most] = [0, 0];
    transport.onSend = async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 100));
      atOnce -= 1;
    };
    expect((await sender.sendDue(now)).sent).toBe(12);
    expect(most).toBe(4);
  });

  it('sends each mail once when several processes send', async () => {
    const at = await place();
    for (let n = 0; n < 12; n += 1) await queue(await letter(at));
    const senders = [sender, new MailSender(work, transport, settings), new MailSender(work, transport, settings)];
    const reports = await Promise.all(senders.map((each) => each.sendDue(now)));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(12);
    expect(new Set(transport.mails.map(({ id }) => id)).size).toBe(12);
  });

  it('sends again with the same Message-ID when the process died before it could record', async () => {
    await queue(await letter(await place()));
    transport.answers = [new Error('killed')];
    await expect(sender.sendDue(now)).rejects.toThrow('killed');
    expect((await sender.sendDue(after(119))).sent).toBe(0);
    expect((await sender.sendDue(after(125))).sent).toBe(1);
    const [first, second] = transport.mails;
    expect(second).toEqual(first);
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('gives up a mail that kills the process each time', async () => {
    await queue(await letter(await place()));
    await admin.query('update mail set attempts = 10');
    expect(await sender.sendDue(now)).toMatchObject({ uncertain: 1 });
    expect(transport.mails).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('that ended in no word may have arrived: refused afterwards, it is uncertain and not failed', async () => {
    await queue(await letter(await place()));
    transport.answers = [
      { outcome: 'temporary', error: '450 not now' },
      new Error('killed'),
      { outcome: 'permanent', error: '550 nobody here' },
    ];
    expect(await sender.sendDue(now)).toMatchObject({ later: 1 });
    await expect(sender.sendDue(after(60))).rejects.toThrow('killed');
    expect(await sender.sendDue(after(185))).toMatchObject({ uncertain: 1 });
    expect(await rows()).toMatchObject([{ state: 'uncertain', error: '550 nobody here' }]);
    expect(await waits()).toEqual([]);
  });
});

describe('a mail that is not taken', () => {
  it('is tried again after 1, 5, 15 minutes, 1 and 3 hours, then has failed', async () => {
    await queue(await letter(await place()));
    const refusal: SendResult = { outcome: 'temporary', error: '450 not now' };
    transport.answers = Array.from({ length: 6 }, () => refusal);
    let at = 0;
    for (const wait of [60, 300, 900, 3600, 10_800]) {
      expect(await sender.sendDue(after(at))).toMatchObject({ later: 1 });
      expect(await rows()).toMatchObject([{ state: 'queued', error: '450 not now' }]);
      expect(await waits()).toEqual([at + wait]);
      at += wait;
    }
    expect(await sender.sendDue(after(at))).toMatchObject({ failed: 1 });
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 6 }]);
    expect(await waits()).toEqual([]);
  });

  it('has failed when it is refused for good', async () => {
    await queue(await letter(await place()));
    transport.answers = [{ outcome: 'permanent', error: '550 nobody here' }];
    expect(await sender.sendDue(now)).toEqual({ sent: 0, later: 0, failed: 1, uncertain: 0 });
    expect(await rows()).toMatchObject([{ state: 'failed', error: '550 nobody here', sent_at: null }]);
    expect(await waits()).toEqual([]);
  });

  it('is repeated once with the same Message-ID when its fate is unknown, and stays uncertain', async () => {
    await queue(await letter(await place()));
    const unknown: SendResult = { outcome: 'uncertain', error: 'no answer' };
    transport.answers = [unknown, unknown];
    expect(await sender.sendDue(now)).toMatchObject({ uncertain: 1 });
    expect(await waits()).toEqual([300]);
    expect(await sender.sendDue(after(300))).toMatchObject({ uncertain: 1 });
    expect(await rows()).toMatchObject([{ state: 'uncertain', attempts: 2 }]);
    expect(await waits()).toEqual([]);
    expect(transport.mails.map(({ messageId }) => messageId)).toHaveLength(2);
    expect(transport.mails[1]!.messageId).toBe(transport.mails[0]!.messageId);
  });

  it('costs the others no try when there is no server', async () => {
    const at = await place();
    for (let n = 0; n < 3; n += 1) await queue(await letter(at));
    transport.answers = [{ outcome: 'unreachable', error: 'ECONNREFUSED' }];
    expect(await sender.sendDue(now)).toEqual({ sent: 0, later: 1, failed: 0, uncertain: 0 });
    expect(transport.mails).toHaveLength(1);
    expect(await waits()).toEqual([0, 0, 300]);
    expect((await rows()).map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
  });

  it('is not undone by whoever lost the lease', async () => {
    await queue(await letter(await place()));
    transport.onSend = async () => {
      transport.onSend = () => Promise.resolve();
      await sender.sendDue(after(300));
    };
    transport.answers = [{ outcome: 'sent' }, { outcome: 'permanent', error: '550 late' }];
    await sender.sendDue(now);
    expect(await rows()).toMatchObject([{ state: 'sent' }]);
    expect(await waits()).toEqual([]);
  });
});
