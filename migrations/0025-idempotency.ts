import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Answers that were given under an `Idempotency-Key`, kept for a day: each stands behind the wall of the person who got it,
 * in the institution for which they acted, and is written in the transaction of what it tells of.
 */
export class Idempotency1795600000025 implements MigrationInterface {
  name = 'Idempotency1795600000025';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table idempotent_answer (
        institution_id uuid not null references institution,
        person_id uuid not null references person,
        key text not null,
        -- SHA-256 of the method, the path, the body, and the rights of whoever asked
        request bytea not null,
        status smallint not null,
        headers jsonb not null,
        body text not null,
        kept_at timestamptz(3) not null,
        primary key (institution_id, person_id, key)
      );
      create index idempotent_answer_kept on idempotent_answer (kept_at);
    `);
    await closeTable(q, 'idempotent_answer');
    await q.query(`
      grant select, insert, update (request, status, headers, body, kept_at) on idempotent_answer to guichet_api;
      create policy own_answers on idempotent_answer to guichet_api
        using (institution_id = (select app_institution()) and person_id = (select app_person())
               and (select app_scope()) is not null)
        with check (institution_id = app_institution() and person_id = app_person());
      -- the worker crosses tenants here, and sees when an answer was kept: no key, no answer
      grant select (kept_at), delete on idempotent_answer to guichet_worker;
      create policy worker_looks on idempotent_answer for select to guichet_worker using (true);
      create policy worker_clears on idempotent_answer for delete to guichet_worker using (true);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table idempotent_answer');
  }
}
