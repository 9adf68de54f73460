import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * What was handed over to the queue and not answered yet: a consumer is to read on in a stream, for one institution. So a
 * queue that forgets everything is filled again from rows. Ids and instants only.
 */
export class ConsumerWakes1795700000048 implements MigrationInterface {
  name = 'ConsumerWakes1795700000048';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table consumer_wake (
        consumer text not null,
        stream_id uuid not null,
        institution_id uuid not null,
        event_id uuid not null,
        handed_at timestamptz(3) not null,
        primary key (consumer, stream_id, institution_id, event_id)
      );
      create index consumer_wake_handed on consumer_wake (handed_at);
    `);
    await closeTable(q, 'consumer_wake');
    await q.query(`
      grant select, insert, update, delete on consumer_wake to guichet_worker;
      create policy worker_wakes on consumer_wake to guichet_worker using (true) with check (true);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table consumer_wake');
  }
}
