import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an operator watches. Of what kind an error was stands beside its text, which may repeat what somebody wrote; parked
 * streams, open tickets and mail that was not sent are each found by an index of their own, however much there is of the
 * rest. The functions tell the worker, who looks across institutions, a kind and counts, and nothing of any one of them.
 */
export class Figures1795700000049 implements MigrationInterface {
  name = 'Figures1795700000049';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table consumer_cursor add column error_kind text;
      create index consumer_cursor_parked on consumer_cursor (consumer) where parked_at is not null;
      create index ticket_open on ticket (state) where state in ('new', 'in_progress', 'waiting');
      create index mail_unsent on mail (state) where state <> 'sent';
      create policy owner_counts on mail for select to current_user using (true);

      create function stream_kind(p_stream uuid) returns text
        language sql stable security definer set search_path = public, pg_temp as $$
        select kind from event_stream where stream_id = p_stream
      $$;

      create function standing_counts() returns table (what text, state text, amount integer)
        language sql stable security definer set search_path = public, pg_temp as $$
        select 'ticket', t.state, count(*)::integer
          from ticket t
         where t.state in ('new', 'in_progress', 'waiting')
         group by t.state
        union all
        select 'mail', m.state, count(*)::integer
          from mail m
         where m.state <> 'sent'
         group by m.state
      $$;

      revoke all on function stream_kind(uuid), standing_counts() from public;
      grant execute on function stream_kind(uuid), standing_counts() to guichet_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function standing_counts(), stream_kind(uuid);
      drop policy owner_counts on mail;
      drop index mail_unsent, ticket_open, consumer_cursor_parked;
      alter table consumer_cursor drop column error_kind;
    `);
  }
}
