import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A file that the scanner never answers for comes to an end: after a term it is given up as `not_scanned`, for good.
 * `since`: when it came, as the worker sees it without reading the file. What waits already has the whole term from here.
 */
export class ScanTerm1795700000044 implements MigrationInterface {
  name = 'ScanTerm1795700000044';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table attachment_scan add column since timestamptz(3) not null default now();
      alter table attachment_scan alter column since drop default;
      ${states(`'clean', 'rejected', 'not_scanned'`)}
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table attachment no force row level security;
      update attachment set state = 'rejected' where state = 'not_scanned';
      alter table attachment force row level security;
      ${states(`'clean', 'rejected'`)}
      alter table attachment_scan drop column since;
    `);
  }
}

/** `ends`: what becomes of a file in quarantine. */
const states = (ends: string) => `
  alter table attachment drop constraint attachment_state_check;
  alter table attachment add constraint attachment_state_check check (state in ('unscanned', 'quarantined', ${ends}));
  alter policy answered_by_the_scanner on attachment with check (state in (${ends}));
`;
