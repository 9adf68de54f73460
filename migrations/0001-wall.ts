import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What every policy leans on: who acts, read from settings that live as long as one transaction.
 *
 * app.institution, app.person   uuid
 * app.scope                     staff | requester
 * app.user_services             services this person answers for at level 1: '*', or uuids between commas, or nothing
 * app.provider_services         the same on the provider's side
 *
 * A setting that is missing, empty or malformed is null, and null shows nothing. A reader key is
 * `<institution>/user` or `<institution>/provider`: rows that cross the wall carry the keys of those who may read them.
 *
 * The three functions that read settings are PL/pgSQL so that PostgreSQL does not inline them: written out in every
 * policy, their checks took longer to plan than the statement took to run. Policies of tables that are read row after row
 * ask through `(select ...)`, which is answered once per statement.
 */
export class Wall1795300000001 implements MigrationInterface {
  name = 'Wall1795300000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create function app_uuid(setting text) returns uuid language plpgsql stable parallel safe as $$
      begin
        return case when current_setting(setting, true) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
                    then current_setting(setting, true)::uuid end;
      end $$;
      create function app_institution() returns uuid language sql stable parallel safe as $$ select app_uuid('app.institution') $$;
      create function app_person() returns uuid language sql stable parallel safe as $$ select app_uuid('app.person') $$;
      create function app_scope() returns text language plpgsql stable parallel safe as $$
      begin
        return case when app_person() is not null and app_institution() is not null
                     and current_setting('app.scope', true) in ('staff', 'requester')
                    then current_setting('app.scope', true) end;
      end $$;
      create function app_services(side text) returns text language plpgsql stable parallel safe as $$
      begin
        return case when app_scope() = 'staff' and side in ('user', 'provider')
                     and current_setting('app.' || side || '_services', true)
                         ~ '^([*]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*)$'
                    then current_setting('app.' || side || '_services', true) end;
      end $$;
      -- the sides on which the acting person works for the acting institution
      create function app_has_side(side text) returns boolean language sql stable parallel safe as $$
        select app_services(side) is not null
      $$;
      create function app_serves(side text, service uuid) returns boolean language sql stable parallel safe as $$
        select coalesce(app_services(side) = '*' or service::text = any (string_to_array(app_services(side), ',')), false)
      $$;
      create function reader_key(institution uuid, side text) returns text language sql immutable parallel safe as $$
        select institution::text || '/' || side
      $$;
      create function app_reader_keys() returns text[] language sql stable parallel safe as $$
        select array_remove(array[
          case when app_has_side('user') then reader_key(app_institution(), 'user') end,
          case when app_has_side('provider') then reader_key(app_institution(), 'provider') end
        ], null)
      $$;
      grant usage on schema public to guichet_api, guichet_worker, guichet_maintenance;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      revoke usage on schema public from guichet_api, guichet_worker, guichet_maintenance;
      drop function app_reader_keys();
      drop function reader_key(uuid, text);
      drop function app_serves(text, uuid);
      drop function app_has_side(text);
      drop function app_services(text);
      drop function app_scope();
      drop function app_person();
      drop function app_institution();
      drop function app_uuid(text);
    `);
  }
}
