import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Tokens by which programs act for whoever made them. A token is looked up like a session, before anybody is known, by one
 * narrow function; whoever lists them reads everything but the digest.
 */
export class Tokens1795600000021 implements MigrationInterface {
  name = 'Tokens1795600000021';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table api_token (
        id uuid primary key,
        -- null: the operator's, a member of no institution
        institution_id uuid references institution,
        person_id uuid not null references person,
        name text not null,
        scopes text[] not null,
        -- 256 random bits: the same in two institutions tells nobody anything
        token_hash bytea not null unique,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        last_used_at timestamptz(3)
      );
      -- the list of an institution
      create index api_token_listed on api_token (institution_id, created_at, id);
      create index api_token_person on api_token (person_id);
    `);
    await closeTable(q, 'api_token', { ownerKeeps: true });
    await q.query(`
      grant select (id, institution_id, person_id, name, scopes, created_at, expires_at, last_used_at), insert, delete
        on api_token to guichet_api;
      -- the operator acts for the institution that does not exist
      create policy own_institution on api_token for select to guichet_api
        using (coalesce(institution_id, '00000000-0000-0000-0000-000000000000') = (select app_institution())
               and (select app_scope()) = 'staff');
      create policy made_by_oneself on api_token for insert to guichet_api
        with check (coalesce(institution_id, '00000000-0000-0000-0000-000000000000') = app_institution()
                    and app_scope() = 'staff' and person_id = app_person());
      create policy taken_back_at_home on api_token for delete to guichet_api
        using (coalesce(institution_id, '00000000-0000-0000-0000-000000000000') = (select app_institution())
               and (select app_scope()) = 'staff');

      -- whose token it is, as of a session, in the one membership for which it was made; null for a token that is unknown,
      -- has expired, or whose maker has left. Use is noted to the minute, so that a busy program writes one row a minute.
      create function api_token_person(p_token_hash bytea, p_at timestamptz) returns jsonb
        language sql security definer set search_path = public, pg_temp as $$
        update api_token set last_used_at = p_at
         where token_hash = p_token_hash and expires_at > p_at
           and (last_used_at is null or last_used_at <= p_at - interval '1 minute');
        select jsonb_build_object(
                 'scopes', t.scopes,
                 'person', jsonb_build_object(
                   'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale,
                   'isOperator', p.is_operator and t.institution_id is null,
                   'memberships', coalesce((
                     select jsonb_agg(jsonb_build_object(
                              'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                              'siteId', m.site_id,
                              'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                           from role_grant g where g.person_id = p.id and g.institution_id = i.id)))
                       from membership m join institution i on i.id = m.institution_id
                      where m.person_id = p.id and m.institution_id = t.institution_id), '[]')))
          from api_token t join person p on p.id = t.person_id
         where t.token_hash = p_token_hash and t.expires_at > p_at and p.left_at is null
           and (t.institution_id is null
                or exists (select 1 from membership m where m.person_id = p.id and m.institution_id = t.institution_id))
      $$;
      revoke all on function api_token_person(bytea, timestamptz) from public;
      grant execute on function api_token_person(bytea, timestamptz) to guichet_api;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function api_token_person(bytea, timestamptz);
      drop table api_token;
    `);
  }
}
