import type { Transaction } from '../../database/index.js';
import { newId, type FieldChange } from '../../kernel/index.js';
import type { Keeper } from '../institutions/index.js';
import {
  insertComponents,
  insertService,
  putHolders,
  recordOfService,
  updateService,
  type HolderRow,
  type NewService,
} from './keeping.store.js';

/*
 * The one place where services, their components and those who hold their functions are made and changed. It is done as
 * the owner of the database, for the operator. What was done stands in the service's own stream of the record, in the name
 * of its lead provider, read by those whom the service concerns.
 */

/** Everything that is recorded of a service when it is kept; ids, codes and the names of fields. */
export const serviceEventTypes = [
  'service.added',
  'service.changed',
  'service.component_added',
  'service.holders_changed',
] as const;

/** What happened to a service. It is recorded last: who reads it follows from the holders and agreements by then. */
export interface ServiceEvent {
  service: { id: string; leadProviderId: string };
  type: (typeof serviceEventTypes)[number];
  data: object;
}

export async function addService(tx: Transaction, service: NewService): Promise<ServiceEvent[]> {
  await insertService(tx, service);
  return [{ service, type: 'service.added', data: {} }];
}

/** `service`: with the lead provider that it has from now on. */
export async function changeService(
  tx: Transaction,
  service: ServiceEvent['service'],
  changes: readonly FieldChange[],
): Promise<ServiceEvent[]> {
  await updateService(tx, service.id, Object.fromEntries(changes.map(({ field, to }) => [field, to])));
  const fields = changes.map(({ field }) => field);
  return [{ service, type: 'service.changed', data: { fields } }];
}

export async function addComponents(
  tx: Transaction,
  service: ServiceEvent['service'],
  components: readonly { id: string; code: string }[],
): Promise<ServiceEvent[]> {
  await insertComponents(tx, service.id, components);
  return components.map(({ id, code }) => ({
    service,
    type: 'service.component_added',
    data: { component: id, code },
  }));
}

/** All holders of a function, in their order, instead of those who stand. */
export async function changeHolders(
  tx: Transaction,
  service: ServiceEvent['service'],
  name: string,
  holders: readonly Omit<HolderRow, 'id'>[],
  at: Date,
): Promise<ServiceEvent[]> {
  await putHolders(
    tx,
    service.id,
    name,
    holders.map((holder) => ({ ...holder, id: newId(at) })),
  );
  const institutions = holders.flatMap(({ institutionId }) => (institutionId === null ? [] : [institutionId]));
  const external = holders.length - institutions.length;
  return [{ service, type: 'service.holders_changed', data: { function: name, institutions, external } }];
}

/** Writes the streams of the services; after everything else of the same transaction. */
export async function recordServices(tx: Transaction, keeper: Keeper, events: readonly ServiceEvent[]): Promise<void> {
  for (const { service, type, data } of events) {
    const event = { id: newId(keeper.at), at: keeper.at.toISOString(), type, data: { ...data, ...keeper.stamp } };
    await tx.asOwner(service.leadProviderId, () => recordOfService(tx, service.id, event), 'provider');
  }
}
