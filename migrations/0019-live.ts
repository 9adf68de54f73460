import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * What was recorded lately, for those who watch. Events of different streams become visible in another order than their
 * ids have, so a position among ids would lose some. `live_event` keeps with each event the transaction that wrote it: a
 * snapshot of PostgreSQL then says exactly what somebody has seen, whichever process told them.
 *
 * A row for each institution that may read the event: ids, no types and no texts. The rows of a day are kept.
 *
 * Whoever signs out or loses a role is announced by id, so that their streams end at once in every process.
 */
export class Live1795500000019 implements MigrationInterface {
  name = 'Live1795500000019';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table live_event (
        institution_id uuid not null,
        -- an xid8, as a number
        transaction_id bigint not null,
        event_id uuid not null,
        stream_id uuid not null,
        at timestamptz(3) not null,
        primary key (institution_id, transaction_id, event_id)
      );
      -- what is new for anybody, asked by every process that somebody watches
      create index live_event_transaction on live_event (transaction_id);
    `);
    await closeTable(q, 'live_event');
    await q.query(`
      create policy owner_functions on live_event for insert to current_user with check (true);
      grant select on live_event to guichet_api, guichet_worker;
      grant delete on live_event to guichet_worker;
      -- as the event itself is
      create policy as_the_event on live_event for select to guichet_api using (
        institution_id = (select app_institution()) and (select app_scope()) is not null
        and exists (select 1 from event e where e.id = live_event.event_id));
      -- the worker crosses tenants here: ids and instants, no texts
      create policy worker_looks on live_event for select to guichet_worker using (true);
      create policy worker_clears on live_event for delete to guichet_worker using (true);

      -- runs as the owner, inside the functions that append to the record
      create function live_recorded() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        insert into live_event
        select i, pg_current_xact_id()::text::bigint, new.event_id, new.stream_id, e.occurred_at
          from unnest(new.institution_ids) i, event e, event_stream s
         where e.id = new.event_id and s.stream_id = new.stream_id and s.kind = 'ticket';
        return null;
      end $$;
      create trigger live_recorded after insert on outbox for each row execute function live_recorded();

      create function live_person_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        perform pg_notify('guichet_people', to_jsonb(coalesce(new, old)) ->> tg_argv[0]);
        return null;
      end $$;
      create trigger live_session_ended after update of revoked_at on session
        for each row execute function live_person_changed('person_id');
      create trigger live_person_left after update of left_at on person
        for each row execute function live_person_changed('id');
      create trigger live_membership_ended after delete on membership
        for each row execute function live_person_changed('person_id');
      create trigger live_roles_changed after insert or update or delete on role_grant
        for each row execute function live_person_changed('person_id');
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger live_roles_changed on role_grant;
      drop trigger live_membership_ended on membership;
      drop trigger live_person_left on person;
      drop trigger live_session_ended on session;
      drop function live_person_changed();
      drop trigger live_recorded on outbox;
      drop function live_recorded();
      drop table live_event;
    `);
  }
}
