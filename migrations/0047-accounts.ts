import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { audit, auditUndone } from './0047-accounts.audit.js';
import { passwords, passwordsUndone } from './0047-accounts.passwords.js';

/**
 * How people get a password, lose it and leave, and the audit trail of an institution.
 *
 * A link by which somebody sets a password is kept by the digest of its token. The token itself is made from the id of the
 * row and a key outside the database when the mail is sent, so it stands nowhere.
 */
export class Accounts1795700000047 implements MigrationInterface {
  name = 'Accounts1795700000047';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table password_link (
        id uuid primary key,
        -- null: it was asked for an address that nobody has, and leaves the same trace
        person_id uuid references person,
        -- for whom the mail is written; null: the operator, a member of none
        institution_id uuid references institution,
        purpose text not null check (purpose in ('invitation', 'reset', 'forgotten')),
        -- 256 bits that nobody guesses: the same twice tells nobody anything
        token_hash bytea not null unique,
        made_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        -- used, or replaced
        ended_at timestamptz(3),
        -- when the mail is tried next; null: no more
        send_at timestamptz(3)
      );
      -- those of one person, which are counted and ended
      create index password_link_person on password_link (person_id, made_at);
      create index password_link_to_send on password_link (send_at) where send_at is not null;
      create index password_link_expired on password_link (expires_at);
    `);
    await closeTable(q, 'password_link', { ownerKeeps: true });
    await q.query(`
      -- the worker crosses tenants here: ids, instants and digests
      grant select (id, person_id, institution_id, purpose, token_hash, expires_at, ended_at, send_at), update (send_at), delete
         on password_link to guichet_worker;
      create policy worker_sends on password_link to guichet_worker using (true) with check (true);
    `);
    await q.query(passwords);
    await q.query(audit);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(auditUndone);
    await q.query(passwordsUndone);
    await q.query('drop table password_link');
  }
}
