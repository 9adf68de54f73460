import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is late has an index in the order of lists, and the indexes that are counted hold what the wall asks of a row
 * (service, requester), so that neither counts nor the places of a page read the rows themselves.
 */
export class Lists1795600000035 implements MigrationInterface {
  name = 'Lists1795600000035';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      drop index ticket_party_opened, ticket_party_state, ticket_party_service;
      create index ticket_party_opened on ticket_party
        (institution_id, side, opened_at, ticket_id, service_id, requester_id);
      create index ticket_party_state on ticket_party
        (institution_id, side, state, opened_at, ticket_id, service_id, requester_id);
      create index ticket_party_service on ticket_party
        (institution_id, side, service_id, opened_at, ticket_id, requester_id);
      create index ticket_party_late on ticket_party
        (institution_id, side, opened_at, ticket_id, state, service_id, requester_id) where is_late;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop index ticket_party_late, ticket_party_opened, ticket_party_state, ticket_party_service;
      create index ticket_party_opened on ticket_party (institution_id, side, opened_at, ticket_id);
      create index ticket_party_state on ticket_party (institution_id, side, state, opened_at, ticket_id);
      create index ticket_party_service on ticket_party (institution_id, side, service_id, opened_at, ticket_id);
    `);
  }
}
