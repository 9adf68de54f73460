import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/** The tenants, the people, their rights, and the narrow doors through which somebody unknown signs in. */
export class InstitutionsAndPeople1795300000002 implements MigrationInterface {
  name = 'InstitutionsAndPeople1795300000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table institution (
        id uuid primary key,
        code text not null unique,
        name text not null,
        domain text not null,
        time_zone text not null,
        holiday_region text not null,
        locale text not null,
        suspended_at timestamptz(3)
      );
      create table site (
        id uuid primary key,
        institution_id uuid not null references institution,
        code text not null,
        time_zone text not null,
        holiday_region text not null,
        is_default boolean not null,
        unique (institution_id, code)
      );
      create table person (
        id uuid primary key,
        email text not null unique,
        display_name text not null,
        locale text not null,
        time_zone text,
        is_operator boolean not null default false,
        left_at timestamptz(3)
      );
      create table membership (
        person_id uuid not null references person,
        institution_id uuid not null references institution,
        site_id uuid references site,
        primary key (person_id, institution_id)
      );
      create index membership_institution on membership (institution_id);
      create table role_grant (
        institution_id uuid not null,
        person_id uuid not null,
        role text not null,
        -- null: every service
        service_ids uuid[],
        primary key (institution_id, person_id, role),
        foreign key (person_id, institution_id) references membership
      );
      create index role_grant_person on role_grant (person_id);
      create table credential (
        person_id uuid primary key references person,
        password_hash text not null
      );
      create table session (
        token_hash bytea primary key,
        person_id uuid not null references person,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        revoked_at timestamptz(3)
      );
      create index session_person on session (person_id);
      create table sign_in_failure (
        id uuid primary key,
        account_hash bytea not null,
        address text not null,
        failed_at timestamptz(3) not null
      );
      create index sign_in_failure_account on sign_in_failure (account_hash, failed_at);
      create index sign_in_failure_address on sign_in_failure (address, failed_at);
    `);
    for (const table of [
      'institution',
      'site',
      'person',
      'membership',
      'role_grant',
      'credential',
      'session',
      'sign_in_failure',
    ]) {
      await closeTable(q, table, { ownerKeeps: true });
    }
    await q.query(`
      -- who exists in the consortium is known to whoever has signed in
      grant select on institution, site to guichet_api, guichet_worker;
      create policy known_to_the_signed_in on institution for select to guichet_api, guichet_worker using ((select app_scope()) is not null);
      create policy known_to_the_signed_in on site for select to guichet_api, guichet_worker using ((select app_scope()) is not null);

      -- people are known at home only
      grant select on membership, role_grant, person to guichet_api, guichet_worker;
      create policy own_institution on membership for select to guichet_api, guichet_worker
        using (institution_id = (select app_institution()) and (select app_scope()) is not null);
      create policy own_institution on role_grant for select to guichet_api, guichet_worker
        using (institution_id = (select app_institution()) and (select app_scope()) is not null);
      create policy colleagues_and_self on person for select to guichet_api, guichet_worker
        using ((select app_scope()) is not null
               and (id = (select app_person()) or id in (select m.person_id from membership m)));

      -- signing in: before anybody is known. Each returns as little as it can.
      create function sign_in_candidate(p_email text) returns table (person_id uuid, password_hash text)
        language sql stable security definer set search_path = public, pg_temp as $$
        select p.id, c.password_hash
          from person p join credential c on c.person_id = p.id
         where p.email = lower(p_email) and p.left_at is null
      $$;
      create function sign_in_failures(p_account bytea, p_address text, p_since timestamptz)
        returns table (of_account bigint, of_address bigint)
        language sql stable security definer set search_path = public, pg_temp as $$
        select (select count(*) from sign_in_failure where account_hash = p_account and failed_at > p_since),
               (select count(*) from sign_in_failure where address = p_address and failed_at > p_since)
      $$;
      create function sign_in_failed(p_id uuid, p_account bytea, p_address text, p_at timestamptz) returns void
        language sql security definer set search_path = public, pg_temp as $$
        delete from sign_in_failure where failed_at < p_at - interval '1 day';
        insert into sign_in_failure values (p_id, p_account, p_address, p_at);
      $$;
      create function session_open(p_token_hash bytea, p_person uuid, p_at timestamptz, p_expires_at timestamptz) returns void
        language sql security definer set search_path = public, pg_temp as $$
        delete from session where person_id = p_person and expires_at < p_at;
        insert into session values (p_token_hash, p_person, p_at, p_expires_at, null)
      $$;
      create function session_revoke(p_token_hash bytea, p_at timestamptz) returns void
        language sql security definer set search_path = public, pg_temp as $$
        update session set revoked_at = coalesce(revoked_at, p_at) where token_hash = p_token_hash
      $$;
      -- a live session's person with every membership and role, as one JSON value; null for a dead session
      create function session_person(p_token_hash bytea, p_at timestamptz) returns jsonb
        language sql stable security definer set search_path = public, pg_temp as $$
        select jsonb_build_object(
                 'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale, 'isOperator', p.is_operator,
                 'memberships', coalesce((
                   select jsonb_agg(jsonb_build_object(
                            'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                            'siteId', m.site_id,
                            'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                         from role_grant g where g.person_id = p.id and g.institution_id = i.id)
                          ) order by i.code)
                     from membership m join institution i on i.id = m.institution_id
                    where m.person_id = p.id), '[]'))
          from session s join person p on p.id = s.person_id
         where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > p_at and p.left_at is null
      $$;
      revoke all on function sign_in_candidate(text), sign_in_failures(bytea, text, timestamptz),
        sign_in_failed(uuid, bytea, text, timestamptz), session_open(bytea, uuid, timestamptz, timestamptz),
        session_revoke(bytea, timestamptz), session_person(bytea, timestamptz) from public;
      grant execute on function sign_in_candidate(text), sign_in_failures(bytea, text, timestamptz),
        sign_in_failed(uuid, bytea, text, timestamptz), session_open(bytea, uuid, timestamptz, timestamptz),
        session_revoke(bytea, timestamptz), session_person(bytea, timestamptz) to guichet_api;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function session_person(bytea, timestamptz);
      drop function session_revoke(bytea, timestamptz);
      drop function session_open(bytea, uuid, timestamptz, timestamptz);
      drop function sign_in_failed(uuid, bytea, text, timestamptz);
      drop function sign_in_failures(bytea, text, timestamptz);
      drop function sign_in_candidate(text);
      drop table sign_in_failure, session, credential, role_grant, membership, person, site, institution cascade;
    `);
  }
}
