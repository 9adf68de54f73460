import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What figures of actions walk: what was restored in a time, by its own institution and by who delivered it. */
export class ActionFigures1795700000042 implements MigrationInterface {
  name = 'ActionFigures1795700000042';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create index ticket_restored on ticket (institution_id, resolved_at) where kind = 'incident' and resolved_at is not null;
      create index escalation_delivered on escalation (holder_id, delivered_at) where delivered_at is not null;
      create index run_finished on run (institution_id, side, finished_at) where state = 'finished';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop index ticket_restored, escalation_delivered, run_finished');
  }
}
