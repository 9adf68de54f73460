import type pg from 'pg';
import type { Kept } from './differences.js';
import type { Line, Subject } from './recomputed.js';

/** The tickets after one, in the order of their ids. */
export async function subjectsAfter(client: pg.Client, after: string, now: Date, limit: number): Promise<Subject[]> {
  const { rows } = await client.query<Subject>(
    `with page as (
       select * from ticket where id > $1 order by id limit $3
     )
     select t.id, t.reference, t.institution_id as "institutionId", t.site_id as "siteId",
            t.agreement_id as "agreementId", t.kind, t.priority, t.state, t.waiting_cause as "waitingCause",
            t.follow_up_at as "followUpAt", t.resolved_at as "resolvedAt", t.updated_at as "updatedAt",
            '[]'::json as escalations,
            exists (select 1 from timer m where m.ticket_id = t.id and m.wake_at <= $2)
            or exists (select 1 from appointment a where a.ticket_id = t.id and a.at <= $2)
            or exists (select 1 from resettling r where r.ticket_id = t.id)
            or t.institution_id = any (b.streams)
            or t.agreement_id = any (b.streams) as "isDue"
       from page t
       cross join (${behind}) b
      order by t.id`,
    [after, now, limit],
  );
  await addEscalations(client, rows);
  return rows;
}

/** Agreements and institutions of which something was recorded that has not been handed to the sweep yet. */
const behind = `
  select array(
    select e.stream_id
      from event_stream s
      join event e on e.stream_id = s.stream_id
      left join agreement a on a.id = s.stream_id
      left join consumer_cursor c on c.consumer = 'resettle' and c.stream_id = s.stream_id
                                 and c.institution_id = coalesce(a.institution_id, s.stream_id)
     where s.kind <> 'ticket'
       and e.type in ('agreement.version_accepted', 'institution.hours_recorded', 'institution.targets_recorded')
       and e.number > coalesce(c.last_number, 0)) as streams`;

async function addEscalations(client: pg.Client, subjects: readonly Subject[]): Promise<void> {
  const { rows } = await client.query<Subject['escalations'][number] & { ticketId: string }>(
    `select ticket_id as "ticketId", n, state, waiting_cause as "waitingCause", follow_up_at as "followUpAt"
       from escalation
      where ticket_id = any ($1::uuid[])
      order by n`,
    [subjects.map(({ id }) => id)],
  );
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  for (const { ticketId, ...row } of rows) {
    const subject = byId.get(ticketId);
    if (subject) subject.escalations = [...subject.escalations, row];
  }
}

export async function eventsOf(client: pg.Client, ids: readonly string[]): Promise<(Line & { ticketId: string })[]> {
  const { rows } = await client.query<Line & { ticketId: string }>(
    `select stream_id as "ticketId", type, occurred_at as "occurredAt", data
       from event
      where stream_id = any ($1::uuid[])
      order by stream_id, number`,
    [ids],
  );
  return rows;
}

/** What is stored of tickets, under the names that `recomputed` gives. */
export async function keptOf(client: pg.Client, ids: readonly string[]): Promise<(Kept & { ticketId: string })[]> {
  const kept: (Kept & { ticketId: string })[] = [];
  for (const text of tables) {
    const { rows } = await client.query<{ ticketId: string; name: string } & Record<string, unknown>>(text, [ids]);
    for (const { ticketId, name, ...values } of rows) kept.push({ ticketId, name, values });
  }
  return kept;
}

const tables = [
  `select id as "ticketId", 'ticket' as name, state, priority
     from ticket
    where id = any ($1::uuid[])`,
  `select ticket_id as "ticketId", 'escalation ' || n as name, state, holder_id as "holderId"
     from escalation
    where ticket_id = any ($1::uuid[])`,
  `select ticket_id as "ticketId", 'timer ' || side || ' ' || metric || ' ' || run as name, state, verdict,
          verdict_at as "verdictAt", miss_cause as "missCause", priority, target_minutes as "targetMinutes",
          started_at as "startedAt", due_at as "dueAt", paused_since as "pausedSince", ended_at as "endedAt",
          wake_at as "wakeAt"
     from timer
    where ticket_id = any ($1::uuid[])`,
  `select ticket_id as "ticketId", 'appointment ' || position as name, kind, n, working_days as "workingDays", at,
          audience
     from appointment
    where ticket_id = any ($1::uuid[])`,
  `select ticket_id as "ticketId", 'unit' as name, verdict, verdict_at as "verdictAt", due_at as "dueAt",
          miss_cause as "missCause", reason, binding, month, response, response_due_at as "responseDueAt",
          late_questions as "lateQuestions", returns, facts
     from handled_unit
    where ticket_id = any ($1::uuid[])`,
  `select ticket_id as "ticketId", 'part ' || n as name, holder_id as "holderId", is_shown as "isShown",
          held_ms as "heldMs"
     from handled_part
    where ticket_id = any ($1::uuid[])`,
];
