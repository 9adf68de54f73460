import type { MigrationInterface, QueryRunner } from 'typeorm';
import { formerKeeping, keeping } from './0026-speed.keep.js';
import { formerLooking, looking } from './0026-speed.look.js';

/**
 * What measuring showed to be slow, or to fail when there is much of it.
 *
 * - A provider's list by the institution that asks: each party knows whose ticket it is, and there is an index by it.
 * - Documents of search hold what a document can hold: of tickets with more different words than fit, the later texts fall
 *   out, and nothing that is written is refused for it. The names of files are words of the message that they belong to.
 */
export class Speed1795600000026 implements MigrationInterface {
  name = 'Speed1795600000026';

  async up(q: QueryRunner): Promise<void> {
    await q.query(owners);
    await q.query(keeping);
    await q.query(looking);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(formerLooking);
    await q.query(formerKeeping);
    await q.query(`
      drop trigger ticket_party_owned on ticket_party;
      drop function ticket_party_owned();
      drop index ticket_party_owner;
      alter table ticket_party drop column owner_id;
    `);
  }
}

const owners = `
  alter table ticket_party add column owner_id uuid;
  update ticket_party p set owner_id = t.institution_id from ticket t where t.id = p.ticket_id;
  create function ticket_party_owned() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    new.owner_id := (select institution_id from ticket where id = new.ticket_id);
    return new;
  end $$;
  create trigger ticket_party_owned before insert on ticket_party for each row execute function ticket_party_owned();
  -- the list of a provider, of one of those whom it works for
  create index ticket_party_owner on ticket_party (institution_id, owner_id, opened_at, ticket_id) where side = 'provider';
`;
