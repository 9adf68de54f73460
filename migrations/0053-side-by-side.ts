import type { MigrationInterface, QueryRunner } from 'typeorm';
import { programsMustKnow } from '../src/database/side-by-side.js';

/** The first version of which programs work on beside newer ones: what older ones rely on is not known. */
export class SideBySide1795700000053 implements MigrationInterface {
  name = 'SideBySide1795700000053';

  async up(q: QueryRunner): Promise<void> {
    await programsMustKnow(q, this.name);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('comment on table schema_migration is null');
  }
}
