import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { Dependency } from '../../domain/affected.js';

export interface Component {
  id: string;
  service: string;
  code: string;
}

export interface KeptDependency {
  id: string;
  component: Component;
  needs: Component;
  institution: { code: string; name: string };
  addedAt: Date;
  /** Of the component that needs the other. */
  serviceId: string;
}

const component = (c: string, s: string) => `json_build_object('id', ${c}.id, 'service', ${s}.code, 'code', ${c}.code)`;
const selected = `
  select d.id, ${component('c', 'cs')} as component, ${component('n', 'ns')} as needs,
         json_build_object('code', i.code, 'name', i.name) as institution, d.added_at as "addedAt",
         c.service_id as "serviceId"
    from component_dependency d
    join component c on c.id = d.component_id
    join service cs on cs.id = c.service_id
    join component n on n.id = d.needs_id
    join service ns on ns.id = n.service_id
    join institution i on i.id = d.institution_id`;

/** Which component needs which, across services: known to all staff, as the catalogue is. */
@Injectable()
export class DependenciesStore {
  async component(tx: Transaction, service: string, code: string): Promise<Component | undefined> {
    const [row] = await tx.query<Component>(
      `select c.id, s.code as service, c.code
         from component c
         join service s on s.id = c.service_id
        where s.code = $1
          and c.code = $2`,
      [service, code],
    );
    return row;
  }

  /** Those of which one end is a component of the service, in the order in which they were said. */
  ofService(tx: Transaction, serviceId: string, limit: number, after: string | undefined): Promise<KeptDependency[]> {
    return tx.query<KeptDependency>(
      `${selected}
        where d.id in (select x.id from component_dependency x join component o on o.id = x.component_id where o.service_id = $1
                        union
                       select x.id from component_dependency x join component o on o.id = x.needs_id where o.service_id = $1)
          and ($3::uuid is null or d.id > $3)
        order by d.id
        limit $2`,
      [serviceId, limit, after ?? null],
    );
  }

  async byId(tx: Transaction, id: string): Promise<KeptDependency | undefined> {
    const [row] = await tx.query<KeptDependency>(`${selected} where d.id = $1`, [id]);
    return row;
  }

  /** One at a time changes the graph: of two that close a circle together, each alone would close none. */
  async hold(tx: Transaction): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('component_dependency', 0))`);
  }

  async isKnown(tx: Transaction, componentId: string, needsId: string): Promise<boolean> {
    const [row] = await tx.query<{ is: boolean }>(
      'select exists (select 1 from component_dependency where component_id = $1 and needs_id = $2) as is',
      [componentId, needsId],
    );
    return row?.is === true;
  }

  async countNeededBy(tx: Transaction, componentId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'select count(*)::integer as count from component_dependency where component_id = $1',
      [componentId],
    );
    return row?.count ?? 0;
  }

  async add(
    tx: Transaction,
    { id, componentId, needsId, at }: { id: string; componentId: string; needsId: string; at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into component_dependency (id, institution_id, component_id, needs_id, added_by, added_at)
       values ($1, app_institution(), $2, $3, app_person(), $4)`,
      [id, componentId, needsId, at],
    );
  }

  async remove(tx: Transaction, id: string): Promise<boolean> {
    return (await tx.run('delete from component_dependency where id = $1', [id])) > 0;
  }

  /**
   * The part of the graph that decides what is touched when these components are, in one statement: by the index
   * `component_dependency_needed`, from what is needed to what needs it.
   */
  dependenciesAround(tx: Transaction, componentIds: readonly string[]): Promise<Dependency[]> {
    return tx.query<Dependency>(
      `with recursive touched (id) as (
         select unnest($1::uuid[])
          union
         select d.component_id from component_dependency d join touched t on d.needs_id = t.id)
       select d.component_id as component, d.needs_id as needs
         from touched t
         join component_dependency d on d.needs_id = t.id
        order by d.id`,
      [componentIds],
    );
  }

  /** How components are called, by their id. */
  async names(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; name: string }>(
      `select c.id, s.code || '/' || c.code as name
         from component c
         join service s on s.id = c.service_id
        where c.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
