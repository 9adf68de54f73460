import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * The record: one append-only table of events, chained by hash, with its outbox and the cursors of its consumers.
 *
 * The application has no privilege to write it. `event_append` does, for a stream its caller can see: it numbers the
 * events of the stream, keeps instants from going back, links each to the one before in the same domain and leaves a
 * row in the outbox, in the caller's transaction. A domain is `common` (what the requester or several institutions may
 * read) or one institution's side (`<institution>/user`), so that a chain can be checked by those who see it.
 */
export class Record1795300000005 implements MigrationInterface {
  name = 'Record1795300000005';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table event_stream (
        stream_id uuid primary key,
        kind text not null,
        last_number integer not null,
        last_at timestamptz(3) not null
      );
      create table event_chain (
        stream_id uuid not null references event_stream,
        domain text not null,
        last_number integer not null,
        last_hash bytea not null,
        primary key (stream_id, domain)
      );
      create table event (
        id uuid primary key,
        stream_id uuid not null references event_stream,
        number integer not null,
        domain text not null,
        type text not null,
        audience text not null check (audience in ('requester', 'shared', 'internal')),
        occurred_at timestamptz(3) not null,
        actor_id uuid not null,
        actor_institution_id uuid not null,
        actor_side text not null,
        readers text[] not null,
        data jsonb not null,
        previous_hash bytea not null,
        hash bytea not null,
        unique (stream_id, number)
      );
      create table outbox (
        event_id uuid primary key references event,
        stream_id uuid not null,
        institution_ids uuid[] not null
      );
      create table consumer_cursor (
        consumer text not null,
        stream_id uuid not null,
        institution_id uuid not null,
        last_number integer not null,
        attempts integer not null default 0,
        retry_at timestamptz(3),
        parked_at timestamptz(3),
        error text,
        primary key (consumer, stream_id, institution_id)
      );
      create index consumer_cursor_retry on consumer_cursor (retry_at) where retry_at is not null;
    `);
    for (const table of ['event_stream', 'event_chain', 'event', 'outbox', 'consumer_cursor'])
      await closeTable(q, table);
    await q.query(`
      grant select on event to guichet_api, guichet_worker;
      create policy audience on event for select to guichet_api, guichet_worker using (
        readers && (select app_reader_keys())
        or (audience = 'requester'
            and exists (select 1 from ticket_party p
                         where p.ticket_id = event.stream_id and p.side = 'user' and p.requester_id = (select app_person()))));

      -- the worker crosses tenants here: ids, numbers and instants, no texts
      -- (a row is locked while it is handed over, which asks for the privilege to update)
      grant select, update, delete on outbox to guichet_worker;
      create policy worker_hands_over on outbox to guichet_worker using (true);
      grant select, insert, update, delete on consumer_cursor to guichet_worker;
      create policy worker_reads_on on consumer_cursor to guichet_worker using (true) with check (true);

      create policy owner_functions on event_stream to current_user using (true) with check (true);
      create policy owner_functions on event_chain to current_user using (true) with check (true);
      create policy owner_functions on event to current_user using (true) with check (true);
      create policy owner_functions on outbox to current_user using (true) with check (true);

      -- what the hash of an event covers, as one text; verification computes it again outside the database
      create function event_canonical(e event) returns text language sql stable as $$
        select concat_ws(chr(31), e.stream_id, e.number, e.domain, e.id, e.type, e.audience,
                 to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 e.actor_id, e.actor_institution_id, e.actor_side, to_jsonb(e.readers), e.data::text)
      $$;

      create function event_append(p_stream uuid, p_events jsonb) returns timestamptz
        language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        item jsonb; stream event_stream; e event; head bytea;
      begin
        if not exists (select 1 from ticket_party p
                        where p.ticket_id = p_stream and p.institution_id = app_institution() and p.until is null
                          and (app_serves(p.side, p.service_id)
                               or (app_scope() is not null and p.side = 'user' and p.requester_id = app_person()))) then
          raise exception 'not a party' using errcode = '42501';
        end if;
        insert into event_stream values (p_stream, 'ticket', 0, (p_events -> 0 ->> 'at')::timestamptz)
        on conflict (stream_id) do nothing;
        select * into stream from event_stream where stream_id = p_stream for update;
        for item in select * from jsonb_array_elements(p_events) loop
          e.id := item ->> 'id';
          e.stream_id := p_stream;
          e.number := stream.last_number + 1;
          e.type := item ->> 'type';
          e.audience := item ->> 'audience';
          e.domain := case when e.audience = 'internal' then reader_key(app_institution(), item ->> 'side') else 'common' end;
          if not coalesce(app_has_side(item ->> 'side') or (item ->> 'side' = 'requester' and e.audience <> 'internal'), false) then
            raise exception 'not on this side' using errcode = '42501';
          end if;
          e.occurred_at := greatest((item ->> 'at')::timestamptz, stream.last_at);
          e.actor_id := app_person();
          e.actor_institution_id := app_institution();
          e.actor_side := item ->> 'side';
          e.readers := array(select jsonb_array_elements_text(item -> 'readers'));
          if e.audience = 'internal' and e.readers <> array[e.domain] then
            raise exception 'what is internal stays inside' using errcode = '42501';
          end if;
          e.data := item -> 'data';
          select last_hash into head from event_chain where stream_id = p_stream and domain = e.domain;
          e.previous_hash := coalesce(head, sha256(convert_to(p_stream::text || '/' || e.domain, 'UTF8')));
          e.hash := sha256(e.previous_hash || convert_to(event_canonical(e), 'UTF8'));
          insert into event select e.*;
          insert into outbox
          select e.id, p_stream, array(select distinct split_part(r, '/', 1)::uuid from unnest(e.readers) r);
          insert into event_chain values (p_stream, e.domain, e.number, e.hash)
          on conflict (stream_id, domain) do update set last_number = excluded.last_number, last_hash = excluded.last_hash;
          stream.last_number := e.number;
          stream.last_at := e.occurred_at;
        end loop;
        update event_stream set last_number = stream.last_number, last_at = stream.last_at where stream_id = p_stream;
        return stream.last_at;
      end $$;
      revoke all on function event_append(uuid, jsonb) from public;
      grant execute on function event_append(uuid, jsonb) to guichet_api, guichet_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function event_append(uuid, jsonb);
      drop function event_canonical(event);
      drop table consumer_cursor, outbox, event, event_chain, event_stream cascade;
    `);
  }
}
