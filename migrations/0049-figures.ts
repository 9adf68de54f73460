import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an operator watches. Of what kind an error was stands beside its text, which may repeat what somebody wrote; parked
 * streams and open tickets are each found by an index of their own, however many there are of the rest. The functions tell
 * the worker, who looks across institutions, a kind and counts, and nothing of any one of them. Mail is not among what is
 * counted so: its text is in its rows, which the owner does not see.
 */
export class Figures1795700000049 implements MigrationInterface {
  name = 'Figures1795700000049';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table consumer_cursor add column error_kind text;
      create index consumer_cursor_parked on consumer_cursor (consumer) where parked_at is not null;
      create index ticket_open on ticket (state) where state in ('new', 'in_progress', 'waiting');

      create function stream_kind(p_stream uuid) returns text
        language sql stable security definer set search_path = public, pg_temp as $$
        select kind from event_stream where stream_id = p_stream
      $$;

      create function open_tickets() returns table (state text, amount integer)
        language sql stable security definer set search_path = public, pg_temp as $$
        select t.state, count(*)::integer
          from ticket t
         where t.state in ('new', 'in_progress', 'waiting')
         group by t.state
      $$;

      revoke all on function stream_kind(uuid), open_tickets() from public;
      grant execute on function stream_kind(uuid), open_tickets() to guichet_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function open_tickets(), stream_kind(uuid);
      drop index ticket_open, consumer_cursor_parked;
      alter table consumer_cursor drop column error_kind;
    `);
  }
}
