/**
 * Fills a database with tickets as if they had been opened over three years: by every institution, about every service
 * that it has an agreement on, two in five escalated to whoever holds the support of the service. Written by the
 * superuser of a server that will be thrown away, set by set. Foreign keys and triggers are off meanwhile (every id comes
 * from the table that it points to); what the program keeps about a ticket is there: parties and their sort keys, texts,
 * chained events, timers, counters. The outbox was handed over long ago.
 *
 * One institution is large: `busiest` opens a fifth of all, besides its share of the rest.
 */
export const busiest = 'ULCO';

/**
 * @param client connected as a superuser, for whom the wall does not stand
 * @param options `open`: nothing is closed, and nobody has written anything
 */
export async function fill(client, count, { open = false } = {}) {
  await client.query('begin');
  await client.query('set local synchronous_commit = off; set local session_replication_role = replica');
  await client.query(drafts, [count, busiest, open ? 0 : 0.95]);
  await client.query('analyze draft');
  for (const step of steps) if (!(open && step.startsWith('insert into message'))) await client.query(step);
  await client.query('commit');
  await client.query('vacuum analyze');
}

const drafts = `
  create temporary table draft on commit drop as
  with pair as (
    select a.id as agreement_id, a.institution_id, a.service_id, i.code,
           (select s.id from site s where s.institution_id = i.id and s.is_default) as site_id,
           (select g.person_id from role_grant g where g.institution_id = i.id and g.role = 'requester' order by 1 limit 1) as requester_id,
           (select g.person_id from role_grant g where g.institution_id = i.id and g.role = 'agent' order by 1 limit 1) as agent_id,
           (select r.institution_id from responsibility r
             where r.service_id = a.service_id and r."function" = 'support' and r.institution_id is not null
             order by r.position limit 1) as holder_id,
           row_number() over (order by i.code, a.service_id) - 1 as k,
           count(*) over () as pairs,
           row_number() over (partition by i.code = $2 order by a.service_id) - 1 as k_busiest,
           count(*) over (partition by i.code = $2) as pairs_busiest
      from agreement a
      join institution i on i.id = a.institution_id
  ), opened as (
    select n, uuidv7((n - $1::int) * interval '3 years' / $1::int) as id,
           date_trunc('milliseconds', now() + (n - $1::int) * interval '3 years' / $1::int) as opened_at
      from generate_series(1, $1::int) n
  ), spread as (
    select o.n, o.id, o.opened_at, p.*,
           -- the last twentieth is at work, and one old ticket in two hundred still is
           case when o.n > $1::int * $3::float or o.n % 200 = 0
                then (array['new', 'in_progress', 'in_progress', 'waiting', 'resolved'])[1 + o.n % 5]
                else 'closed' end as state,
           (array['P1', 'P2', 'P3', 'P3', 'P4'])[1 + (o.n / 5) % 5] as priority,
           o.n % 5 in (1, 3) and p.holder_id is not null as is_escalated
      from opened o
      join pair p on case when o.n % 5 = 0 then p.code = $2 and p.k_busiest = (o.n / 5) % p.pairs_busiest
                          else p.k = (o.n * 7) % p.pairs end
  )
  select *, (select string_agg('terme' || floor(5000 * power(abs(hashint4(n * 7 + k)::float8 / 2147483648), 3)), ' ')
               from generate_series(1, 4) k) as terms,
         uuidv7(opened_at - now()) as message_id, uuidv7(opened_at - now()) as summary_id,
         uuidv7(opened_at - now()) as opened_event, uuidv7(opened_at - now()) as escalated_event,
         institution_id || '/user' as user_key, holder_id || '/provider' as provider_key,
         extract(year from opened_at)::int as year,
         case when state = 'closed' then 'confirmed' else 'accepted' end as escalation_state,
         row_number() over (partition by institution_id, extract(year from opened_at) order by n) as number
    from spread`;

const steps = [
  `insert into ticket (id, institution_id, reference, site_id, service_id, agreement_id, kind, title, state, waiting_cause,
          follow_up_at, impact, urgency, priority, requester_id, opened_by, channel, opened_at, resolved_at,
          resolution_code, closed_at, next_actor, next_actor_institution_id, next_actor_since, version, updated_at)
   select id, institution_id, code || '-' || year || '-' || lpad(number::text, 5, '0'), site_id, service_id, agreement_id,
          case when n % 3 = 0 then 'request' else 'incident' end, 'Le cours ' || n || ' ne s''ouvre plus depuis ce matin',
          state, case when state = 'waiting' then 'requester' end,
          case when state = 'waiting' then opened_at + interval '3 days' end,
          'medium', 'medium', priority, requester_id, agent_id, 'web', opened_at,
          case when state in ('resolved', 'closed') then opened_at + interval '6 hours' end,
          case when state in ('resolved', 'closed') then 'fixed' end,
          case when state = 'closed' then opened_at + interval '8 days' end,
          case when state in ('resolved', 'closed') then 'nobody' when state = 'waiting' then 'requester'
               when is_escalated then 'provider' else 'user_institution' end,
          case when state in ('resolved', 'closed', 'waiting') then null
               when is_escalated then holder_id else institution_id end,
          opened_at, 3, least(now(), opened_at + interval '8 days')
     from draft order by n`,
  `insert into ticket_party (institution_id, side, ticket_id, since, requester_id, service_id, opened_at, updated_at,
          state, priority, next_actor)
   select t.institution_id, 'user', t.id, t.opened_at, t.requester_id, t.service_id, t.opened_at, t.updated_at,
          t.state, t.priority, t.next_actor
     from draft d join ticket t on t.id = d.id order by d.n`,
  `insert into ticket_party (institution_id, side, ticket_id, since, until, fulfilled, service_id, opened_at, updated_at,
          state, priority, next_actor)
   select d.holder_id, 'provider', d.id, d.opened_at, case when d.state = 'closed' then d.opened_at + interval '6 hours' end,
          d.state = 'closed', d.service_id, d.opened_at, t.updated_at, t.state, t.priority, t.next_actor
     from draft d join ticket t on t.id = d.id where d.is_escalated order by d.n`,
  `insert into message (id, ticket_id, escalation_n, kind, audience, author_id, author_institution_id, author_side,
          author_name, body, readers, posted_at)
   select message_id, id, null, 'description', 'requester', agent_id, institution_id, 'user', 'Niveau 1',
          repeat('Les étudiants voient une page blanche. ', 8) || terms,
          case when is_escalated then array[user_key, provider_key] else array[user_key] end, opened_at
     from draft order by n`,
  `insert into message (id, ticket_id, escalation_n, kind, audience, author_id, author_institution_id, author_side,
          author_name, body, readers, posted_at)
   select uuidv7(d.opened_at - now()), d.id, null, 'message', case when m = 2 then 'internal' else 'requester' end,
          d.agent_id, d.institution_id, 'user', 'Niveau 1', repeat('Nous regardons. ', 5), array[d.user_key],
          d.opened_at + m * interval '20 minutes'
     from draft d cross join generate_series(1, 2) m order by d.n`,
  `insert into message (id, ticket_id, escalation_n, kind, audience, author_id, author_institution_id, author_side,
          author_name, body, readers, posted_at)
   select summary_id, id, 1, 'summary', 'shared', agent_id, institution_id, 'user', 'Niveau 1',
          'Page blanche pour tous les cours de la salle.', array[user_key, provider_key], opened_at
     from draft where is_escalated order by n`,
  // what each reader may read, as words; of terms few are frequent and most are rare
  `insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
   with said as materialized (
     select ticket_words(repeat('Les étudiants voient une page blanche. ', 8)) as description,
            ticket_words(repeat('Nous regardons. ', 5)) as answer,
            ticket_words('Page blanche pour tous les cours de la salle.') as summary
   ), head as materialized (
     select d.*, coalesce(d.holder_id = d.institution_id and d.is_escalated, false) as is_own,
            ticket_words(concat_ws(' ', t.reference, t.title, s.name, s.code, d.terms)) as words
       from draft d join ticket t on t.id = d.id join service s on s.id = d.service_id
   )
   select r.reader, h.id, h.service_id, h.is_own and r.reader like h.institution_id || '/%', r.is_personal,
          array_to_tsvector(array['@' || r.reader]) || h.words || s.description
            || case when r.is_answered then s.answer else '' end
            || case when r.is_told and h.is_escalated then s.summary else '' end
     from head h
    cross join said s
    cross join lateral (values
      (h.user_key, false, true, true),
      (h.institution_id || '/person/' || h.requester_id, true, true, false),
      (case when h.is_escalated then h.provider_key end, false, false, true),
      (case when h.is_own then h.institution_id || '/both' end, false, true, true),
      (case when h.is_own then h.institution_id || '/person/' || h.requester_id || '/provider' end, true, true, true)
    ) r (reader, is_personal, is_answered, is_told)
    where r.reader is not null
    order by h.n`,
  `insert into escalation (id, ticket_id, n, "function", holder_id, state, is_own, summary_id, offered_at, accepted_at,
          delivered_at, ended_at, delivery_code, readers)
   select uuidv7(opened_at - now()), id, 1, 'support', holder_id, escalation_state, holder_id = institution_id, summary_id,
          opened_at, opened_at + interval '1 hour',
          case when state = 'closed' then opened_at + interval '5 hours' end,
          case when state = 'closed' then opened_at + interval '6 hours' end,
          case when state = 'closed' then 'fixed' end, array[user_key, provider_key]
     from draft where is_escalated order by n`,
  `insert into event_stream
   select id, 'ticket', case when is_escalated then 2 else 1 end, opened_at from draft order by n`,
  // one chain a stream: the first link hangs on the stream's own name
  `with line as (
     select d.n, row(d.opened_event, d.id, 1, 'common', 'ticket.opened', 'requester', d.opened_at, d.agent_id,
                d.institution_id, 'user', array[d.user_key],
                jsonb_build_object('state', 'new', 'kind', t.kind, 'serviceId', d.service_id, 'priority', d.priority,
                                   'impact', 'medium', 'urgency', 'medium', 'channel', 'web', 'live', false, 'qualified', true),
                sha256(convert_to(d.id || '/common', 'UTF8')), null)::event as e
       from draft d join ticket t on t.id = d.id)
   insert into event
   select (e).id, (e).stream_id, (e).number, (e).domain, (e).type, (e).audience, (e).occurred_at, (e).actor_id,
          (e).actor_institution_id, (e).actor_side, (e).readers, (e).data, (e).previous_hash,
          sha256((e).previous_hash || convert_to(event_canonical(e), 'UTF8'))
     from line order by n`,
  `with line as (
     select d.n, row(d.escalated_event, d.id, 2, 'common', 'ticket.escalated', 'shared', d.opened_at, d.agent_id,
                d.institution_id, 'user', array[d.user_key, d.provider_key],
                jsonb_build_object('n', 1, 'escalationState', 'offered', 'function', 'support', 'holderId', d.holder_id,
                                   'own', d.holder_id = d.institution_id, 'summaryId', d.summary_id,
                                   'messageIds', jsonb_build_array(d.message_id), 'sentBy', 'spoc'),
                e.hash, null)::event as e
       from draft d join event e on e.id = d.opened_event where d.is_escalated)
   insert into event
   select (e).id, (e).stream_id, (e).number, (e).domain, (e).type, (e).audience, (e).occurred_at, (e).actor_id,
          (e).actor_institution_id, (e).actor_side, (e).readers, (e).data, (e).previous_hash,
          sha256((e).previous_hash || convert_to(event_canonical(e), 'UTF8'))
     from line order by n`,
  `insert into event_chain
   select distinct on (e.stream_id) e.stream_id, 'common', e.number, e.hash
     from event e join draft d on d.id = e.stream_id order by e.stream_id, e.number desc`,
  `insert into timer (id, ticket_id, institution_id, side, metric, run, state, verdict, verdict_at, priority, target_minutes,
          started_at, due_at, ended_at, wake_at)
   select uuidv7(d.opened_at - now()), d.id, d.institution_id, s.side, m.metric, 1, r.state,
          case when d.state in ('resolved', 'closed') then r.state end,
          case when d.state in ('resolved', 'closed') then d.opened_at + interval '5 hours' end,
          d.priority, m.minutes, d.opened_at,
          case when r.state = 'running' then now() + interval '1 minute' * (d.n % 5000 + 60)
               else d.opened_at + m.minutes * interval '1 minute' end,
          case when r.state <> 'running' then d.opened_at + interval '5 hours' end,
          case when r.state = 'running' then now() + interval '1 minute' * (d.n % 5000 + 1) end
     from draft d
     cross join (values ('user'), ('provider')) s (side)
     cross join (values ('response', 240), ('resolution', 1440)) m (metric, minutes)
     cross join lateral (select case when d.state in ('resolved', 'closed')
                                     then case when (d.n / 5) % 20 = 0 and m.metric = 'resolution' then 'missed' else 'met' end
                                     else 'running' end as state) r
    where s.side = 'user' or d.is_escalated
    order by d.n`,
  `update ticket_party p
      set due_at = m.due_at, is_late = m.is_late
     from (select p.ticket_id, p.side, min(t.due_at) filter (where t.state = 'running') as due_at,
                  bool_or(t.state = 'missed') as is_late
             from ticket_party p
             join timer t on t.ticket_id = p.ticket_id and (p.side = 'user' or t.side = 'provider')
            group by p.ticket_id, p.side) m
    where m.ticket_id = p.ticket_id and m.side = p.side and (m.due_at is not null or m.is_late)`,
  // what somebody has at work: nine in ten of what was taken; the rest lies there for anybody
  `insert into assignment (ticket_id, institution_id, side, escalation_n, person_id, assigned_at)
   select d.id, d.institution_id, 'user', 0, a.person_id, d.opened_at
     from draft d
     join lateral (select array_agg(g.person_id order by g.person_id) as people from role_grant g
                    where g.institution_id = d.institution_id and g.role in ('agent', 'spoc')) c on true
     join lateral (select c.people[1 + d.n % cardinality(c.people)] as person_id) a on true
    where d.state in ('in_progress', 'waiting') and (d.n / 7) % 10 <> 0`,
  // the keys that ticket_index derives, of tickets at work, by the same function
  `update ticket_party p set assignee_id = a.person_id, assigned_n = 0
     from assignment a where a.ticket_id = p.ticket_id and a.institution_id = p.institution_id and a.side = p.side`,
  `update ticket_party p
      set (turn, turn_at, follow_up_at) = (select w.turn, w.turn_at, w.follow_up_at from ticket_turn(p, t) w)
     from ticket t
    where t.id = p.ticket_id and t.state <> 'closed'`,
  `insert into reference_counter
   select institution_id, year, max(number) from draft group by institution_id, year`,
];
