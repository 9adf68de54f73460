import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * What telling people of changes keeps: mails that belong to a change and carry it as a calendar entry; who acknowledged
 * which announcement; and when those who make a change are told that it takes too long (ids and instants).
 */
export class ToldOfChanges1795600000033 implements MigrationInterface {
  name = 'ToldOfChanges1795600000033';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop policy no_longer_concerned on change_party;
      alter policy of_visible_changes on change_note to guichet_api;
      alter policy own_or_theirs on change_objection to guichet_api;
      alter policy own_or_theirs on change_opinion to guichet_api using (
        (institution_id = (select app_institution()) and (select app_has_side('user')))
        or (owner_id = (select app_institution()) and change_is_ours(change_id)));
      revoke select on change_note, change_objection, change_opinion from guichet_worker;
      drop table ${names.join(', ')};
      alter table mail drop column calendar, drop column change_id;
    `);
  }
}

const names = ['change_ack', 'change_late'];

const tables = `
  alter table mail add column change_id uuid references change, add column calendar text;

  create table change_ack (
    -- that acknowledges
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    -- which announcement: what moved is announced anew
    announced_at timestamptz(3) not null,
    owner_id uuid not null references institution,
    person_id uuid not null,
    acknowledged_at timestamptz(3) not null,
    primary key (institution_id, change_id, announced_at)
  );
  create index change_ack_change on change_ack (change_id);

  create table change_late (
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    -- the planned end, and the last moment at which backing out still ends before it
    kind text not null check (kind in ('end', 'no_return')),
    at timestamptz(3) not null,
    told_at timestamptz(3),
    primary key (institution_id, change_id, kind)
  );
  create index change_late_due on change_late (at) where told_at is null;
`;

const policies = `
  -- an acknowledgement is known to the institution that gave it and to those who make the change
  grant select, insert on change_ack to guichet_api;
  grant select on change_ack to guichet_worker;
  create policy own_or_theirs on change_ack for select to guichet_api, guichet_worker using (
    (institution_id = (select app_institution()) and (select app_has_side('user')))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  create policy given_by_the_affected on change_ack for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and app_has_side('user')
    and exists (select 1 from change_party p join change c on c.id = p.change_id and c.institution_id = p.owner_id
                 where p.change_id = change_ack.change_id and p.institution_id = app_institution() and p.kind = 'affected'
                   and p.shown_at is not null and p.removed_at is null and p.owner_id = change_ack.owner_id
                   and c.announced_at = change_ack.announced_at));

  grant select, insert, update (at, told_at), delete on change_late to guichet_api;
  create policy kept_by_its_own on change_late to guichet_api
    using (institution_id = (select app_institution()) and change_is_ours(change_id))
    with check (institution_id = app_institution() and change_is_ours(change_id));
  -- the worker crosses tenants here: ids and instants
  grant select, update (told_at), delete on change_late to guichet_worker;
  create policy worker_tells on change_late to guichet_worker using (true) with check (true);

  -- whom a change concerns no longer is told so by whoever writes letters, and by nobody else
  create policy no_longer_concerned on change_party for select to guichet_worker using (
    institution_id = (select app_institution()) and (select app_scope()) = 'staff' and kind = 'affected'
    and shown_at is not null and removed_at is not null);

  -- what letters quote is read by whoever writes them, behind the wall of the institution for which they do
  grant select on change_note, change_objection, change_opinion to guichet_worker;
  -- what a peer or a change manager of one's own institution said is of its provider side: at home one reads what was said
  -- of one's own tenant
  alter policy own_or_theirs on change_opinion to guichet_api, guichet_worker using (
    (institution_id = (select app_institution()) and (select app_has_side('user')) and as_what = 'authority'
     and exists (select 1 from change_party p where p.change_id = change_opinion.change_id and p.kind = 'tenant'
                    and p.institution_id = (select app_institution())))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  alter policy of_visible_changes on change_note to guichet_api, guichet_worker;
  alter policy own_or_theirs on change_objection to guichet_api, guichet_worker;
`;
