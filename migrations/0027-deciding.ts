import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Codes that people asked for on the page of a decision: ids, instants and counts. The code itself is made from the id and
 * a key outside the database, and the link is kept by its digest.
 */
export class Deciding1795600000027 implements MigrationInterface {
  name = 'Deciding1795600000027';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table decision_code (
        id uuid primary key,
        institution_id uuid not null references institution,
        person_id uuid not null references person,
        -- SHA-256 of the link on whose page it was asked for
        link bytea not null,
        made_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        wrong smallint not null,
        used_at timestamptz(3),
        -- when the mail is tried next; null: no more
        send_at timestamptz(3)
      );
      -- those of one person and link, by which they are counted and compared
      create index decision_code_of_link on decision_code (institution_id, person_id, link, made_at);
      create index decision_code_to_send on decision_code (send_at) where send_at is not null;
      create index decision_code_made on decision_code (made_at);
    `);
    await closeTable(q, 'decision_code');
    await q.query(`
      grant select (id, institution_id, person_id, link, made_at, expires_at, wrong, used_at), insert,
            update (wrong, used_at) on decision_code to guichet_api;
      create policy own_codes on decision_code to guichet_api
        using (institution_id = (select app_institution()) and person_id = (select app_person())
               and (select app_scope()) is not null)
        with check (institution_id = app_institution() and person_id = app_person());
      -- the worker crosses tenants here: ids and instants, neither link nor count
      grant select (id, institution_id, person_id, made_at, expires_at, send_at), update (send_at), delete
         on decision_code to guichet_worker;
      create policy worker_sends on decision_code to guichet_worker using (true) with check (true);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table decision_code');
  }
}
