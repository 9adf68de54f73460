import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Simulations of an agreement: a past period under other terms. What one side tries out is its position in a negotiation,
 * so that the other side sees neither the question nor the answer, nor that there was one. The worker finds what is to be
 * done in `simulation_due`, across tenants, which holds ids and instants.
 */
export class Simulation1795400000011 implements MigrationInterface {
  name = 'Simulation1795400000011';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of ['simulation', 'simulation_due']) await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table simulation_due, simulation;
      drop index handled_unit_in_order;
      drop index handled_unit_at_work;
    `);
  }
}

const tables = `
  create table simulation (
    id uuid primary key,
    -- that asked, and alone sees it
    institution_id uuid not null references institution,
    agreement_id uuid not null references agreement,
    asked_by uuid not null,
    asked_at timestamptz(3) not null,
    from_month text not null,
    to_month text not null,
    terms jsonb not null,
    state text not null check (state in ('queued', 'running', 'done', 'cancelled', 'failed')),
    -- how often somebody began; one that ends the process each time is given up
    attempts smallint not null,
    done integer not null,
    total integer not null,
    result jsonb,
    error text,
    finished_at timestamptz(3),
    check ((state = 'done') = (result is not null)),
    check ((state in ('queued', 'running')) = (finished_at is null))
  );
  create index simulation_listed on simulation (institution_id, agreement_id, asked_at, id);
  create table simulation_due (
    simulation_id uuid primary key references simulation,
    institution_id uuid not null references institution,
    -- when a worker looks at it: to do it, to do it again after a lease ran out, to remove what was kept long enough
    at timestamptz(3) not null
  );
  create index simulation_due_at on simulation_due (at);

  -- batch by batch through one agreement; and what an agreement has at work, without its years of closed tickets
  create index handled_unit_in_order on handled_unit (agreement_id, ticket_id);
  create index handled_unit_at_work on handled_unit (agreement_id, ticket_id)
    where not (facts @> '[{"type": "ticket", "state": "closed"}]'::jsonb);
`;

const policies = `
  grant select, insert, update (state, finished_at) on simulation to guichet_api;
  create policy own_side on simulation for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff'
           and agreement_id in (select a.id from agreement a where agreement_is_ours(a)));
  create policy asked_by_a_side on simulation for insert to guichet_api
    with check (institution_id = app_institution() and asked_by = app_person() and state = 'queued'
                and agreement_id in (select a.id from agreement a where agreement_is_ours(a)));
  create policy cancelled_by_its_side on simulation for update to guichet_api
    using (institution_id = (select app_institution()) and state in ('queued', 'running')
           and agreement_id in (select a.id from agreement a where agreement_is_ours(a)))
    with check (state = 'cancelled');
  grant select, delete, update (state, attempts, done, total, result, error, finished_at) on simulation to guichet_worker;
  create policy moved_by_the_worker on simulation for update to guichet_worker
    using (institution_id = app_institution() and app_scope() = 'staff');
  create policy removed_by_the_worker on simulation for delete to guichet_worker
    using (institution_id = app_institution() and app_scope() = 'staff');

  grant insert on simulation_due to guichet_api;
  create policy put_down_with_it on simulation_due for insert to guichet_api
    with check (institution_id = app_institution()
                and exists (select 1 from simulation s
                             where s.id = simulation_id and s.institution_id = simulation_due.institution_id));
  -- the worker crosses tenants here: ids and instants, no texts
  grant select, update (at), delete on simulation_due to guichet_worker;
  create policy worker_simulates on simulation_due to guichet_worker using (true) with check (true);
`;
