/*
 * What a policy asks of the settings is asked once for each statement, as a subselect, and not row by row; and whether a
 * change concerns the acting institution is looked up by the change, not by reading all that ever concerned it: `offset 0`
 * keeps PostgreSQL from doing that, which it would whenever it takes a few rows for many.
 */

const serves = (side: 'user' | 'provider') =>
  `((select app_services('${side}')) = '*' or service_ids && (select app_service_ids('${side}')))`;

const ofOneself = (servesUser: string) => `
  institution_id = (select app_institution()) and (select app_scope()) is not null
  and shown_at is not null and removed_at is null
  and case when (select app_scope()) = 'requester' then kind = 'affected'
           else ${servesUser} or kind = 'board' or (kind = 'asker' and (select app_has_side('user'))) end`;

const tenants = (serving: string) => `
  create or replace function freeze_tenants() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select a.institution_id
      from agreement a
      join institution l on l.id = a.lead_provider_id
     where ${serving}
       and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
       and (a.lead_provider_id = app_institution()
            or exists (select 1 from responsibility r
                        where r.service_id = a.service_id and r.institution_id = app_institution()))
  $$;`;

export const faster = `
  create function app_service_ids(side text) returns uuid[] language sql stable parallel safe as $$
    select case when app_services(side) <> '*' then string_to_array(app_services(side), ',')::uuid[] end
  $$;
  alter policy oneself on change_party using (${ofOneself(serves('user'))});
  alter policy own_change on change_party using (owner_id = (select app_institution()) and ${serves('provider')});
  alter policy own_provider on change using (institution_id = (select app_institution()) and ${serves('provider')});
  alter policy announced on change using (
    exists (select 1 from change_party p
             where p.institution_id = (select app_institution()) and p.change_id = change.id and p.shown_at is not null
            offset 0));
  ${tenants(`((select app_services('provider')) = '*' or a.service_id = any ((select app_service_ids('provider'))::uuid[]))`)}
`;

export const asBefore = `
  alter policy oneself on change_party using (${ofOneself(`app_serves_any('user', service_ids)`)});
  alter policy own_change on change_party using (
    owner_id = (select app_institution()) and app_serves_any('provider', service_ids));
  alter policy own_provider on change using (
    institution_id = (select app_institution()) and app_serves_any('provider', service_ids));
  alter policy announced on change using (
    id in (select p.change_id from change_party p where p.institution_id = (select app_institution())
             and p.shown_at is not null));
  ${tenants(`app_serves('provider', a.service_id)`)}
  drop function app_service_ids(text);
`;
