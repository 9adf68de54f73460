import type { Transaction } from '../../database/index.js';

export interface ServiceFields {
  name: string;
  users: number | null;
  tenants: number | null;
  leadProviderId: string;
}

export type NewService = ServiceFields & { id: string; code: string };

/** Either an institution, or somebody external by name. */
export interface HolderRow {
  id: string;
  institutionId: string | null;
  externalName: string | null;
  externalAddress: string | null;
}

export type StandingService = NewService & {
  components: { id: string; code: string }[];
  /** In the order of each function. */
  holders: (Omit<HolderRow, 'id'> & { function: string })[];
};

/** All of them, by code. Read as the owner of the database, or as somebody who has signed in. */
export function standingServices(tx: Transaction): Promise<StandingService[]> {
  return tx.query<StandingService>(
    `select s.id, s.code, s.name, s.users, s.tenants, s.lead_provider_id as "leadProviderId",
            coalesce((select json_agg(json_build_object('id', c.id, 'code', c.code) order by c.code)
                        from component c
                       where c.service_id = s.id), '[]') as components,
            coalesce((select json_agg(json_build_object(
                               'function', r."function", 'institutionId', r.institution_id,
                               'externalName', r.external_name, 'externalAddress', r.external_address)
                             order by r."function", r.position)
                        from responsibility r
                       where r.service_id = s.id), '[]') as holders
       from service s
      order by s.code`,
  );
}

export async function insertService(tx: Transaction, service: NewService): Promise<void> {
  const { id, code, name, users, tenants, leadProviderId } = service;
  await tx.run(
    'insert into service (id, code, name, users, tenants, lead_provider_id) values ($1, $2, $3, $4, $5, $6)',
    [...[id, code, name], ...[users, tenants, leadProviderId]],
  );
}

/** What is left out stays. */
export async function updateService(
  tx: Transaction,
  id: string,
  { name, users, tenants, leadProviderId }: Partial<ServiceFields>,
): Promise<void> {
  await tx.run(
    `update service
        set name = coalesce($2, name),
            users = coalesce($3, users),
            tenants = coalesce($4, tenants),
            lead_provider_id = coalesce($5, lead_provider_id)
      where id = $1`,
    [id, name ?? null, users ?? null, tenants ?? null, leadProviderId ?? null],
  );
}

export async function insertComponents(
  tx: Transaction,
  serviceId: string,
  components: readonly { id: string; code: string }[],
): Promise<void> {
  await tx.run(
    `insert into component (id, service_id, code)
     select id, $1, code
       from jsonb_to_recordset($2::jsonb) as x (id uuid, code text)`,
    [serviceId, JSON.stringify(components)],
  );
}

export async function putHolders(
  tx: Transaction,
  serviceId: string,
  name: string,
  holders: readonly HolderRow[],
): Promise<void> {
  await tx.run('delete from responsibility where service_id = $1 and "function" = $2', [serviceId, name]);
  await tx.run(
    `insert into responsibility (id, service_id, "function", position, institution_id, external_name, external_address)
     select id, $1, $2, position - 1, "institutionId", "externalName", "externalAddress"
       from rows from (jsonb_to_recordset($3::jsonb)
                    as (id uuid, "institutionId" uuid, "externalName" text, "externalAddress" text))
            with ordinality as x (id, "institutionId", "externalName", "externalAddress", position)`,
    [serviceId, name, JSON.stringify(holders)],
  );
}

export async function recordOfService(tx: Transaction, serviceId: string, event: object): Promise<void> {
  await tx.run('select service_kept($1, $2)', [serviceId, JSON.stringify([event])]);
}
