import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/** The stored results of timers, for lists and for the sweep. They are recomputed from the record at every input. */
export class Timers1795300000006 implements MigrationInterface {
  name = 'Timers1795300000006';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table timer (
        id uuid primary key,
        ticket_id uuid not null references ticket,
        institution_id uuid not null references institution,
        side text not null check (side in ('user', 'provider')),
        metric text not null check (metric in ('response', 'resolution')),
        run smallint not null,
        state text not null check (state in ('running', 'paused', 'met', 'missed', 'superseded', 'cancelled')),
        verdict text check (verdict in ('met', 'missed')),
        verdict_at timestamptz(3),
        miss_cause text,
        priority text not null,
        target_minutes integer not null,
        started_at timestamptz(3) not null,
        due_at timestamptz(3),
        paused_since timestamptz(3),
        ended_at timestamptz(3),
        -- when something must be told next; the sweep finds what is due by this alone
        wake_at timestamptz(3),
        unique (ticket_id, side, metric, run)
      );
      create index timer_wake on timer (wake_at) where wake_at is not null;
    `);
    await closeTable(q, 'timer');
    await q.query(`
      grant select, insert on timer to guichet_api, guichet_worker;
      grant update (state, verdict, verdict_at, miss_cause, priority, target_minutes, started_at, due_at, paused_since,
        ended_at, wake_at) on timer to guichet_api, guichet_worker;
      -- the user side's at home only; the provider side's to both, to a former holder only if it delivered
      create policy both_sides on timer for select to guichet_api, guichet_worker using (
        (institution_id = (select app_institution()) and (select app_has_side('user'))
          and exists (select 1 from ticket_party p where p.ticket_id = timer.ticket_id and p.side = 'user'))
        or (side = 'provider'
            and exists (select 1 from ticket_party p where p.ticket_id = timer.ticket_id and p.side = 'provider'
                           and (p.until is null or p.fulfilled))));
      create policy kept_by_the_owner on timer for insert to guichet_api, guichet_worker
        with check (institution_id = app_institution() and app_has_side('user')
                    and exists (select 1 from ticket t where t.id = timer.ticket_id and t.institution_id = timer.institution_id));
      create policy changed_by_the_owner on timer for update to guichet_api, guichet_worker
        using (institution_id = app_institution() and app_has_side('user'));
      -- the worker crosses tenants here: ids and instants, no texts
      create policy worker_sweeps on timer for select to guichet_worker using (true);
      create policy owner_functions on timer for select to current_user using (true);

      -- what a party's list may tell of a timer: as the policy both_sides says
      create function ticket_timer_shown(p ticket_party, m timer) returns boolean language sql immutable parallel safe as $$
        select p.side = 'user' or (m.side = 'provider' and (p.until is null or p.fulfilled))
      $$;
      create or replace function ticket_index(p_ticket uuid) returns void
        language sql security definer set search_path = public, pg_temp as $$
        update ticket_party p
           set state = t.state,
               updated_at = case when p.until is null then t.updated_at else p.updated_at end,
               priority = case when p.until is null then t.priority else p.priority end,
               next_actor = case when p.until is null then t.next_actor else p.next_actor end,
               due_at = (select min(m.due_at) from timer m
                          where m.ticket_id = p_ticket and m.state = 'running' and ticket_timer_shown(p, m)),
               is_late = exists (select 1 from timer m
                                  where m.ticket_id = p_ticket and m.state = 'missed' and ticket_timer_shown(p, m))
          from ticket t
         where t.id = p_ticket and p.ticket_id = p_ticket
      $$;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      create or replace function ticket_index(p_ticket uuid) returns void
        language sql security definer set search_path = public, pg_temp as $$
        update ticket_party p
           set state = t.state,
               updated_at = case when p.until is null then t.updated_at else p.updated_at end,
               priority = case when p.until is null then t.priority else p.priority end,
               next_actor = case when p.until is null then t.next_actor else p.next_actor end
          from ticket t
         where t.id = p_ticket and p.ticket_id = p_ticket
      $$;
      drop function ticket_timer_shown(ticket_party, timer);
      drop table timer cascade;
    `);
  }
}
