import type { Transaction, WorkerUnitOfWork } from '../../database/index.js';
import type { Verdict } from './domain/delivery.js';
import type { StoredMail } from './domain/outgoing-mail.js';

/** A mail to one person about one event, written in their language. */
export interface NewMail {
  id: string;
  /** The institution for which the reader gets it: the acting one. */
  institutionId: string;
  ticketId: string | null;
  /** In whose thread it stands, if it belongs to no ticket. */
  changeId?: string;
  eventId: string;
  /** Null for somebody outside, who was called with the escalation `externalN` of the ticket. */
  personId: string | null;
  externalN?: number;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  /** What goes with it for a calendar program (RFC 5545). */
  calendar?: string;
  createdAt: Date;
  /** Not before; by default at once. */
  dueAt?: Date;
}

/** A row of the queue that is ours until `leaseUntil`. */
export interface Claim {
  mailId: string;
  institutionId: string;
  leaseUntil: Date;
}

/**
 * Writes mails down in the caller's transaction, in one statement; they leave once it is committed. Said twice of the same
 * event and person, it is one mail.
 */
export async function queueMails(tx: Transaction, mails: readonly NewMail[]): Promise<void> {
  await tx.run(
    `with written as (
       insert into mail (id, institution_id, ticket_id, event_id, person_id, to_address, subject, text_body, html_body,
                         state, created_at, external_n, change_id, calendar)
       select id, institution_id, ticket_id, event_id, person_id, to_address, subject, text_body, html_body,
              'queued', created_at, external_n, change_id, calendar
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::timestamptz[], $11::integer[], $12::uuid[], $13::text[])
           as m (id, institution_id, ticket_id, event_id, person_id, to_address, subject, text_body, html_body,
                 created_at, external_n, change_id, calendar)
       on conflict do nothing
       returning id, institution_id, ticket_id
     ), threaded as (
       insert into mail_thread (mail_id, institution_id, ticket_id)
       select id, institution_id, ticket_id from written
     )
     insert into mail_queue (mail_id, institution_id, due_at)
     select w.id, w.institution_id, d.due_at
       from written w
       join unnest($1::uuid[], $14::timestamptz[]) as d (id, due_at) on d.id = w.id`,
    [
      mails.map(({ id }) => id),
      mails.map(({ institutionId }) => institutionId),
      mails.map(({ ticketId }) => ticketId),
      mails.map(({ eventId }) => eventId),
      mails.map(({ personId }) => personId),
      mails.map(({ toAddress }) => toAddress),
      mails.map(({ subject }) => subject),
      mails.map(({ text }) => text),
      mails.map(({ html }) => html),
      mails.map(({ createdAt }) => createdAt),
      mails.map(({ externalN }) => externalN ?? null),
      mails.map(({ changeId }) => changeId ?? null),
      mails.map(({ calendar }) => calendar ?? null),
      mails.map(({ createdAt, dueAt }) => dueAt ?? createdAt),
    ],
  );
}

/** Whether mail to this address came back for good to the acting institution. */
export async function isSuppressed(tx: Transaction, address: string): Promise<boolean> {
  const [row] = await tx.query<{ is: boolean }>(
    `select exists (select 1 from mail_suppression
                     where institution_id = app_institution() and address = lower($1)) as is`,
    [address],
  );
  return row?.is === true;
}

/**
 * Takes the mail that has been due longest, of any institution, by moving its due instant to the end of a lease: nobody
 * else takes it before, and if we die it comes back by itself. One statement, so no transaction stands open meanwhile.
 */
export async function claim(work: WorkerUnitOfWork, now: Date, leaseUntil: Date): Promise<Claim | undefined> {
  const [row] = await work.outside<{ mail_id: string; institution_id: string }>(
    `update mail_queue
        set due_at = $2
      where mail_id = (select mail_id from mail_queue
                        where due_at <= $1
                        order by due_at, mail_id
                        limit 1
                          for update skip locked)
      returning mail_id, institution_id`,
    [now, leaseUntil],
  );
  return row && { mailId: row.mail_id, institutionId: row.institution_id, leaseUntil };
}

/**
 * The mail, with this attempt counted: one that kills the process each time runs out of attempts like any other. Each
 * attempt takes away the word that the one before left, and leaves its own; where there is none, whoever made it died over
 * it, and the mail may have been handed over: it is uncertain, and can become sent, but no longer failed. An
 * acknowledgement is what the person who asked hears of the opening itself.
 */
export async function startAttempt(tx: Transaction, mailId: string): Promise<StoredMail | undefined> {
  const [mail] = await tx.query<StoredMail>(
    `with started as (
       update mail
          set attempts = attempts + 1,
              state = case when state = 'queued' and attempts > 0 and error is null then 'uncertain' else state end,
              error = null
        where id = $1
        returning *
     )
     select m.id, m.ticket_id as "ticketId", m.change_id as "changeId", coalesce(t.reference, c.reference) as reference, m.to_address as "toAddress", m.subject,
            m.text_body as text, m.html_body as html, m.state, m.attempts, m.created_at as "createdAt",
            m.external_n as "externalN", m.calendar,
            exists (select 1 from mail_suppression s
                     where s.institution_id = m.institution_id and s.address = lower(m.to_address)) as "isSuppressed",
            coalesce(e.type = 'ticket.opened' and t.requester_id = m.person_id, false) as "isAcknowledgement"
       from started m
       left join ticket t on t.id = m.ticket_id
       left join change c on c.id = m.change_id
       left join event e on e.id = m.event_id`,
    [mailId],
  );
  return mail;
}

/** Writes down what became of an attempt. A lease that has run out moves nothing in the queue: another attempt is on. */
export async function record(tx: Transaction, claimed: Claim, verdict: Verdict, now: Date): Promise<void> {
  await tx.run(
    `update mail
        set state = $2, error = $3, sent_at = $4, attempts = attempts - $5
      where id = $1
        and state <> 'sent'`,
    [claimed.mailId, verdict.state, verdict.error, verdict.state === 'sent' ? now : null, verdict.isUncounted ? 1 : 0],
  );
  if (verdict.retryAt === null) {
    await tx.run('delete from mail_queue where mail_id = $1 and ($2 or due_at = $3)', [
      claimed.mailId,
      verdict.state === 'sent',
      claimed.leaseUntil,
    ]);
    return;
  }
  await tx.run('update mail_queue set due_at = $2 where mail_id = $1 and due_at = $3', [
    claimed.mailId,
    verdict.retryAt,
    claimed.leaseUntil,
  ]);
}
