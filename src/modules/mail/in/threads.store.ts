import type { Crossing, Transaction } from '../../../database/index.js';
import { newId } from '../../../kernel/index.js';

/** A mail of ours that somebody answers. */
export interface AnsweredMail {
  mailId: string;
  institutionId: string;
}

/** Which institutions wrote these mails; ids alone. */
export async function writersOf(tx: Pick<Crossing, 'query'>, mailIds: readonly string[]): Promise<AnsweredMail[]> {
  if (mailIds.length === 0) return [];
  return tx.query<AnsweredMail>(
    `select mail_id as "mailId", institution_id as "institutionId"
       from mail_thread
      where mail_id = any ($1::uuid[])`,
    [mailIds],
  );
}

/** Which institutions wrote about a ticket, who began first; ids alone. Those of a mail are in the order of time. */
export async function institutionsAbout(tx: Pick<Crossing, 'query'>, ticketId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select institution_id as id
       from mail_thread
      where ticket_id = $1
      group by institution_id
      order by min(mail_id::text), institution_id
      limit 20`,
    [ticketId],
  );
  return rows.map(({ id }) => id);
}

/** The mail that is answered, behind the wall of who wrote it. */
export interface Letter {
  ticketId: string | null;
  isOwner: boolean;
  personId: string | null;
  externalN: number | null;
  eventType: string;
  audience: 'requester' | 'shared' | 'internal';
  n: number | null;
}

export async function letterById(tx: Transaction, mailId: string): Promise<Letter | undefined> {
  const [letter] = await tx.query<Letter>(
    `select m.ticket_id as "ticketId", coalesce(t.institution_id = m.institution_id, true) as "isOwner",
            m.person_id as "personId", m.external_n as "externalN", e.type as "eventType", e.audience,
            (e.data ->> 'n')::integer as n
       from mail m
       left join ticket t on t.id = m.ticket_id
       left join event e on e.id = m.event_id
      where m.id = $1`,
    [mailId],
  );
  return letter;
}

/** When the acting institution last wrote to one of its people about a ticket. */
export async function lastWrittenTo(tx: Transaction, ticketId: string, personId: string): Promise<Date | undefined> {
  const [row] = await tx.query<{ at: Date | null }>(
    `select max(m.created_at) as at
       from mail_thread h
       join mail m on m.id = h.mail_id and m.person_id = $2
      where h.ticket_id = $1 and h.institution_id = app_institution()`,
    [ticketId, personId],
  );
  return row?.at ?? undefined;
}

export interface NamedTicket {
  id: string;
  reference: string;
  serviceId: string;
  institutionId: string;
  requesterId: string;
}

const named = `select t.id, t.reference, t.service_id as "serviceId", t.institution_id as "institutionId",
                      t.requester_id as "requesterId" from ticket t`;

/** Behind the wall of the acting institution. */
export async function ticketById(tx: Transaction, id: string): Promise<NamedTicket | undefined> {
  const [ticket] = await tx.query<NamedTicket>(`${named} where t.id = $1`, [id]);
  return ticket;
}

export async function ticketByReference(tx: Transaction, reference: string): Promise<NamedTicket | undefined> {
  const [ticket] = await tx.query<NamedTicket>(
    `${named} where t.institution_id = app_institution() and t.reference = $1`,
    [reference],
  );
  return ticket;
}

/** Where somebody outside is written to, for the institution that follows them up. */
export async function externalAddress(tx: Transaction, ticketId: string, n: number): Promise<string | undefined> {
  const [row] = await tx.query<{ address: string }>(
    `select lower(address) as address
       from external_contact
      where institution_id = app_institution() and ticket_id = $1 and n = $2`,
    [ticketId, n],
  );
  return row?.address;
}

/** The institution whose people have addresses of this domain. */
export async function institutionOfDomain(tx: Transaction, domain: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>('select id from institution where domain = $1 order by code limit 1', [
    domain,
  ]);
  return row?.id;
}

/** Nothing more goes to this address, if that mail went there. */
export async function suppress(tx: Transaction, mailId: string, address: string, at: Date): Promise<void> {
  await tx.run(
    `insert into mail_suppression (institution_id, address, since, id)
     select m.institution_id, $2, $3, $4
       from mail m
      where m.id = $1 and lower(m.to_address) = $2
     on conflict do nothing`,
    [mailId, address, at, newId(at)],
  );
}

/** Somebody writes from there, so that it can be reached again. */
export async function release(tx: Transaction, address: string): Promise<void> {
  await tx.run('delete from mail_suppression where institution_id = app_institution() and address = $1', [address]);
}

/** By its reference, whosever it is; behind the wall of whoever asks. */
export async function ticketByReferenceSeen(tx: Transaction, reference: string): Promise<NamedTicket | undefined> {
  const [ticket] = await tx.query<NamedTicket>(
    `${named}
      where t.reference = $1
        and t.institution_id = (select i.id from institution i where i.code = split_part($1, '-', 1))`,
    [reference],
  );
  return ticket;
}
