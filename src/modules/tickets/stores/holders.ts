import type { Transaction } from '../../../database/index.js';
import { holdersOf, type ServiceFunction } from '../../catalogue/index.js';
import type { Callable } from '../domain/calling.js';
import type { Ticket } from '../domain/ticket.js';

export interface HoldingInstitution {
  id: string;
  code: string;
  name: string;
  suspended: boolean;
}

/** Everybody who holds a function of a service, in their order. */
export function holdersInOrder(
  tx: Transaction,
  serviceId: string,
  fn: ServiceFunction,
): Promise<Callable<HoldingInstitution>[]> {
  return holdersOf(tx, serviceId, fn);
}

/** The institutions that hold a function of a service, in their order; time calls on nobody outside the consortium. */
export async function institutionsHolding(
  tx: Transaction,
  serviceId: string,
  fn: ServiceFunction,
): Promise<HoldingInstitution[]> {
  const holders = await holdersOf(tx, serviceId, fn);
  return holders.flatMap((holder) => ('institution' in holder ? [holder.institution] : []));
}

/** The lead provider of the ticket's agreement, else of its service. */
export async function leadProviderOf(
  tx: Transaction,
  { agreementId, serviceId }: Pick<Ticket, 'agreementId' | 'serviceId'>,
): Promise<HoldingInstitution | undefined> {
  const [lead] = await tx.query<HoldingInstitution>(
    `select i.id, i.code, i.name, i.suspended_at is not null as suspended
       from service s
       left join agreement a on a.id = $1
       join institution i on i.id = coalesce(a.lead_provider_id, s.lead_provider_id)
      where s.id = $2`,
    [agreementId, serviceId],
  );
  return lead;
}
