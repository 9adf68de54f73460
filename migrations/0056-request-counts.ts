import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * How often each token and address asked in a minute, counted over all processes. The keys are digests under a key outside
 * the database; what is over is removed by whoever counts next. No role of the program reads the table itself.
 */
export class RequestCounts1795700000056 implements MigrationInterface {
  name = 'RequestCounts1795700000056';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table request_count (
        minute timestamptz(0) not null,
        key bytea not null,
        amount integer not null,
        primary key (minute, key),
        constraint request_count_check check (octet_length(key) = 16 and amount > 0)
      );
    `);
    await closeTable(q, 'request_count', { ownerKeeps: true });
    await q.query(`
      -- adds these requests to those that are counted in this minute, and tells how many there are of each key in all
      create function requests_counted(p_minute timestamptz, p_keys bytea[], p_amounts integer[])
        returns table (key bytea, amount integer)
        language plpgsql security definer set search_path = public, pg_temp as $$
      #variable_conflict use_column
      begin
        if cardinality(p_keys) > 1000 then
          raise exception 'too many keys at once' using errcode = 'program_limit_exceeded';
        end if;
        delete from request_count where minute < p_minute - interval '2 minutes';
        return query
          insert into request_count as c (minute, key, amount)
          select p_minute, g.key, g.amount
            from unnest(p_keys, p_amounts) g (key, amount)
              -- in one order, so that processes wait for one another and nobody for ever
           order by g.key
          on conflict (minute, key) do update set amount = c.amount + excluded.amount
          returning c.key, c.amount;
      end $$;
      revoke all on function requests_counted(timestamptz, bytea[], integer[]) from public;
      grant execute on function requests_counted(timestamptz, bytea[], integer[]) to guichet_api;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop function requests_counted(timestamptz, bytea[], integer[]); drop table request_count');
  }
}
