import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, policies } from './0041-improvements.policies.js';

/**
 * Improvements: what an institution committed itself to do about the cause of a problem of its own, who answers for it, until
 * when, and by what one will see that it worked. It is inside: the provider side of that institution alone knows of it.
 *
 * That the cause came back is found by the database itself, in the transaction in which a ticket opened later is hung on the
 * problem, or the problem is opened again: nobody has to remember to look.
 */
export class Improvements1795700000041 implements MigrationInterface {
  name = 'Improvements1795700000041';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger improvement_ticket_linked on problem_ticket;
      drop trigger improvement_problem_reopened on problem;
      drop function improvement_append(uuid, jsonb), improvement_ticket_linked(), improvement_problem_reopened();
      drop table ${names.join(', ')} cascade;
      drop function improvement_review_stays();
    `);
  }
}

const names = [
  'improvement_due',
  'improvement_recurrence',
  'improvement_review',
  'improvement_task',
  'improvement',
  'improvement_counter',
];

const tables = `
  create table improvement_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );

  create table improvement (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    -- the problem whose cause it is about: of the same institution
    problem_id uuid not null references problem,
    -- reference of the change whose review asked for it
    change_reference text,
    -- reference of the action that it put into the catalogue, or follows
    action_reference text,
    reference text not null,
    kind text not null check (kind in ('corrective', 'preventive')),
    title text not null,
    -- by what one will see that it worked
    criterion text not null,
    owner_id uuid not null references person,
    due_on date not null,
    state text not null check (state in ('open', 'implemented', 'effective', 'ineffective', 'cancelled')),
    implemented_by uuid references person,
    implemented_at timestamptz(3),
    -- what was done; why it was cancelled
    note text,
    ended_at timestamptz(3),
    -- its place in lists: when it is due, or its next review is; infinity once nothing is
    next_on date not null,
    -- the date of these of which it was said that it has come
    told_on date,
    version integer not null,
    created_by uuid not null references person,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    check ((implemented_by is null) = (implemented_at is null)),
    check (state not in ('implemented', 'effective', 'ineffective') or implemented_at is not null),
    unique (institution_id, reference)
  );
  create index improvement_listed on improvement (institution_id, next_on, id);
  create index improvement_of_problem on improvement (problem_id);

  create table improvement_task (
    id uuid primary key,
    improvement_id uuid not null references improvement,
    institution_id uuid not null references institution,
    position integer not null,
    title text not null,
    done_by uuid references person,
    done_at timestamptz(3),
    removed_at timestamptz(3),
    check ((done_by is null) = (done_at is null))
  );
  create index improvement_task_improvement on improvement_task (improvement_id, position);

  -- 30 and 90 days after it was implemented; implemented once more, they are asked once more
  create table improvement_review (
    improvement_id uuid not null references improvement,
    institution_id uuid not null references institution,
    implemented_at timestamptz(3) not null,
    after_days integer not null check (after_days in (30, 90)),
    due_on date not null,
    verdict text check (verdict in ('effective', 'not_effective', 'unclear')),
    note text,
    by_id uuid references person,
    at timestamptz(3),
    check ((verdict is null) = (by_id is null)),
    check ((verdict is null) = (at is null)),
    check ((verdict is null) = (note is null)),
    primary key (improvement_id, implemented_at, after_days)
  );

  create table improvement_recurrence (
    id uuid primary key,
    improvement_id uuid not null references improvement,
    institution_id uuid not null references institution,
    -- a ticket opened after it was implemented hangs on the problem; or the problem was opened again
    kind text not null check (kind in ('ticket', 'reopened')),
    ticket_id uuid references ticket,
    at timestamptz(3) not null,
    -- the ticket was taken off the problem again
    withdrawn_at timestamptz(3),
    -- written into the record
    recorded_at timestamptz(3),
    check ((kind = 'ticket') = (ticket_id is not null))
  );
  create index improvement_recurrence_improvement on improvement_recurrence (improvement_id, at);
  create unique index improvement_recurrence_ticket on improvement_recurrence (improvement_id, ticket_id)
    where withdrawn_at is null and ticket_id is not null;

  -- when something of it is to be said next: overdue, a review due, recurred
  create table improvement_due (
    improvement_id uuid primary key references improvement,
    institution_id uuid not null references institution,
    at timestamptz(3) not null
  );
  create index improvement_due_at on improvement_due (at);
`;
