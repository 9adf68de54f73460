import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the operator's import keeps beside what the owner of the database kept already: which component needs which, and
 * in the stream of a service what became of the service itself. The function is for the owner alone: it decides nothing,
 * and no role of the program may call it.
 */
export class Keeping1795700000046 implements MigrationInterface {
  name = 'Keeping1795700000046';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create policy owner_keeps on component_dependency to current_user using (true) with check (true);

      create function service_kept(p_service uuid, p_events jsonb) returns timestamptz
        language sql set search_path = public, pg_temp as $$
        select record_write(p_service, 'service',
          (select jsonb_agg(e || jsonb_build_object('audience', 'shared', 'side', 'provider', 'readers',
                              standing_readers(p_service, (e ->> 'at')::timestamptz, true)))
             from jsonb_array_elements(p_events) e))
      $$;
      revoke all on function service_kept(uuid, jsonb) from public;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function service_kept(uuid, jsonb);
      drop policy owner_keeps on component_dependency;
    `);
  }
}
