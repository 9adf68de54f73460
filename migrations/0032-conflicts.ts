import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { asBefore, faster } from './0032-conflicts.faster.js';

/**
 * What stands against a change, and who let it pass: exemptions from freezes, overlaps that both owners accept, what a change
 * manager overrode, and what was known when it was decided.
 *
 * An exemption names a change by its reference and is kept whether or not there is such a change: whoever declared a freeze
 * learns nothing about drafts by naming them.
 */
export class Conflicts1795600000032 implements MigrationInterface {
  name = 'Conflicts1795600000032';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
    await q.query(faster);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(asBefore);
    await q.query(`
      drop index change_window;
      drop table ${names.join(', ')} cascade;
      drop function changes_beside(timestamptz, timestamptz, uuid[]);
    `);
  }
}

const names = ['change_finding', 'change_acknowledgement', 'change_override', 'freeze_exemption'];

const tables = `
  -- what lies in a time, whatever became of it: a window is at most a week, so what touches it begins in the week before
  create index change_window on change (window_from) where window_from is not null;

  create table freeze_exemption (
    id uuid primary key,
    -- who declared the freeze; null: the operator
    institution_id uuid references institution,
    freeze_id uuid not null references change_freeze,
    change_reference text not null,
    -- the institution that the reference names, which reads it
    owner_id uuid not null references institution,
    reason text not null,
    said_by uuid not null,
    said_at timestamptz(3) not null
  );
  create unique index freeze_exemption_once on freeze_exemption (freeze_id, change_reference);
  create index freeze_exemption_change on freeze_exemption (owner_id, change_reference);

  create table change_override (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    -- a digest of what it is and when, so that another window is another conflict
    conflict text not null,
    kind text not null,
    reason text not null,
    said_by uuid not null,
    said_at timestamptz(3) not null
  );
  create unique index change_override_once on change_override (institution_id, change_id, conflict);

  -- an overlap on one service is accepted when both owners have said so, each of the other's change
  create table change_acknowledgement (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    change_reference text not null,
    other_id uuid not null references change,
    other_owner_id uuid not null references institution,
    -- how far it was accepted: an overlap that grows is asked for again
    overlap_from timestamptz(3) not null,
    overlap_to timestamptz(3) not null,
    reason text not null,
    said_by uuid not null,
    said_at timestamptz(3) not null
  );
  create unique index change_acknowledgement_once on change_acknowledgement (institution_id, change_id, other_id);
  create index change_acknowledgement_other on change_acknowledgement (other_id);

  create table change_finding (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    occasion text not null check (occasion in ('save', 'approve', 'schedule', 'start')),
    found jsonb not null,
    found_for uuid not null,
    found_at timestamptz(3) not null
  );
  create index change_finding_change on change_finding (change_id, found_at, id);
`;

const policies = `
  -- by whoever could declare the freeze; read by them, and by those whose change it lets pass
  grant select, insert on freeze_exemption to guichet_api;
  grant select on freeze_exemption to guichet_worker;
  create policy of_its_freeze on freeze_exemption for select to guichet_api, guichet_worker using (
    institution_id is not distinct from nullif((select app_institution()), '00000000-0000-0000-0000-000000000000')
    and exists (select 1 from change_freeze f
                 where f.id = freeze_id and freeze_own(f.scope, f.institution_id, f.service_id)));
  create policy of_the_change on freeze_exemption for select to guichet_api, guichet_worker using (
    owner_id = (select app_institution()) and (select app_has_side('provider')));
  create policy said_by_the_declarer on freeze_exemption for insert to guichet_api with check (
    said_by = app_person()
    and exists (select 1 from change_freeze f
                 where f.id = freeze_id and f.institution_id is not distinct from freeze_exemption.institution_id
                   and freeze_own(f.scope, f.institution_id, f.service_id)));
`.concat(
  ['change_override', 'change_finding', 'change_acknowledgement']
    .map(
      (table) => `
  grant select, insert on ${table} to guichet_api;
  grant select on ${table} to guichet_worker;
  create policy own_provider on ${table} for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and change_is_ours(change_id));
`,
    )
    .join(''),
).concat(`
  create policy of_the_other on change_acknowledgement for select to guichet_api, guichet_worker using (
    other_owner_id = (select app_institution()) and change_is_ours(other_id));
  create policy owner_functions on change_acknowledgement for select to current_user using (true);
  -- said anew, when the overlap has grown
  grant update (overlap_from, overlap_to, reason, said_by, said_at) on change_acknowledgement to guichet_api;
  create policy said_anew on change_acknowledgement for update to guichet_api
    using (institution_id = app_institution() and change_is_ours(change_id))
    with check (institution_id = app_institution() and change_is_ours(change_id) and said_by = app_person());
  create policy said_by_oneself on change_acknowledgement for insert to guichet_api with check (
    institution_id = app_institution() and said_by = app_person() and change_is_ours(change_id) and other_id <> change_id);
  create policy said_by_oneself on change_override for insert to guichet_api with check (
    institution_id = app_institution() and said_by = app_person() and change_is_ours(change_id));
  -- a deadline decides too
  grant insert on change_finding to guichet_worker;
  -- by the system of the owner: whoever decides may be of another institution
  create policy found_by_its_own on change_finding for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and change_is_ours(change_id));
`);

const functions = `
  -- What is planned in [p_from, p_to): the own changes, those that concern the institution, and those of others on services
  -- of which it holds a function, of which it must know that they are there. Ids, times and a reference, never what they say.
  -- p_services: none but those about one of these. By the index change_window.
  create function changes_beside(p_from timestamptz, p_to timestamptz, p_services uuid[])
    returns table (id uuid, reference text, institution_id uuid, service_ids uuid[], component_ids uuid[],
                   environments text[], tenant_id uuid, is_planned boolean, window_from timestamptz, window_to timestamptz,
                   interruption_minutes integer)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare held uuid[]; me uuid := app_institution(); everything boolean := app_services('provider') = '*';
  begin
    if app_services('provider') is null then return; end if;
    held := array(select distinct r.service_id from responsibility r
                   where r.institution_id = me and (everything or app_serves('provider', r.service_id)));
    return query
      select c.id, c.reference, c.institution_id, c.service_ids, c.component_ids, c.environments, c.tenant_id,
             c.state in ('approved', 'scheduled', 'in_progress'), c.window_from::timestamptz, c.window_to::timestamptz,
             coalesce(c.interrupted_minutes, c.interruption_minutes)
        from change c
       where c.window_from is not null
         and c.window_from > p_from - interval '7 days 1 second'
         and c.window_from < p_to
         and c.window_to > p_from
         and (c.announced_at is not null or c.state in ('approved', 'scheduled', 'in_progress'))
         and c.outcome is distinct from 'withdrawn' and c.outcome is distinct from 'not_implemented'
         and c.state <> 'rejected'
         and (p_services is null or c.service_ids && p_services)
         and (c.service_ids && held
              or (c.institution_id = me and (everything or app_serves_any('provider', c.service_ids)))
              or exists (select 1 from change_party p
                          where p.change_id = c.id and p.institution_id = me and p.kind = 'affected'
                            and p.shown_at is not null and p.removed_at is null));
  end $$;
  revoke all on function changes_beside(timestamptz, timestamptz, uuid[]) from public;
  grant execute on function changes_beside(timestamptz, timestamptz, uuid[]) to guichet_api, guichet_worker;
`;
