import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/** What time does next on each ticket, for its people and for the sweep. It is recomputed from the record at every input. */
export class Appointments1795400000009 implements MigrationInterface {
  name = 'Appointments1795400000009';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table appointment (
        ticket_id uuid not null references ticket,
        position smallint not null,
        institution_id uuid not null references institution,
        kind text not null,
        -- the escalation that it is about
        n smallint,
        working_days smallint,
        at timestamptz(3) not null,
        audience text not null check (audience in ('user', 'shared')),
        primary key (ticket_id, position)
      );
      -- what is due is found by this alone
      create index appointment_at on appointment (at);
    `);
    await closeTable(q, 'appointment');
    await q.query(`
      grant select, insert, delete on appointment to guichet_api, guichet_worker;
      grant update (kind, n, working_days, at, audience) on appointment to guichet_api, guichet_worker;
      -- all of them at home; to a provider, while it is a party, what both sides wait for
      create policy both_sides on appointment for select to guichet_api, guichet_worker using (
        (institution_id = (select app_institution()) and (select app_has_side('user'))
          and exists (select 1 from ticket_party p where p.ticket_id = appointment.ticket_id and p.side = 'user'))
        or (audience = 'shared'
            and exists (select 1 from ticket_party p where p.ticket_id = appointment.ticket_id and p.side = 'provider'
                           and p.until is null)));
      create policy kept_by_the_owner on appointment for insert to guichet_api, guichet_worker
        with check (institution_id = app_institution() and app_has_side('user')
                    and exists (select 1 from ticket t where t.id = appointment.ticket_id
                                   and t.institution_id = appointment.institution_id));
      create policy changed_by_the_owner on appointment for update to guichet_api, guichet_worker
        using (institution_id = app_institution() and app_has_side('user'));
      create policy removed_by_the_owner on appointment for delete to guichet_api, guichet_worker
        using (institution_id = app_institution() and app_has_side('user'));
      -- the worker crosses tenants here: ids and instants, no texts
      create policy worker_sweeps on appointment for select to guichet_worker using (true);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table appointment');
  }
}
