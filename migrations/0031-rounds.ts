import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Rounds of votes on changes. A round is a snapshot that is written once: seats with those who may vote, rule, quorum, the
 * digest of what is voted on; afterwards only its deadlines and what became of it move. Votes are added and never changed.
 * When a round is looked at again without anybody voting stands in `change_round_due`: ids and instants, for which the
 * worker crosses institutions.
 */
export class Rounds1795600000031 implements MigrationInterface {
  name = 'Rounds1795600000031';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of made) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function change_round_people(uuid);
      drop policy put_to_the_seats on change_inside;
      drop policy put_to_the_seats on change_task;
      drop table ${[...made].reverse().join(', ')} cascade;
      drop function change_seat_is_theirs(uuid, uuid, bytea, uuid, uuid), change_round_stays();
    `);
  }
}

const made = ['change_round', 'change_round_due', 'change_voter', 'change_vote'];

const tables = `
  create table change_round (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    number integer not null check (number > 0),
    kind text not null check (kind in ('board', 'ratification')),
    -- the board with which it was opened
    service_id uuid not null references service,
    board_version integer not null,
    -- [{id, n, kind, institutionId, hasVeto, member, deputies: [{person, from, until}], voters}]; nobody in voters: struck
    seats jsonb not null,
    rule jsonb not null,
    quorum_percent integer not null check (quorum_percent between 0 and 100),
    -- SHA-256 of what is voted on
    digest bytea not null,
    opened_by uuid not null,
    opened_at timestamptz(3) not null,
    deadline timestamptz(3) not null,
    extended_deadline timestamptz(3) not null,
    -- since when the second deadline is the one that counts
    extended_at timestamptz(3),
    -- when those who have not voted are reminded; null once they were
    remind_at timestamptz(3),
    state text not null check (state in ('open', 'approved', 'rejected', 'no_quorum', 'voided')),
    closed_at timestamptz(3),
    -- what was voted on is another change now; of a round that had ended too
    voided_at timestamptz(3),
    -- when it approved a change against which something stood, so that the change waits
    obstructed_at timestamptz(3),
    check (extended_deadline >= deadline),
    check ((state = 'open') = (closed_at is null)),
    check (state <> 'voided' or voided_at is not null),
    unique (institution_id, change_id, number)
  );
  create unique index change_round_open on change_round (institution_id, change_id) where state = 'open';
  create index change_round_change on change_round (change_id, number);

  create table change_round_due (
    round_id uuid primary key references change_round,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    at timestamptz(3) not null
  );
  create index change_round_due_at on change_round_due (at);

  -- who may vote in a round, one row each: by it they read what is inside of the change
  create table change_voter (
    id uuid primary key,
    institution_id uuid not null references institution,
    owner_id uuid not null references institution,
    change_id uuid not null references change,
    round_id uuid not null references change_round,
    seat_id uuid not null,
    person_id uuid not null references person,
    -- of the round: whoever writes to them reads it here
    digest bytea not null,
    is_void boolean not null,
    unique (institution_id, person_id, round_id)
  );
  create index change_voter_round on change_voter (round_id);
  create index change_voter_change on change_voter (change_id);

  create table change_vote (
    id uuid primary key,
    institution_id uuid not null references institution,
    owner_id uuid not null references institution,
    change_id uuid not null references change,
    round_id uuid not null references change_round,
    -- in the order in which the round received them
    n integer not null check (n > 0),
    seat_id uuid not null,
    person_id uuid not null references person,
    decision text not null check (decision in ('approve', 'reject', 'abstain')),
    reason text,
    -- by which way it was said, when not over the API
    via text check (via in ('mail_link')),
    cast_at timestamptz(3) not null,
    check (decision <> 'reject' or reason is not null),
    unique (owner_id, round_id, n)
  );
  create index change_vote_round on change_vote (round_id, n);
`;

/** A seat is of somebody who may vote: whoever lost the role reads nothing by it any more. */
const maySit = `
  exists (select 1 from role_grant g
           where g.institution_id = (select app_institution()) and g.person_id = (select app_person())
             and g.role = 'cab_member')`;

/** The rounds in which whoever acts has a seat. */
const ownRounds = `
  select v.round_id from change_voter v
   where v.institution_id = (select app_institution()) and v.person_id = (select app_person()) and ${maySit}`;

const policies = `
  -- as its caller: whether somebody votes for a seat of a round; a function, since the policies of the two tables would
  -- else stand in one another
  create function change_seat_is_theirs(p_round uuid, p_change uuid, p_digest bytea, p_seat uuid, p_person uuid) returns boolean
    language sql stable set search_path = public, pg_temp as $$
    select exists (select 1
                     from change_round r
                    cross join jsonb_array_elements(r.seats) s
                    where r.id = p_round and r.change_id = p_change and r.digest = p_digest
                      and r.institution_id = app_institution()
                      and (s ->> 'id')::uuid = p_seat and s -> 'voters' ? p_person::text)
  $$;

  -- who of an institution is asked to vote is known to its staff; what they voted is not
  grant select, insert on change_voter to guichet_api;
  grant select on change_voter to guichet_worker;
  grant update (is_void) on change_voter to guichet_api, guichet_worker;
  create policy own_staff on change_voter for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (select app_scope()) = 'staff');
  create policy own_change on change_voter for select to guichet_api, guichet_worker using (
    owner_id = (select app_institution()) and change_is_ours(change_id));
  create policy seated_by_its_own on change_voter for insert to guichet_api with check (
    owner_id = app_institution() and change_is_ours(change_id) and not is_void
    and change_seat_is_theirs(round_id, change_id, digest, seat_id, person_id));
  create policy voided_by_its_own on change_voter for update to guichet_api, guichet_worker using (
    owner_id = app_institution() and change_is_ours(change_id));
  create policy owner_functions on change_voter for select to current_user using (true);

  -- a round is known to those who make the change and to those who have a seat in it
  grant select, insert on change_round to guichet_api;
  grant select on change_round to guichet_worker;
  grant update (deadline, extended_deadline, extended_at, remind_at, state, closed_at, voided_at,
                obstructed_at) on change_round to guichet_api, guichet_worker;
  create policy own_change on change_round for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and change_is_ours(change_id));
  create policy own_seat on change_round for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff' and id in (${ownRounds}));
  create policy opened_by_its_own on change_round for insert to guichet_api with check (
    institution_id = app_institution() and change_is_ours(change_id) and state = 'open');
  create policy moved_by_its_own on change_round for update to guichet_api, guichet_worker using (
    institution_id = app_institution() and change_is_ours(change_id));
  create policy owner_functions on change_round for select to current_user using (true);

  grant select, insert on change_vote to guichet_api;
  grant select on change_vote to guichet_worker;
  create policy own_change on change_vote for select to guichet_api, guichet_worker using (
    owner_id = (select app_institution()) and change_is_ours(change_id));
  create policy own_seat on change_vote for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff' and round_id in (${ownRounds}));
  create policy cast_by_oneself on change_vote for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and app_scope() = 'staff'
    and exists (select 1
                  from change_voter v
                  join change_round r on r.id = v.round_id and r.state = 'open'
                 where v.round_id = change_vote.round_id and v.seat_id = change_vote.seat_id
                   and v.change_id = change_vote.change_id and v.owner_id = change_vote.owner_id
                   and v.institution_id = app_institution() and v.person_id = app_person()));

  grant select, insert, update (at), delete on change_round_due to guichet_api;
  create policy kept_by_its_own on change_round_due to guichet_api
    using (institution_id = (select app_institution()) and change_is_ours(change_id))
    with check (institution_id = app_institution() and change_is_ours(change_id));
  -- the worker crosses tenants here: ids and instants, no texts
  grant select, insert, update (at), delete on change_round_due to guichet_worker;
  create policy worker_closes on change_round_due to guichet_worker using (true) with check (true);

  -- whoever votes, or voted, reads what is voted on
  ${['change_inside', 'change_task']
    .map(
      (table) => `
  create policy put_to_the_seats on ${table} for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff'
    and change_id in (select v.change_id from change_voter v
                       where v.institution_id = (select app_institution()) and v.person_id = (select app_person()))
    and ${maySit});`,
    )
    .join('')}
`;

const functions = `
  -- what came of a round that has ended stays: nobody opens it again, nor says that it ended otherwise
  create function change_round_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.state <> 'open' and (new.state, new.closed_at, new.deadline, new.extended_deadline, new.extended_at)
         is distinct from (old.state, old.closed_at, old.deadline, old.extended_deadline, old.extended_at) then
      raise exception 'a round that has ended' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger change_round_stays before update on change_round for each row execute function change_round_stays();

  -- by which names the seats of a round know one another: for them, and for those who make the change
  create function change_round_people(p_round uuid) returns table (person_id uuid, name text)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare r change_round;
  begin
    select * into r from change_round where id = p_round;
    if not coalesce(app_scope() = 'staff'
         and ((r.institution_id = app_institution()
               and exists (select 1 from change c where c.id = r.change_id and app_serves_any('provider', c.service_ids)))
              or exists (select 1 from change_voter v
                          where v.round_id = r.id and v.institution_id = app_institution()
                            and v.person_id = app_person() and ${maySit})), false) then
      return;
    end if;
    return query
    select p.id, p.display_name
      from person p
     where p.id in (select (s ->> 'member')::uuid from jsonb_array_elements(r.seats) s
                     union
                    select (d ->> 'person')::uuid
                      from jsonb_array_elements(r.seats) s cross join jsonb_array_elements(s -> 'deputies') d);
  end $$;
  revoke all on function change_round_people(uuid) from public;
  grant execute on function change_round_people(uuid) to guichet_api, guichet_worker;
`;
