import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outbox says of which type an event is, so that it wakes none but the consumers that make something of it. What waits to be
 * handed over while this runs has none, and wakes all that read its kind of stream.
 */
export class OutboxTypes1795700000061 implements MigrationInterface {
  name = 'OutboxTypes1795700000061';

  async up(q: QueryRunner): Promise<void> {
    await q.query('alter table outbox add column type text');
    await q.query(writing('outbox (event_id, stream_id, institution_ids, kind, type)', ', p_kind, e.type'));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(writing('outbox (event_id, stream_id, institution_ids, kind)', ', p_kind'));
    await q.query('alter table outbox drop column type');
  }
}

/** Writes any stream, as in 0036 but for what the outbox gets. */
const writing = (outbox: string, what: string): string => `
  create or replace function record_write(p_stream uuid, p_kind text, p_events jsonb) returns timestamptz
    language plpgsql set search_path = public, pg_temp as $$
  declare
    item jsonb; stream event_stream; e event; head bytea;
  begin
    insert into event_stream values (p_stream, p_kind, 0, (p_events -> 0 ->> 'at')::timestamptz)
    on conflict (stream_id) do nothing;
    select * into stream from event_stream where stream_id = p_stream for update;
    if stream.kind <> p_kind then
      raise exception 'another kind of stream' using errcode = '42501';
    end if;
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
      insert into ${outbox}
      select e.id, p_stream, array(select distinct split_part(r, '/', 1)::uuid from unnest(e.readers) r)${what};
      insert into event_chain values (p_stream, e.domain, e.number, e.hash)
      on conflict (stream_id, domain) do update set last_number = excluded.last_number, last_hash = excluded.last_hash;
      stream.last_number := e.number;
      stream.last_at := e.occurred_at;
    end loop;
    update event_stream set last_number = stream.last_number, last_at = stream.last_at where stream_id = p_stream;
    return stream.last_at;
  end $$;
`;
