import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/** Mails as they were written for one reader, and a narrow queue that the worker may read across tenants. */
export class Mail1795300000007 implements MigrationInterface {
  name = 'Mail1795300000007';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table mail (
        id uuid primary key,
        institution_id uuid not null references institution,
        ticket_id uuid references ticket,
        event_id uuid not null references event,
        person_id uuid not null references person,
        to_address text not null,
        subject text not null,
        text_body text not null,
        html_body text not null,
        state text not null check (state in ('queued', 'sent', 'uncertain', 'failed')),
        attempts integer not null default 0,
        created_at timestamptz(3) not null,
        sent_at timestamptz(3),
        error text,
        unique (institution_id, event_id, person_id)
      );
      create table mail_queue (
        mail_id uuid primary key references mail,
        institution_id uuid not null,
        due_at timestamptz(3) not null
      );
      create index mail_queue_due on mail_queue (due_at);
    `);
    await closeTable(q, 'mail');
    await closeTable(q, 'mail_queue');
    await q.query(`
      grant select, insert on mail to guichet_worker;
      grant update (state, attempts, sent_at, error) on mail to guichet_worker;
      create policy own_institution on mail to guichet_worker
        using (institution_id = app_institution() and app_scope() = 'staff')
        with check (institution_id = app_institution() and app_scope() = 'staff');
      -- the worker crosses tenants here: ids and instants, no texts
      grant select, insert, update, delete on mail_queue to guichet_worker;
      create policy worker_sends on mail_queue to guichet_worker using (true) with check (true);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table mail_queue, mail cascade');
  }
}
