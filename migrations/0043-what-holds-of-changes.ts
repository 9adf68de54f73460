import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lets a change pass a freeze can be taken back, once, by whoever may say it; it stays to be read, and may be said anew.
 * A vote is cast while its round lasts, and by somebody who stands in for another within their dates: said here too, whatever
 * the program asks. Whose own tenant a change is meant for is told to those who make it; the others know it by their party.
 */
export class WhatHoldsOfChanges1795700000043 implements MigrationInterface {
  name = 'WhatHoldsOfChanges1795700000043';

  async up(q: QueryRunner): Promise<void> {
    await q.query(exemptions);
    await q.query(votes);
    await q.query(deputies);
    await q.query(tenants);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      revoke select on change from guichet_api;
      grant select on change to guichet_api;
      drop function change_tenant(uuid);
      alter table change_seat_naming drop constraint change_seat_naming_deputies_check;
      drop policy cast_in_time on change_vote;
      drop function change_vote_is_in_time(uuid, uuid, uuid, timestamptz);
      drop policy withdrawn_by_the_declarer on freeze_exemption;
      drop index freeze_exemption_once;
      delete from freeze_exemption where withdrawn_at is not null;
      alter table freeze_exemption drop column withdrawn_at, drop column withdrawn_by, drop column withdraw_reason;
      create unique index freeze_exemption_once on freeze_exemption (freeze_id, change_reference);
    `);
  }
}

const exemptions = `
  alter table freeze_exemption
    add column withdrawn_at timestamptz(3),
    add column withdrawn_by uuid,
    add column withdraw_reason text,
    add constraint freeze_exemption_check check (
      (withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdraw_reason is null));
  drop index freeze_exemption_once;
  create unique index freeze_exemption_once on freeze_exemption (freeze_id, change_reference) where withdrawn_at is null;
  grant update (withdrawn_at, withdrawn_by, withdraw_reason) on freeze_exemption to guichet_api;
  create policy withdrawn_by_the_declarer on freeze_exemption for update to guichet_api
    using (
      withdrawn_at is null
      and institution_id is not distinct from nullif((select app_institution()), '00000000-0000-0000-0000-000000000000')
      and exists (select 1 from change_freeze f
                   where f.id = freeze_id and freeze_own(f.scope, f.institution_id, f.service_id)))
    with check (withdrawn_by = app_person());
`;

const votes = `
  -- as its caller, who sees the round that they vote in: [from, until) of a deputy in milliseconds since 1970
  create function change_vote_is_in_time(p_round uuid, p_seat uuid, p_person uuid, p_at timestamptz) returns boolean
    language sql stable set search_path = public, pg_temp as $$
    select exists (select 1
                     from change_round r
                    cross join jsonb_array_elements(r.seats) s
                    where r.id = p_round
                      and r.opened_at <= p_at
                      -- which of the two holds, the tally says
                      and p_at < r.extended_deadline
                      and (s ->> 'id')::uuid = p_seat
                      and (s ->> 'member' = p_person::text
                           or exists (select 1
                                        from jsonb_array_elements(s -> 'deputies') d
                                       where d ->> 'person' = p_person::text
                                         and (d ->> 'from')::numeric <= extract(epoch from p_at) * 1000
                                         and (d ->> 'until' is null
                                              or extract(epoch from p_at) * 1000 < (d ->> 'until')::numeric))))
  $$;
  create policy cast_in_time on change_vote as restrictive for insert to guichet_api with check (
    change_vote_is_in_time(round_id, seat_id, person_id, cast_at));
`;

const deputies = `
  -- texts of one form, which sort as their instants do
  alter table change_seat_naming add constraint change_seat_naming_deputies_check check (
    not jsonb_path_exists(deputies, '$[*] ? (@.until != null && @.until <= @.from)'));
`;

const tenants = `
  revoke select on change from guichet_api;
  grant select (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                class_reasons, state, outcome, window_from, window_to, interruption_minutes, interrupted_minutes, risk,
                announced_at, decided_at, held_at, started_at, ended_at, closed_at, listed_at, version, updated_at,
                objected_from, is_notice_kept) on change to guichet_api;
  -- null for everybody else, whom the policies show the change or not; of whose own it is, change_party tells them
  create function change_tenant(p_change uuid) returns uuid
    language sql stable security definer set search_path = public, pg_temp as $$
    select c.tenant_id
      from change c
     where c.id = p_change and c.institution_id = app_institution() and app_serves_any('provider', c.service_ids)
  $$;
  revoke all on function change_tenant(uuid) from public;
  grant execute on function change_tenant(uuid) to guichet_api, guichet_worker;
`;
