/**
 * Two years of changes and freezes, one behind and one ahead: written by the superuser of a server that will be thrown away,
 * set by set, with chance that is the same every time. Nothing is spared: one service has half of all changes and half of the
 * freezes of services, each change affects all who use its services (eighteen or nineteen institutions), components need one
 * another across services, agreements say different things of maintenance and hours, in several versions, freezes recur, last
 * for months and are many. Only the record is left out: none of these requests reads it.
 */
export const busy = 'FUNCAMPUS';

/** @param client connected as a superuser, for whom the wall does not stand */
export async function fillChanges(client, { changes, freezes }) {
  await client.query('begin');
  await client.query('set local synchronous_commit = off; set local session_replication_role = replica');
  await client.query(chance);
  for (const step of standing) await client.query(step);
  await client.query(drafted, [changes, busy]);
  await client.query('analyze draft');
  for (const step of ofChanges) await client.query(step);
  await client.query(declared, [freezes, busy]);
  for (const step of ofFreezes) await client.query(step);
  await client.query('commit');
  await client.query('vacuum analyze');
}

const chance = `
  -- in [0, 1): of the n-th thing, for one question
  create function pg_temp.r(n bigint, question text) returns float8 language sql immutable as $$
    select ('x' || substr(md5(n || question), 1, 7))::bit(28)::int / 268435456.0
  $$;
  create function pg_temp.one_of(list anyarray, n bigint, question text) returns anyelement language sql immutable as $$
    select list[1 + floor(pg_temp.r(n, question) * cardinality(list))::int]
  $$;
  create function pg_temp.id(n bigint, question text) returns uuid language sql immutable as $$
    select md5(n || question)::uuid
  $$;`;

const standing = [
  // who makes changes: of each provider a dozen
  `with made as materialized (
     select i.id as institution_id, pg_temp.id(k, i.code || 'engineer') as id, i.code, k
       from institution i cross join generate_series(2, 13) k
      where i.id in (select lead_provider_id from service)),
   people as (
     insert into person (id, email, display_name, locale, is_operator)
     select id, lower('engineer' || k || '.' || code) || '@guichet.example', 'Engineer ' || k || ' ' || code, 'fr', false from made),
   members as (insert into membership (person_id, institution_id) select id, institution_id from made)
   insert into role_grant (institution_id, person_id, role) select institution_id, id, 'engineer' from made`,
  // a dozen components of each service, which need some of those before them, of whatever service
  `insert into component (id, service_id, code)
   select pg_temp.id(k, s.code || 'component'), s.id, 'part-' || k from service s cross join generate_series(1, 12) k`,
  `with numbered as (select c.id, c.service_id, row_number() over (order by c.id) as n from component c)
   insert into component_dependency (id, institution_id, component_id, needs_id, added_by, added_at)
   select distinct on (c.id, b.id) gen_random_uuid(), s.lead_provider_id, c.id, b.id, '${zero()}', now()
     from numbered c
     join service s on s.id = c.service_id
    cross join generate_series(1, 3) k
     join numbered b on b.n = 1 + floor(pg_temp.r(c.n * 10 + k, 'needs') * (c.n - 1))
    where c.n > 1`,
  // six ways to agree on maintenance, which have one night in common; two versions more for every other agreement
  `with numbered as (
     select v.id, row_number() over (order by v.id) as n from agreement_version v)
   update agreement_version v
      set maintenance = jsonb_build_object('timeZone', (array['Europe/Paris', 'Europe/Paris', 'UTC'])[1 + n.n % 3], 'weekly',
            '{"tue": [["04:00", "08:00"]]}'::jsonb || (array[
              '{"thu": [["06:30", "08:00"]]}', '{"sat": [["05:00", "12:00"]]}', '{"sun": [["05:00", "12:00"], ["20:00", "23:00"]]}',
              '{"mon": [["21:00", "23:30"]]}', '{"thu": [["06:00", "08:00"]], "sun": [["06:00", "12:00"]]}', '{}']::jsonb[])[1 + n.n % 6]),
          hours = case when n.n % 3 = 0 then v.hours || '{"closures": [["2026-07-20", "2026-08-16"], ["2027-07-19", "2027-08-15"]]}' else v.hours end,
          effective_from = now() - interval '3 years', recorded_at = now() - interval '3 years'
     from numbered n where n.id = v.id`,
  `update agreement set starts_on = (now() - interval '3 years')::date`,
  `insert into agreement_version
   select (jsonb_populate_record(v, jsonb_build_object(
            'id', gen_random_uuid(), 'number', k, 'effective_from', now() - (3 - k) * interval '1 year',
            'recorded_at', now() - (3 - k) * interval '1 year' - interval '1 month'))).*
     from agreement_version v cross join generate_series(2, 3) k
    where v.number = 1 and pg_temp.r(hashtext(v.id::text), 'versions') < 0.5`,
  // what is changed often has a model
  `insert into change_model (id, institution_id, service_id, approved_number, approved_at, expires_at, created_by, created_at, version, updated_at)
   select pg_temp.id(k, s.code || 'model'), s.lead_provider_id, s.id, 1, now() - interval '1 month', now() + interval '11 months', '${zero()}',
          now() - interval '2 months', 1, now() from service s cross join generate_series(1, 8) k`,
  `insert into change_model_version (institution_id, model_id, number, title_fr, title_en, approved_at)
   select institution_id, id, 1, 'Mise à jour courante', 'Usual update', approved_at from change_model`,
];

/** $1 changes, $2 of one service every other. */
const drafted = `
  create temporary table draft on commit drop as
  with provided as (
    select s.id as service_id, s.code, s.lead_provider_id as owner_id, i.code as owner,
           row_number() over (order by s.code = $2, s.code) - 1 as place, count(*) over () as services,
           (select array_agg(g.person_id order by g.person_id) from role_grant g
             where g.institution_id = s.lead_provider_id and g.role = 'engineer') as engineers,
           (select array_agg(c.id order by c.code) from component c where c.service_id = s.id) as components,
           (select array_agg(m.id order by m.id) from change_model m where m.service_id = s.id) as models,
           (select o.id from service o where o.lead_provider_id = s.lead_provider_id and o.id <> s.id order by o.code limit 1) as beside_id
      from service s join institution i on i.id = s.lead_provider_id
  ), placed as (
    select n, date_trunc('minute', now() - interval '1 year' + (n + pg_temp.r(n, 'when')) * interval '2 years' / $1::int
                                   + pg_temp.r(n, 'hour') * interval '20 hours') as window_from,
           case when pg_temp.r(n, 'length') < 0.01 then interval '2 days' * (0.5 + pg_temp.r(n, 'days'))
                else interval '15 minutes' * (2 + floor(pg_temp.r(n, 'quarters') * 14)) end as length,
           case when pg_temp.r(n, 'service') < 0.5 then -1 else floor(pg_temp.r(n, 'other') * 1000000)::int end as pick
      from generate_series(0, $1::int - 1) n
  ), made as (
    select p.n, p.window_from, p.window_from + date_trunc('minute', p.length) as window_to, s.*,
           pg_temp.r(n, 'state') as chance_of_state, pg_temp.r(n, 'class') as chance_of_class
      from placed p
      join provided s on case when p.pick = -1 then s.code = $2 else s.code <> $2 and s.place = p.pick % (s.services - 1) end
  ), said as (
    select m.*,
           case when window_to < now() then
                  case when chance_of_state < 0.90 then 'closed' when chance_of_state < 0.97 then 'review' else 'implemented' end
                when window_from < now() then 'in_progress'
                when chance_of_state < 0.12 then 'draft' when chance_of_state < 0.20 then 'submitted'
                when chance_of_state < 0.30 then 'deciding' when chance_of_state < 0.40 then 'approved'
                when chance_of_state < 0.95 then 'scheduled' else 'closed' end as state,
           case when chance_of_class < 0.50 then 'standard' when chance_of_class < 0.80 then 'normal' when chance_of_class < 0.87 then 'major'
                when chance_of_class < 0.94 then 'own_tenant' when chance_of_class < 0.97 then 'emergency' else 'security_patch' end as class
      from made m
  )
  select *, pg_temp.id(n, 'change') as id,
         case when state = 'draft' or (state = 'submitted' and n % 3 = 0) then null else window_from - interval '12 days' end as announced_at,
         case when state <> 'closed' then null when window_from > now() then 'withdrawn'
              else pg_temp.one_of(array['successful', 'successful', 'successful', 'successful', 'successful', 'successful', 'successful', 'successful',
                     'with_issues', 'with_issues', 'backed_out', 'failed', 'not_implemented', 'withdrawn', 'unauthorised'], n, 'outcome') end as outcome,
         case when beside_id is not null and pg_temp.r(n, 'beside') < 0.1 then array[service_id, beside_id] else array[service_id] end as service_ids,
         case when class = 'own_tenant'
              then (select a.institution_id from agreement a where a.service_id = made_of.service_id order by pg_temp.r(n, a.id::text) limit 1) end as tenant_id,
         case when pg_temp.r(n, 'environment') < 0.85 then array['production'] when n % 2 = 0 then array['test'] else array['production', 'test'] end as environments,
         case when pg_temp.r(n, 'interrupts') < 0.4 then 5 * (1 + floor(pg_temp.r(n, 'minutes') * 12))::int else 0 end as interruption_minutes,
         extract(year from window_from - interval '20 days')::int as year,
         row_number() over (partition by owner_id, extract(year from window_from - interval '20 days') order by n) as number
    from said made_of`;

const began = `state in ('in_progress', 'implemented', 'review') or outcome not in ('withdrawn', 'not_implemented')`;
const ended = `state in ('implemented', 'review') or outcome not in ('withdrawn', 'not_implemented')`;
const ofChanges = [
  `insert into change_counter (institution_id, year, last) select owner_id, year, max(number) from draft group by 1, 2`,
  `insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class, class_reasons,
                       tenant_id, state, outcome, window_from, window_to, interruption_minutes, interrupted_minutes, risk, announced_at,
                       decided_at, started_at, ended_at, closed_at, listed_at, version, updated_at, is_notice_kept)
   select id, owner_id, 'CHG-' || owner || '-' || year || '-' || lpad(number::text, 5, '0'), 'Mise à jour ' || n || ' de ' || code,
          'Des corrections attendues, et une base de données plus récente. ' || repeat('Ce que l’on remarquera : rien, ou presque. ', 4),
          service_ids, array(select distinct pg_temp.one_of(components, n * 10 + k, 'component') from generate_series(1, 1 + n % 3) k),
          environments, case class when 'major' then 'normal' else class end, class,
          '[{"code": "from_a_model", "at": "2026-03-01T08:00:00.000Z"}]', tenant_id, state, outcome, window_from, window_to,
          interruption_minutes, case when ${ended} then interruption_minutes + (n % 5 = 0)::int * 7 end,
          pg_temp.one_of(array['low', 'low', 'medium', 'high'], n, 'risk'), announced_at,
          case when state in ('approved', 'scheduled', 'closed') or ${began} then window_from - interval '9 days' end,
          case when ${began} then window_from + interval '3 minutes' end,
          case when ${ended} then window_to - interval '5 minutes' end,
          case when state = 'closed' then least(window_to, now()) end, window_from, 1 + n % 9, least(window_from, now()),
          case when class in ('standard', 'normal', 'major', 'security_patch') then n % 20 > 0 end
     from draft`,
  `insert into change_inside (change_id, institution_id, plan, tests, backout_plan, backout_minutes, was_tried, loses_function,
                              takes_personal_data, is_major_version, model_id, answers, assessment, implementer_ids, author_id, owner_id,
                              created_at, version, updated_at)
   select id, owner_id, repeat('Arrêter, copier, mettre à jour, remettre en route, vérifier. ', 12), repeat('Ouvrir, écrire, relire. ', 8),
          repeat('Revenir à la copie. ', 10), 20, true, false, false, class = 'major',
          case when class = 'standard' then pg_temp.one_of(models, n, 'model') end,
          '{"reach": "few", "tried": "yes", "backout": "short", "data": "none", "experience": "us", "when": "quiet", "parts": "none"}',
          jsonb_build_object('level', 'low', 'points', 7, 'answers', repeat('du registre ', 60)),
          array(select distinct pg_temp.one_of(engineers, n * 10 + k, 'implementer') from generate_series(1, 1 + n % 3) k),
          engineers[1], engineers[1], window_from - interval '20 days', 1 + n % 9, least(window_from, now())
     from draft`,
  `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
   select a.institution_id, d.id, 'affected', d.owner_id, array_agg(a.service_id), d.announced_at, d.window_from
     from draft d join agreement a on a.service_id = any (d.service_ids)
    where 'production' = any (d.environments) and (d.tenant_id is null or d.tenant_id = a.institution_id)
    group by a.institution_id, d.id, d.owner_id, d.announced_at, d.window_from`,
  `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
   select tenant_id, id, 'tenant', owner_id, service_ids, announced_at, window_from from draft where tenant_id is not null`,
  `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
   select i.id, d.id, 'board', d.owner_id, d.service_ids, d.announced_at, d.window_from
     from draft d join lateral (select id from institution order by pg_temp.r(d.n, code) limit 5) i on true
    where d.class = 'major'`,
  `insert into change_opinion (id, institution_id, change_id, owner_id, as_what, person_id, decision, digest, said_at)
   select pg_temp.id(n * 10 + k, 'opinion'), owner_id, id, owner_id, (array['peer', 'authority'])[k], engineers[1 + k], 'approve',
          '\\x00', window_from - interval '10 days'
     from draft cross join generate_series(1, 2) k where state <> 'draft'`,
  `insert into change_objection (id, institution_id, change_id, owner_id, person_id, reason, is_security, objected_at, withdrawn_at)
   select pg_temp.id(n, 'objection' || p.institution_id), p.institution_id, d.id, d.owner_id, '${zero()}', 'Une semaine d’examens.', n % 7 = 0,
          d.announced_at, case when n % 2 = 0 then d.announced_at + interval '1 day' end
     from draft d join change_party p on p.change_id = d.id and p.kind = 'affected'
    where d.announced_at is not null and pg_temp.r(n, p.institution_id::text) < 0.004`,
  `update change c set objected_from = 'standard' where c.class = 'normal' and exists (select 1 from change_objection o where o.change_id = c.id)`,
  `insert into change_link (institution_id, change_id, kind, target_id, relation, linked_by, linked_at)
   select owner_id, id, 'ticket', pg_temp.id(n * 10 + k, 'ticket'), (array['caused', 'solves', 'relates'])[k], '${zero()}', window_to
     from draft cross join generate_series(1, 3) k where state = 'closed' and pg_temp.r(n * 10 + k, 'link') < 0.1`,
  `insert into change_task (id, institution_id, change_id, position, kind, title, minutes, state)
   select pg_temp.id(n * 10 + k, 'task'), owner_id, id, k, 'task', 'Étape ' || k, 5, 'open' from draft cross join generate_series(1, 5) k`,
  `insert into change_note (id, institution_id, change_id, author_institution_id, author_id, audience, body, written_at)
   select pg_temp.id(n * 10 + k, 'note'), owner_id, id, owner_id, engineers[1], 'internal', 'Vu avec l’hébergeur.', window_from - interval '11 days'
     from draft cross join generate_series(1, 2) k`,
  `insert into change_finding (id, institution_id, change_id, occasion, found, found_for, found_at)
   select pg_temp.id(n * 10 + k, 'finding'), owner_id, id, (array['save', 'approve', 'schedule'])[k],
          (select jsonb_agg(jsonb_build_object('key', md5(n || '/' || j), 'kind', 'freeze', 'severity', 'costs', 'overridden', false)) from generate_series(1, 5) j),
          engineers[2], window_from - (13 - k) * interval '1 day'
     from draft cross join generate_series(1, 3) k where state <> 'draft'`,
  // every board has voted; one change in five is in a release
  `insert into change_voter (id, institution_id, owner_id, change_id, round_id, seat_id, person_id, digest, is_void)
   select gen_random_uuid(), p.institution_id, d.owner_id, d.id, pg_temp.id(d.n, 'round'), gen_random_uuid(), g.person_id, '\\x00', false
     from draft d join change_party p on p.change_id = d.id and p.kind = 'board'
     join lateral (select person_id from role_grant g where g.institution_id = p.institution_id and g.role in ('cab_member', 'spoc') limit 2) g on true`,
  `insert into release (id, institution_id, service_id, reference, label, kind, state, published_at, created_at, version, updated_at)
   select pg_temp.id(n / 25, 'release' || service_id), owner_id, service_id, 'REL-' || code || '-' || n / 25, n / 25 || '.0', 'minor', 'published',
          now(), now(), 1, now()
     from (select distinct on (service_id, n / 25) * from draft where n % 5 = 0) d`,
  `insert into release_change (institution_id, change_id, release_id, service_id, shown_at)
   select owner_id, id, pg_temp.id(n / 25, 'release' || service_id), service_id, announced_at from draft where n % 5 = 0`,
  // of the same service, one after the other by when they begin
  `insert into change_acknowledgement (id, institution_id, change_id, change_reference, other_id, other_owner_id, overlap_from, overlap_to, reason, said_by, said_at)
   select gen_random_uuid(), c.institution_id, c.id, c.reference, o.id, o.institution_id, greatest(c.window_from, o.window_from),
          least(c.window_to, o.window_to), 'Vu ensemble.', '${zero()}', now()
     from change c join change o on o.id <> c.id and o.service_ids && c.service_ids and o.window_from < c.window_to and c.window_from < o.window_to
    where c.state = 'scheduled' and o.state = 'scheduled' and hashtext(c.id::text) % 4 = 0`,
];

/** $1 freezes; of a service every other is the one with the code $2. */
const declared = `
  create temporary table freezing on commit drop as
  with placed as (
    select n, pg_temp.id(n, 'freeze') as id,
           case when pg_temp.r(n, 'scope') < 0.01 then 'consortium' when pg_temp.r(n, 'scope') < 0.35 then 'service' else 'institution' end as scope,
           pg_temp.r(n, 'recurs') < case when pg_temp.r(n, 'scope') < 0.35 then 0.02 else 0.08 end as recurs, pg_temp.r(n, 'long') < 0.01 as is_long,
           date_trunc('hour', now() - interval '1 year' + n * interval '2 years' / $1::int + pg_temp.r(n, 'hour') * interval '20 hours') as starts_at
      from generate_series(0, $1::int - 1) n
  )
  select p.*, s.id as service_id,
         case p.scope when 'service' then s.lead_provider_id when 'institution' then i.id end as institution_id,
         case when p.scope = 'consortium' then interval '14 hours'
              when p.is_long then interval '35 days' + pg_temp.r(n, 'more') * interval '30 days'
              when p.scope = 'service' then interval '2 hours' * (1 + floor(pg_temp.r(n, 'length') * 3))
              else interval '8 hours' * (1 + floor(pg_temp.r(n, 'length') * 9)) end as length
    from placed p
    left join service s on p.scope = 'service' and s.id = (
      select o.id from service o order by case when pg_temp.r(n, 'busy') < 0.5 then o.code <> $2 end, pg_temp.r(n, o.code) limit 1)
    left join institution i on p.scope = 'institution' and i.id = (select o.id from institution o where o.code <> 'ESUP' order by pg_temp.r(n, o.code) limit 1)`;

const ofFreezes = [
  `insert into change_freeze (id, institution_id, scope, service_id, scope_key, title, reason, time_zone, from_at, to_at, rule, until, excluded,
                              starts_at, ends_at, declared_by, declared_at, version, updated_at)
   select id, institution_id, scope, service_id, case scope when 'service' then 'service/' || service_id when 'institution' then 'institution/' || institution_id else scope end,
          'Période ' || n, 'Examens, inscriptions, ou rentrée.', 'Europe/Paris', starts_at, starts_at + length,
          case when recurs then 'FREQ=WEEKLY' end, case when recurs then (starts_at + interval '26 weeks')::date end, '{}', starts_at,
          starts_at + length + case when recurs then interval '25 weeks' else interval '0' end, '${zero()}', starts_at - interval '40 days', 1, starts_at - interval '40 days'
     from freezing`,
  `insert into freeze_period (freeze_id, on_day, institution_id, scope, service_id, starts_at, ends_at, is_long, is_lifted, declared_at,
                              working_days, ahead, blocks_shared, why)
   select id, (starts_at + k * interval '7 days')::date, institution_id, scope, service_id, starts_at + k * interval '7 days',
          starts_at + k * interval '7 days' + length, length > interval '32 days', pg_temp.r(n * 100 + k, 'lifted') < 0.03,
          starts_at - interval '40 days', '{}', case when scope = 'institution' then 20 end,
          scope = 'institution' and pg_temp.r(n * 100 + k, 'blocks') < 0.04,
          case when scope = 'institution' then case when pg_temp.r(n * 100 + k, 'blocks') < 0.04 then 'within_allowance' else 'allowance_used' end end
     from freezing cross join lateral generate_series(0, case when recurs then 25 else 0 end) k`,
  `insert into freeze_exemption (id, institution_id, freeze_id, change_reference, owner_id, reason, said_by, said_at)
   select gen_random_uuid(), f.institution_id, f.id, c.reference, c.institution_id, 'Sans effet sur les examens.', '${zero()}', now()
     from freezing f join lateral (select * from change c where c.window_from < f.starts_at + f.length and c.window_to > f.starts_at limit 1) c on true
    where pg_temp.r(f.n, 'exempted') < 0.1`,
];

function zero() {
  return '00000000-0000-4000-8000-000000000000';
}
