import type { Transaction } from '../../database/index.js';
import { type InstitutionDto, type InstitutionRef } from '../institutions/index.js';
import { type ExternalHolderDto } from './dto/service.dto.js';

export interface Service {
  id: string;
  code: string;
  name: string;
  leadProvider: InstitutionRef;
}

/** Who holds a function: an institution, or somebody outside the consortium, by name and address. */
export type Holder =
  { institution: InstitutionRef & { suspended: boolean } } | { external: string; address: string | null };

/** A service with everything that is known to all. */
export interface ListedService {
  code: string;
  name: string;
  users: number | null;
  tenants: number | null;
  leadProvider: Readonly<InstitutionDto>;
  components: string[];
  /** In the order of each function. */
  holders: ListedHolder[];
}

export interface ListedHolder {
  function: string;
  institution: Readonly<InstitutionDto> | null;
  external: Readonly<ExternalHolderDto> | null;
}

const listed = `
  select s.code, s.name, s.users, s.tenants, json_build_object('code', l.code, 'name', l.name) as "leadProvider",
         coalesce((select json_agg(c.code order by c.code)
                     from component c
                    where c.service_id = s.id), '[]') as components,
         coalesce((select json_agg(json_build_object(
                            'function', r."function",
                            'institution', case when i.id is not null
                                                then json_build_object('code', i.code, 'name', i.name) end,
                            'external', case when r.external_name is not null
                                             then json_build_object('name', r.external_name) end) order by r.position)
                     from responsibility r
                     left join institution i on i.id = r.institution_id
                    where r.service_id = s.id), '[]') as holders
    from service s
    join institution l on l.id = s.lead_provider_id`;

/** The services that follow a code, by code. */
export function servicesAfter(tx: Transaction, code: string | undefined, count: number): Promise<ListedService[]> {
  return tx.query<ListedService>(
    `${listed}
      where $1::text is null or s.code > $1
      order by s.code
      limit $2`,
    [code ?? null, count],
  );
}

export async function listedServiceByCode(tx: Transaction, code: string): Promise<ListedService | undefined> {
  const [row] = await tx.query<ListedService>(`${listed} where s.code = $1`, [code]);
  return row;
}

export async function serviceByCode(tx: Transaction, code: string): Promise<Service | undefined> {
  const [row] = await tx.query<Service>(
    `select s.id, s.code, s.name, json_build_object('id', l.id, 'code', l.code, 'name', l.name) as "leadProvider"
       from service s
       join institution l on l.id = s.lead_provider_id
      where s.code = $1`,
    [code],
  );
  return row;
}

/** Those who hold a function of a service, first the one who is asked first; empty when nobody does. */
export async function holdersOf(tx: Transaction, serviceId: string, serviceFunction: string): Promise<Holder[]> {
  const rows = await tx.query<
    Record<'id' | 'code' | 'name', string | null> & { external: string; address: string | null; suspended: boolean }
  >(
    `select i.id, i.code, i.name, i.suspended_at is not null as suspended, r.external_name as external,
            r.external_address as address
       from responsibility r
       left join institution i on i.id = r.institution_id
      where r.service_id = $1
        and r."function" = $2
      order by r.position`,
    [serviceId, serviceFunction],
  );
  return rows.map(({ id, code, name, suspended, external, address }) =>
    id !== null && code !== null && name !== null
      ? { institution: { id, code, name, suspended } }
      : { external, address },
  );
}
