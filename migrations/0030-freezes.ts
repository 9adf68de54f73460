import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Periods without changes, and the addresses at which people fetch their calendar.
 *
 * `change_freeze` says what was declared (FREEZE is a word of SQL); each time at which it holds is a row of `freeze_period`, with the keys by which it is
 * seen, so that "what lies in this window" is one walk over an index. What has been lifted is kept.
 */
export class Freezes1795600000030 implements MigrationInterface {
  name = 'Freezes1795600000030';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of ['change_freeze', 'freeze_period']) await closeTable(q, table);
    await closeTable(q, 'calendar_feed', { ownerKeeps: true });
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function calendar_feed_person(bytea, timestamptz), freeze_append(uuid, jsonb);
      drop table calendar_feed, freeze_period, change_freeze cascade;
      drop function freeze_own(text, uuid, uuid), freeze_tenants(), freeze_services();
    `);
  }
}

const tables = `
  create table change_freeze (
    id uuid primary key,
    -- who declared it; null: the operator, for the consortium
    institution_id uuid references institution,
    scope text not null check (scope in ('consortium', 'service', 'institution')),
    service_id uuid references service,
    -- for whom it is: 'consortium', 'service/<id>' or 'institution/<id>'
    scope_key text not null,
    title text not null,
    reason text not null,
    time_zone text not null,
    -- whole local days, both within; or instants. Of a recurring one its first period
    first_day date,
    last_day date,
    from_at timestamptz(3),
    to_at timestamptz(3),
    rule text,
    until date,
    excluded date[] not null,
    -- the event of a file that it was imported from
    uid text,
    recurrence_id text,
    sequence integer,
    -- from the begin of its first period to the end of its last
    starts_at timestamptz(3) not null,
    ends_at timestamptz(3) not null,
    declared_by uuid not null,
    declared_at timestamptz(3) not null,
    lifted_at timestamptz(3),
    lift_reason text,
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((scope = 'consortium') = (institution_id is null)),
    check ((scope = 'service') = (service_id is not null)),
    check ((first_day is null) = (last_day is null) and (from_at is null) = (to_at is null)
           and (first_day is null) <> (from_at is null)),
    check ((lifted_at is null) = (lift_reason is null)),
    check ((uid is null) = (recurrence_id is null) and (uid is null) = (sequence is null))
  );
  -- its list
  create index change_freeze_listed on change_freeze (starts_at, id);
  -- what an event of a file became
  create unique index change_freeze_imported on change_freeze (scope_key, uid, recurrence_id) where uid is not null;

  create table freeze_period (
    freeze_id uuid not null references change_freeze,
    -- the local date on which it begins, by which it is known
    on_day date not null,
    institution_id uuid references institution,
    scope text not null,
    service_id uuid references service,
    starts_at timestamptz(3) not null,
    ends_at timestamptz(3) not null,
    -- more than 32 days: looked for by an index of its own, so that the others are looked for in a month before a window
    is_long boolean not null,
    is_lifted boolean not null,
    -- of an institution's: since when it is known as it is, its working days, and how far ahead it was declared
    declared_at timestamptz(3) not null,
    working_days date[] not null,
    ahead smallint,
    -- whether it stops changes on instances that are shared with others, and why
    blocks_shared boolean not null,
    why text check (why in ('within_allowance', 'declared_too_late', 'allowance_used', 'no_service_hours')),
    primary key (freeze_id, on_day),
    check ((scope = 'institution') = (why is not null)),
    check (starts_at < ends_at)
  );
  -- which hold between two instants: comparisons of instants are leakproof, those of ranges are not, and would be asked after
  -- the policies, row by row
  create index freeze_period_short on freeze_period (starts_at, ends_at) where not is_long;
  create index freeze_period_long on freeze_period (starts_at, ends_at) where is_long;
  -- the allowance of an institution
  create index freeze_period_institution on freeze_period (institution_id, starts_at) where scope = 'institution';

  create table calendar_feed (
    id uuid primary key,
    -- for which its person acted; null: the operator, a member of none
    institution_id uuid references institution,
    person_id uuid not null references person,
    name text not null,
    -- 256 random bits: the same in two institutions tells nobody anything
    secret_hash bytea not null unique,
    created_at timestamptz(3) not null,
    last_read_at timestamptz(3)
  );
  create index calendar_feed_person on calendar_feed (person_id, created_at, id);
`;

const policies = `
  -- services that concern the acting institution: it leads them, holds a function, or has an agreement that runs
  create function freeze_services() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select s.id
      from service s
     where app_scope() = 'staff'
       and (s.lead_provider_id = app_institution()
            or exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution())
            or exists (select 1 from agreement a
                         join institution l on l.id = a.lead_provider_id
                        where a.service_id = s.id and app_institution() in (a.institution_id, a.lead_provider_id)
                          and (app_now() at time zone l.time_zone)::date
                              between a.starts_on and coalesce(a.ends_on, 'infinity')))
  $$;

  -- institutions that use, by an agreement that runs, a service for which the acting person works on the provider side
  create function freeze_tenants() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select a.institution_id
      from agreement a
      join institution l on l.id = a.lead_provider_id
     where app_serves('provider', a.service_id)
       and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
       and (a.lead_provider_id = app_institution()
            or exists (select 1 from responsibility r
                        where r.service_id = a.service_id and r.institution_id = app_institution()))
  $$;

  -- whether the acting person declares freezes like this one: the operator, the lead provider, the institution itself
  create function freeze_own(p_scope text, p_institution uuid, p_service uuid) returns boolean
    language plpgsql stable set search_path = public, pg_temp as $$
  begin
    return coalesce(case p_scope
      when 'consortium' then
        p_institution is null and app_scope() = 'staff'
        and app_institution() = '00000000-0000-0000-0000-000000000000'
        and exists (select 1 from person p where p.id = app_person() and p.is_operator)
      when 'service' then
        p_institution = app_institution() and app_serves('provider', p_service)
        and exists (select 1 from service s where s.id = p_service and s.lead_provider_id = p_institution)
      when 'institution' then
        p_institution = app_institution() and p_service is null and app_has_side('user')
      end, false);
  end $$;

  grant select, insert on change_freeze to guichet_api;
  grant select on change_freeze, freeze_period to guichet_worker;
  grant update (title, reason, time_zone, first_day, last_day, from_at, to_at, rule, until, excluded, sequence, starts_at, ends_at,
                lifted_at, lift_reason, version, updated_at) on change_freeze to guichet_api;
  grant select, insert, delete on freeze_period to guichet_api;
  grant update (ends_at, is_long, is_lifted, working_days, blocks_shared, why) on freeze_period to guichet_api;
  ${['change_freeze', 'freeze_period']
    .map(
      (table) => `
  create policy of_the_consortium on ${table} for select to guichet_api, guichet_worker using (
    scope = 'consortium' and (select app_scope()) is not null);
  create policy of_services on ${table} for select to guichet_api, guichet_worker using (
    scope = 'service' and service_id in (select freeze_services()));
  create policy of_the_own_institution on ${table} for select to guichet_api, guichet_worker using (
    scope = 'institution' and institution_id = (select app_institution()) and (select app_scope()) = 'staff');
  create policy of_tenants on ${table} for select to guichet_api, guichet_worker using (
    scope = 'institution' and institution_id in (select freeze_tenants()));
  create policy changed_by_its_own on ${table} for update to guichet_api using (
    freeze_own(scope, institution_id, service_id));`,
    )
    .join('')}
  create policy declared_by_its_own on change_freeze for insert to guichet_api with check (
    declared_by = app_person() and freeze_own(scope, institution_id, service_id)
    and scope_key = case scope when 'service' then 'service/' || service_id
                               when 'institution' then 'institution/' || institution_id else scope end);
  create policy declared_by_its_own on freeze_period for insert to guichet_api with check (
    freeze_own(scope, institution_id, service_id)
    and exists (select 1 from change_freeze f
                 where f.id = freeze_id and f.scope = freeze_period.scope
                   and f.institution_id is not distinct from freeze_period.institution_id
                   and f.service_id is not distinct from freeze_period.service_id));
  create policy moved_by_its_own on freeze_period for delete to guichet_api using (
    freeze_own(scope, institution_id, service_id));
  create policy owner_functions on change_freeze for select to current_user using (true);

  grant select (id, institution_id, person_id, name, created_at, last_read_at), insert, delete on calendar_feed to guichet_api;
  create policy oneself on calendar_feed to guichet_api
    using (person_id = (select app_person()) and (select app_scope()) is not null
           and coalesce(institution_id, '00000000-0000-0000-0000-000000000000') = (select app_institution()))
    with check (person_id = app_person() and app_scope() is not null
                and coalesce(institution_id, '00000000-0000-0000-0000-000000000000') = app_institution());
`;

const functions = `
  -- the stream of a freeze: written by who declares it, read by those who see it at that instant
  create function freeze_append(p_freeze uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare f change_freeze; item jsonb; at timestamptz; shared_with jsonb;
  begin
    select * into f from change_freeze where id = p_freeze;
    if not found or not freeze_own(f.scope, f.institution_id, f.service_id) then
      raise exception 'not its own' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      -- the operator stands on no side
      if not coalesce(item ->> 'audience' = 'shared'
                      and item ->> 'side' = case f.scope when 'consortium' then 'requester' when 'service' then 'provider' else 'user' end,
                      false) then
        raise exception 'not its own' using errcode = '42501';
      end if;
      at := (item ->> 'at')::timestamptz;
    end loop;
    select jsonb_agg(distinct k) into shared_with
      from (select reader_key(i.id, s) as k
              from institution i, unnest(array['user', 'provider']) s
             where f.scope = 'consortium' or i.id = f.institution_id
            union all
            select reader_key(r.institution_id, s)
              from responsibility r, unnest(array['user', 'provider']) s
             where r.service_id = f.service_id and r.institution_id is not null
            union all
            select reader_key(i, s)
              from agreement a
              join institution l on l.id = a.lead_provider_id
             cross join unnest(array[a.institution_id, a.lead_provider_id]) i
             cross join unnest(array['user', 'provider']) s
             where a.service_id = f.service_id
               and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
            union all
            select reader_key(p, 'provider')
              from agreement a
              join institution l on l.id = a.lead_provider_id
             cross join lateral (select a.lead_provider_id as p
                                 union select r.institution_id from responsibility r
                                        where r.service_id = a.service_id and r.institution_id is not null) providers
             where f.scope = 'institution' and a.institution_id = f.institution_id
               and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')) keys;
    return record_write(p_freeze, 'freeze',
      (select jsonb_agg(e || jsonb_build_object('readers', shared_with)) from jsonb_array_elements(p_events) e));
  end $$;

  -- Whose calendar it is, as of a session, in the one membership for which it was made; null for an address that is unknown,
  -- or whose person has left. That it is read is noted to the hour.
  create function calendar_feed_person(p_secret_hash bytea, p_at timestamptz) returns jsonb
    language sql security definer set search_path = public, pg_temp as $$
    update calendar_feed set last_read_at = p_at
     where secret_hash = p_secret_hash and (last_read_at is null or last_read_at <= p_at - interval '1 hour');
    select jsonb_build_object(
             'name', c.name,
             'person', jsonb_build_object(
               'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale,
               'isOperator', p.is_operator and c.institution_id is null,
               'memberships', coalesce((
                 select jsonb_agg(jsonb_build_object(
                          'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                          'siteId', m.site_id,
                          'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                       from role_grant g where g.person_id = p.id and g.institution_id = i.id)))
                   from membership m join institution i on i.id = m.institution_id
                  where m.person_id = p.id and m.institution_id = c.institution_id), '[]')))
      from calendar_feed c join person p on p.id = c.person_id
     where c.secret_hash = p_secret_hash and p.left_at is null
       and (c.institution_id is null
            or exists (select 1 from membership m where m.person_id = p.id and m.institution_id = c.institution_id))
  $$;
  revoke all on function freeze_append(uuid, jsonb), calendar_feed_person(bytea, timestamptz) from public;
  grant execute on function freeze_append(uuid, jsonb), calendar_feed_person(bytea, timestamptz) to guichet_api;
`;
