import type { Transaction } from '../../database/index.js';
import { readerKey, type RecordedEvent } from '../../events/index.js';
import type { NewsText, TicketNews } from './domain/briefing.js';

// What letters need besides what the stores of tickets tell. Everything is read behind the wall of who writes them.

/** Undefined for a stream that is no ticket. */
export async function ticketNews(tx: Transaction, id: string): Promise<TicketNews | undefined> {
  const [row] = await tx.query<TicketNews>(
    `select t.id, t.reference, t.title, t.kind, coalesce(part.parting ->> 'priority', t.priority) as priority,
            t.institution_id as "institutionId",
            t.site_id as "siteId", t.agreement_id as "agreementId", t.service_id as "serviceId",
            jsonb_build_object('code', s.code, 'name', s.name) as service, t.requester_id as "requesterId",
            t.opened_by as "openedBy", coalesce(part.parting ->> 'nextActor', t.next_actor) as "nextActor",
            case when part.parting is null then t.next_actor_institution_id
                 else (part.parting ->> 'nextActorInstitutionId')::uuid end as "nextActorInstitutionId"
       from ticket t
       join service s on s.id = t.service_id
       -- whoever's part has ended meanwhile is written to of the ticket as it stood then
       left join lateral (select p.parting from ticket_party p where p.ticket_id = t.id
                           order by p.until desc nulls first limit 1) part on true
      where t.id = $1`,
    [id],
  );
  return row;
}

/** The reader keys of events: which sides of an institution may know them. */
export async function readersOf(
  tx: Transaction,
  streamId: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.query<{ id: string; readers: string[] }>(
    'select id, readers from event where stream_id = $1 and id = any ($2::uuid[])',
    [streamId, eventIds],
  );
  return new Map(rows.map(({ id, readers }) => [id, readers]));
}

/** The reasons (ids of texts) for which escalations were forwarded, by the number of the one that ended. */
export async function forwardingsOf(tx: Transaction, streamId: string): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.query<{ n: number; messageId: string }>(
    `select (data ->> 'n')::integer as n, data ->> 'messageId' as "messageId"
       from event
      where stream_id = $1 and type = 'escalation.forwarded'`,
    [streamId],
  );
  return new Map(rows.map(({ n, messageId }) => [n, messageId]));
}

/** People whom the institution knows: its own, and staff of others by the name under which they wrote on the ticket. */
export async function namesOf(
  tx: Transaction,
  ticketId: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string | null }>(
    `select asked.id,
            coalesce(p.display_name,
                     (select m.author_name
                        from message m
                       where m.ticket_id = $1 and m.author_id = asked.id and m.author_name is not null
                       order by m.posted_at desc, m.id desc
                       limit 1)) as name
       from unnest($2::uuid[]) as asked (id)
       left join person p on p.id = asked.id`,
    [ticketId, personIds],
  );
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
}

/** The texts of major incidents that events name: whoever asked for a ticket that hangs on one may read them, and its staff. */
export async function majorUpdates(
  tx: Transaction,
  { institutionId }: Pick<TicketNews, 'institutionId'>,
  events: readonly RecordedEvent[],
): Promise<(NewsText & { id: string })[]> {
  const ids = events.flatMap(({ data }) => (typeof data.updateId === 'string' ? [data.updateId] : []));
  if (ids.length === 0) return [];
  const rows = await tx.query<{ id: string; body: string }>(
    'select id, body from major_update where id = any ($1::uuid[])',
    [ids],
  );
  return rows.map((row) => ({ ...row, audience: 'requester', readers: [readerKey(institutionId, 'user')] }));
}

/** With which problems were shipped, in both languages (`<publication>/fr`): read by whoever may know of the problem. */
export async function problemTexts(
  tx: Transaction,
  { institutionId }: Pick<TicketNews, 'institutionId'>,
  events: readonly RecordedEvent[],
): Promise<(NewsText & { id: string })[]> {
  const ids = events.flatMap(({ data }) => (typeof data.publicationId === 'string' ? [data.publicationId] : []));
  if (ids.length === 0) return [];
  const rows = await tx.query<{ id: string; body: string }>(
    `select u.id || '/' || said.language as id, said.body
       from problem_publication u
      cross join lateral (values ('fr', u.fixed_fr), ('en', u.fixed_en)) said (language, body)
      where u.id = any ($1::uuid[]) and said.body is not null`,
    [ids],
  );
  return rows.map((row) => ({ ...row, audience: 'requester', readers: [readerKey(institutionId, 'user')] }));
}
