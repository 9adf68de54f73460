/** What every way of finding an event asks of it. */
const asked = `
  e.occurred_at >= coalesce(p_from, '-infinity') and e.occurred_at < coalesce(p_to, 'infinity')
             and (e.occurred_at, e.id) < (coalesce(p_before_at, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             and (p_person is null or e.actor_id = p_person
                  or (e.data ->> 'personId' = p_person::text and e.stream_id = app_institution()))`;

/** The first word of the type, written as no index has it: these are found by their stream. */
const family = `substring(e.type from '^[a-z_]+')`;

const newest = `order by e.occurred_at desc, e.id desc
           limit p_limit`;

/** The audit trail of the acting institution, for its admins and auditors, and an index that serves it. */
export const audit = `
  -- what an institution's people did, newest first, by the first word of the type
  create index event_audit on event (actor_institution_id, split_part(type, '.', 1), occurred_at desc, id desc);

  -- Newest first: what was done for the acting institution, and what the other side of its agreements did there. An admin
  -- sees the streams of the institution and of its agreements; an auditor all that its people did, of which they learn who,
  -- when and what, but no content. A number is told only of the institution's own stream: in every other one the gaps would
  -- tell how much others wrote there. A role that is limited to services shows nothing.
  create function audit_events(p_families text[], p_refs uuid[], p_person uuid, p_from timestamptz, p_to timestamptz,
                               p_before_at timestamptz, p_before_id uuid, p_limit integer)
    returns table (id uuid, stream_id uuid, stream_kind text, number integer, type text, occurred_at timestamptz,
                   actor_id uuid, actor_institution_id uuid, data jsonb)
    language sql stable security definer set search_path = public, pg_temp as $$
    with reader as materialized (
      select bool_or(g.role = 'auditor') as audits
        from role_grant g join person p on p.id = g.person_id
       where g.institution_id = app_institution() and g.person_id = app_person() and app_scope() = 'staff'
         and g.role in ('admin', 'auditor') and g.service_ids is null and p.left_at is null
      having count(*) > 0
    ), of_agreements as materialized (
      select a.id from agreement a where app_institution() in (a.institution_id, a.lead_provider_id)
    ), found as (
      select e.*
        from reader r
       cross join unnest(p_families) f (family)
       cross join lateral (
          select e.* from event e
           where p_refs is null
             and e.actor_institution_id = app_institution() and split_part(e.type, '.', 1) = f.family
             and (r.audits or e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o))
             and ${asked}
           -- the first two are the same in all rows: behind the wall the planner does not see that the index is in order
           order by e.actor_institution_id, split_part(e.type, '.', 1), e.occurred_at desc, e.id desc
           limit p_limit) e
      union all
      select e.*
        from reader r
       cross join of_agreements o
       cross join lateral (
          select e.* from event e
           where e.stream_id = o.id and e.actor_institution_id <> app_institution()
             and (p_refs is null or o.id = any (p_refs))
             and ${family} = any (p_families)
             and ${asked}
           ${newest}) e
      union all
      select e.*
        from reader r
       cross join unnest(p_refs) s (ref)
       cross join lateral (
          select e.* from event e
           where e.stream_id = s.ref and e.actor_institution_id = app_institution()
             and (r.audits or e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o))
             and ${family} = any (p_families)
             and ${asked}
           ${newest}) e
      union all
      -- of a person or a token, by what the institution's own stream says of them
      select e.*
        from reader r
       cross join lateral (
          select e.* from event e
           where p_refs is not null
             and e.stream_id = app_institution() and e.stream_id <> all (p_refs)
             and (e.data ->> 'personId' = any (p_refs::text[]) or e.data ->> 'tokenId' = any (p_refs::text[]))
             and ${family} = any (p_families)
             and ${asked}
           ${newest}) e
    )
    select e.id, e.stream_id, s.kind, case when e.stream_id = app_institution() then e.number end, e.type, e.occurred_at,
           e.actor_id, e.actor_institution_id,
           case when e.stream_id = app_institution() or e.stream_id in (select o.id from of_agreements o) then e.data end
      from (select * from found e ${newest}) e
      join event_stream s on s.stream_id = e.stream_id
     order by e.occurred_at desc, e.id desc
  $$;
  revoke all on function audit_events(text[], uuid[], uuid, timestamptz, timestamptz, timestamptz, uuid, integer) from public;
  grant execute on function audit_events(text[], uuid[], uuid, timestamptz, timestamptz, timestamptz, uuid, integer) to guichet_api;
`;

export const auditUndone = `
  drop function audit_events(text[], uuid[], uuid, timestamptz, timestamptz, timestamptz, uuid, integer);
  drop index event_audit;
`;
