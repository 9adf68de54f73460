import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Handled in time: the verdict of each escalated ticket, the months that were published, and how a verdict is changed
 * afterwards.
 *
 * A unit and its parts are derived from the record by the ticket's owner, at every settling. Both sides of the agreement
 * read them, and so does a provider that holds the ticket or delivered it; who held what is kept in rows of their own, so
 * that one holder does not learn of another.
 */
export class HandledInTime1795400000010 implements MigrationInterface {
  name = 'HandledInTime1795400000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of ['handled_unit', 'handled_part', 'published_month', 'verdict_correction', 'verdict_contest']) {
      await closeTable(q, table);
    }
    await q.query(policies);
    await q.query(functions);
    // what was escalated before has no unit yet: the sweep settles it, and settling makes one
    await q.query(`
      alter table timer no force row level security;
      update timer set wake_at = now() where side = 'provider' and metric = 'resolution' and run = 1;
      alter table timer force row level security;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger handled_unit_guard on handled_unit;
      drop function handled_unit_guard();
      drop function budgets_spent(timestamptz);
      drop function months_unpublished(text);
      drop function unit_dated(handled_unit);
      drop function unit_response(handled_unit, timestamptz);
      drop function unit_verdict(handled_unit, timestamptz);
      drop table verdict_contest, verdict_correction, published_month, handled_part, handled_unit cascade;
    `);
  }
}

const tables = `
  create table handled_unit (
    ticket_id uuid primary key references ticket,
    institution_id uuid not null references institution,
    lead_provider_id uuid not null references institution,
    service_id uuid not null references service,
    agreement_id uuid not null references agreement,
    reference text not null,
    kind text not null,
    -- the provider side of the record: what anybody needs to find the verdict again
    facts jsonb not null,
    verdict text not null check (verdict in ('met', 'missed', 'open', 'excluded')),
    verdict_at timestamptz(3),
    -- of an open one: when it will be missed, and until then where that would count
    due_at timestamptz(3),
    miss_cause text,
    reason text,
    binding boolean,
    month text,
    response text check (response in ('met', 'missed')),
    response_due_at timestamptz(3),
    late_questions integer not null,
    returns integer not null,
    -- what both sides agreed to count instead
    settled_verdict text check (settled_verdict in ('met', 'missed', 'excluded')),
    unique (institution_id, reference),
    check ((verdict = 'open') = (verdict_at is null))
  );
  create index handled_unit_agreement on handled_unit (agreement_id, month);
  create index handled_unit_lead on handled_unit (lead_provider_id, service_id, month);
  create index handled_unit_reference on handled_unit (reference);
  create table handled_part (
    ticket_id uuid not null references handled_unit,
    n smallint not null,
    institution_id uuid not null references institution,
    lead_provider_id uuid not null references institution,
    service_id uuid not null references service,
    holder_id uuid not null references institution,
    -- it holds the ticket now, or its delivery was confirmed
    is_shown boolean not null,
    -- working time of the deciding run, up to the verdict
    held_ms bigint not null,
    primary key (ticket_id, n)
  );
  create index handled_part_holder on handled_part (holder_id, ticket_id);

  create table published_month (
    agreement_id uuid not null references agreement,
    month text not null,
    institution_id uuid not null references institution,
    lead_provider_id uuid not null references institution,
    service_id uuid not null references service,
    published_at timestamptz(3) not null,
    published_by uuid not null,
    verdicts jsonb not null,
    counts jsonb not null,
    primary key (agreement_id, month)
  );
  create table verdict_correction (
    id uuid primary key,
    agreement_id uuid not null,
    month text not null,
    institution_id uuid not null references institution,
    lead_provider_id uuid not null references institution,
    service_id uuid not null references service,
    ticket_id uuid not null references handled_unit,
    reference text not null,
    from_verdict text not null check (from_verdict in ('met', 'missed', 'open', 'excluded')),
    to_verdict text not null check (to_verdict in ('met', 'missed', 'open', 'excluded')),
    reason text not null,
    at timestamptz(3) not null,
    constraint verdict_correction_month_fkey foreign key (agreement_id, month) references published_month
  );
  create index verdict_correction_month on verdict_correction (agreement_id, month, at, id);

  create table verdict_contest (
    id uuid primary key,
    ticket_id uuid not null references handled_unit,
    n smallint not null,
    agreement_id uuid not null references agreement,
    institution_id uuid not null references institution,
    lead_provider_id uuid not null references institution,
    service_id uuid not null references service,
    verdict text not null check (verdict in ('met', 'missed', 'excluded')),
    claimed text not null check (claimed in ('met', 'missed', 'excluded')),
    reason text not null,
    opened_at timestamptz(3) not null,
    opened_by uuid not null,
    opened_by_institution_id uuid not null references institution,
    agreed boolean,
    settled_at timestamptz(3),
    settled_by uuid,
    settled_by_institution_id uuid references institution,
    settlement_reason text,
    unique (ticket_id, n),
    check ((settled_at is null) = (agreed is null))
  );
  create unique index verdict_contest_open on verdict_contest (ticket_id) where settled_at is null;
`;

const serves = (side: 'user' | 'provider') =>
  `((select app_services('${side}') = '*') or service_id::text = any (string_to_array((select app_services('${side}')), ',')))`;

/** The two sides of the agreement, each as far as the person answers for the service. */
const twoSides = `(
  (institution_id = (select app_institution()) and ${serves('user')})
  or (lead_provider_id = (select app_institution()) and ${serves('provider')}))`;

const byTheOwner = `institution_id = app_institution() and app_has_side('user')`;

/** The row says of itself what its agreement says. */
const asAgreed = `exists (select 1 from agreement a
                           where a.id = agreement_id and a.institution_id = $.institution_id
                             and a.lead_provider_id = $.lead_provider_id and a.service_id = $.service_id)`;
const agreedAs = (table: string) =>
  asAgreed.replaceAll('$', table).replace('= agreement_id', `= ${table}.agreement_id`);

const policies = `
  grant select, insert on handled_unit, handled_part, verdict_correction, verdict_contest, published_month
    to guichet_api, guichet_worker;
  grant update (facts, verdict, verdict_at, due_at, miss_cause, reason, binding, month, response, response_due_at,
    late_questions, returns, settled_verdict) on handled_unit to guichet_api, guichet_worker;
  grant update (is_shown, held_ms) on handled_part to guichet_api, guichet_worker;
  grant update (agreed, settled_at, settled_by, settled_by_institution_id, settlement_reason) on verdict_contest
    to guichet_api, guichet_worker;

  create policy both_sides_and_holders on handled_part for select to guichet_api, guichet_worker
    using (${twoSides} or (holder_id = (select app_institution()) and ${serves('provider')}));
  -- by way of the ticket: the policy of units asks for their parts, and policies must not go round in circles
  create policy kept_by_the_owner on handled_part for insert to guichet_api, guichet_worker
    with check (${byTheOwner}
                and exists (select 1 from ticket t
                              join agreement a on a.id = t.agreement_id
                             where t.id = handled_part.ticket_id and t.institution_id = handled_part.institution_id
                               and a.lead_provider_id = handled_part.lead_provider_id
                               and t.service_id = handled_part.service_id));
  create policy changed_by_the_owner on handled_part for update to guichet_api, guichet_worker using (${byTheOwner});

  create policy both_sides_and_holders on handled_unit for select to guichet_api, guichet_worker
    using (${twoSides}
           or ticket_id in (select p.ticket_id from handled_part p
                             where p.holder_id = (select app_institution()) and p.is_shown));
  create policy kept_by_the_owner on handled_unit for insert to guichet_api, guichet_worker
    with check (${byTheOwner} and ${agreedAs('handled_unit')}
                and exists (select 1 from ticket t
                             where t.id = handled_unit.ticket_id and t.institution_id = handled_unit.institution_id
                               and t.reference = handled_unit.reference and t.agreement_id = handled_unit.agreement_id));
  create policy changed_by_the_owner on handled_unit for update to guichet_api, guichet_worker using (${byTheOwner});
  -- the functions that look for months and budgets across tenants
  create policy owner_functions on handled_unit for select to current_user using (true);

  create policy both_sides on published_month for select to guichet_api, guichet_worker using ${twoSides};
  create policy published_by_the_lead_provider on published_month for insert to guichet_api, guichet_worker
    with check (lead_provider_id = app_institution() and app_serves('provider', service_id)
                and published_by = app_person() and ${agreedAs('published_month')});
  create policy owner_functions on published_month for select to current_user using (true);

  create policy both_sides on verdict_correction for select to guichet_api, guichet_worker using ${twoSides};
  create policy kept_by_the_owner on verdict_correction for insert to guichet_api, guichet_worker
    with check (${byTheOwner} and ${agreedAs('verdict_correction')});

  create policy both_sides on verdict_contest for select to guichet_api, guichet_worker using ${twoSides};
  create policy opened_by_a_side on verdict_contest for insert to guichet_api, guichet_worker
    with check (${twoSides} and opened_by = app_person() and opened_by_institution_id = app_institution()
                and settled_at is null
                and exists (select 1 from handled_unit u
                             where u.ticket_id = verdict_contest.ticket_id and u.agreement_id = verdict_contest.agreement_id
                               and u.institution_id = verdict_contest.institution_id
                               and u.lead_provider_id = verdict_contest.lead_provider_id
                               and u.service_id = verdict_contest.service_id));
  -- by the other side, once; where one institution is both, by itself
  create policy settled_by_the_other_side on verdict_contest for update to guichet_api, guichet_worker
    using (${twoSides} and settled_at is null
           and (opened_by_institution_id <> app_institution() or institution_id = lead_provider_id))
    with check (settled_at is not null and settled_by = app_person() and settled_by_institution_id = app_institution());
`;

const functions = `
  -- what counts instead of a verdict is what one side claimed and the other agreed to, and nothing else
  create function handled_unit_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if new.settled_verdict is not null
       and (tg_op = 'INSERT' or new.settled_verdict is distinct from old.settled_verdict)
       and not exists (select 1 from verdict_contest c
                        where c.ticket_id = new.ticket_id and c.agreed and c.claimed = new.settled_verdict) then
      raise exception 'only what both sides agreed on' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger handled_unit_guard before insert or update of settled_verdict on handled_unit
    for each row execute function handled_unit_guard();

  -- what counts at an instant: an open unit is missed once its due instant has passed, before anybody has settled it
  create function unit_verdict(u handled_unit, at timestamptz) returns text language sql immutable parallel safe as $$
    select case
             when u.verdict = 'open' then case when u.due_at < at then coalesce(u.settled_verdict, 'missed') else 'open' end
             else coalesce(u.settled_verdict, u.verdict)
           end
  $$;
  create function unit_response(u handled_unit, at timestamptz) returns text language sql immutable parallel safe as $$
    select case when u.response_due_at < at then 'missed' else u.response end
  $$;
  -- when its verdict fell, or will
  create function unit_dated(u handled_unit) returns timestamptz language sql immutable parallel safe as $$
    select coalesce(u.verdict_at, u.due_at)
  $$;

  -- for the job that publishes: ids and months only
  create function months_unpublished(p_until text) returns table (agreement_id uuid, lead_provider_id uuid, month text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select distinct u.agreement_id, u.lead_provider_id, u.month
      from handled_unit u
     where u.month <= p_until and u.verdict_at is not null
       and not exists (select 1 from published_month p where p.agreement_id = u.agreement_id and p.month = u.month)
  $$;
  -- agreements with 20 verdicts or more, and a miss, since an instant: where a budget may run out
  create function budgets_spent(p_since timestamptz) returns table (agreement_id uuid, lead_provider_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select u.agreement_id, u.lead_provider_id
      from handled_unit u
     where unit_dated(u) >= p_since and u.binding
     group by u.agreement_id, u.lead_provider_id
    having count(*) >= 20
  $$;
  revoke all on function months_unpublished(text), budgets_spent(timestamptz) from public;
  grant execute on function months_unpublished(text), budgets_spent(timestamptz) to guichet_worker;
`;
