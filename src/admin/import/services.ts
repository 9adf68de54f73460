import type { Transaction } from '../../database/index.js';
import { changedFields, isSame, newId } from '../../kernel/index.js';
import {
  addComponents,
  addService,
  changeHolders,
  changeService,
  recordServices,
  standingServices,
  type ServiceEvent,
  type StandingService,
} from '../../modules/catalogue/index.js';
import { circleOf, DependenciesStore, type Dependency } from '../../modules/changes/index.js';
import type { ComponentDto, ResponsibilityInFileDto, ServiceInFileDto } from './services.dto.js';
import { count } from './institutions.js';
import { inWords, type Plan } from './plan.js';

type At = readonly (string | number)[];
type Service = ServiceEvent['service'];

/** Services, their components, who holds their functions, and which component needs which. */
export interface PlannedServices {
  /** Which institution leads a service, by the service's code. */
  leads: ReadonlyMap<string, string>;
  /** The streams of the services are written last. */
  events: ServiceEvent[];
}

export async function planServices(tx: Transaction, plan: Plan): Promise<PlannedServices> {
  const standing = await standingServices(tx);
  const leads = new Map(standing.map(({ code, leadProviderId }) => [code, leadProviderId]));
  const events: ServiceEvent[] = [];
  const components = new Map<string, string>();
  for (const { id, code, components: parts } of standing) {
    plan.services.set(code, id);
    for (const part of parts) components.set(`${code}/${part.code}`, part.id);
  }
  const seen = new Set<string>();
  const entries = plan
    .entries('services')
    .filter(({ entry, at }) => plan.once(seen, entry.code, [...at, 'code'], 'service'));
  for (const { code } of (plan.file.services as { code?: unknown }[] | undefined) ?? [])
    if (typeof code === 'string' && !plan.services.has(code)) plan.services.set(code, plan.id());
  for (const { entry, at } of entries) {
    const leadProviderId = plan.find(plan.institutions, entry.leadProvider, [...at, 'leadProvider'], 'institution');
    if (leadProviderId === undefined) continue;
    leads.set(entry.code, leadProviderId);
    const service = { id: plan.services.get(entry.code) ?? '', leadProviderId };
    const before = standing.find(({ code }) => code === entry.code);
    planService(plan, entry, service, before, events);
    planComponents(plan, entry, at, { service, before, components, events });
    planHolders(plan, entry, at, { service, before, events });
  }
  count(plan, 'services', standing.filter(({ code }) => !seen.has(code)).length);
  await planNeeds(tx, plan, entries, { components, leads });
  return { leads, events };
}

/** The last step: what became of services is read by those whom they concern by then. */
export function recordOfServices({ events }: PlannedServices) {
  return async (tx: Transaction, keeper: Parameters<typeof recordServices>[1]) => recordServices(tx, keeper, events);
}

function planService(
  plan: Plan,
  { code, name, users, tenants }: ServiceInFileDto,
  service: Service,
  before: StandingService | undefined,
  events: ServiceEvent[],
): void {
  const { id, leadProviderId } = service;
  if (!before) {
    const row = { id, code, name, users: users ?? null, tenants: tenants ?? null, leadProviderId };
    plan.add([`+ service ${code}: ${name}`], async (tx) => void events.push(...(await addService(tx, row))));
    return;
  }
  const changes = changedFields<StandingService>(before, { name, users, tenants, leadProviderId });
  if (changes.length === 0) plan.same('services');
  else {
    const codes = new Map([...plan.institutions].map(([one, its]) => [its, one]));
    const named = changes.map((change) =>
      change.field === 'leadProviderId'
        ? { field: 'leadProvider', from: codes.get(String(change.from)), to: codes.get(String(change.to)) }
        : change,
    );
    const lines = inWords(`service ${code}`, named);
    plan.add(lines, async (tx) => void events.push(...(await changeService(tx, service, changes))));
  }
}

interface Around {
  service: Service;
  before: StandingService | undefined;
  events: ServiceEvent[];
}

function planComponents(
  plan: Plan,
  { code, components: said }: ServiceInFileDto,
  at: At,
  { service, before, components, events }: Around & { components: Map<string, string> },
): void {
  const seen = new Set<string>();
  const added = (said ?? []).flatMap((one, index) => {
    const isFirst = plan.once(seen, one.code, [...at, 'components', index, 'code'], 'component');
    const name = `${code}/${one.code}`;
    if (!isFirst || components.has(name)) return [];
    const row = { id: plan.id(), code: one.code };
    components.set(name, row.id);
    return [row];
  });
  if (said) count(plan, 'components', before?.components.filter((one) => !seen.has(one.code)).length ?? 0);
  if (added.length === 0) return;
  const lines = added.map((one) => `+ component ${code}/${one.code}`);
  plan.add(lines, async (tx) => void events.push(...(await addComponents(tx, service, added))));
}

function planHolders(plan: Plan, { code, responsibilities }: ServiceInFileDto, at: At, around: Around): void {
  const { service, before, events } = around;
  const seen = new Set<string>();
  (responsibilities ?? []).forEach((said, index) => {
    const here = [...at, 'responsibilities', index];
    if (!plan.once(seen, said.function, [...here, 'function'], `function of ${code}`)) return;
    const holders = holdersOf(plan, said, here);
    const standing = (before?.holders ?? [])
      .filter((one) => one.function === said.function)
      .map(({ institutionId, externalName, externalAddress }) => ({ institutionId, externalName, externalAddress }));
    if (isSame(standing, holders)) return;
    const names = new Map([...plan.institutions].map(([one, its]) => [its, one]));
    const words = (list: typeof holders) =>
      list.map((one) => (one.institutionId === null ? one.externalName : names.get(one.institutionId))).join(', ');
    const change = standing.length === 0 ? words(holders) : `${words(standing)} -> ${words(holders)}`;
    plan.add(
      [`${standing.length === 0 ? '+' : '~'} holders of ${code} ${said.function}: ${change}`],
      async (tx, keeper) => void events.push(...(await changeHolders(tx, service, said.function, holders, keeper.at))),
    );
  });
  const others = new Set((before?.holders ?? []).map((one) => one.function).filter((one) => !seen.has(one)));
  if (responsibilities) count(plan, 'functions of services', others.size);
}

type Holder = Omit<StandingService['holders'][number], 'function'>;

function holdersOf(plan: Plan, { holders }: ResponsibilityInFileDto, at: At): Holder[] {
  const seen = new Set<string>();
  return holders.flatMap(({ institution, external, address }, index): Holder[] => {
    const here = [...at, 'holders', index];
    if ((institution === undefined) === (external === undefined)) {
      plan.tell(here, 'a holder is an institution, or somebody external by name');
      return [];
    }
    plan.once(seen, institution ?? external ?? '', here, 'holder');
    if (institution === undefined)
      return [{ institutionId: null, externalName: external ?? null, externalAddress: address ?? null }];
    const institutionId = plan.find(plan.institutions, institution, [...here, 'institution'], 'institution');
    return institutionId === undefined ? [] : [{ institutionId, externalName: null, externalAddress: null }];
  });
}

/** What is not said of a component in the file is left as it stands; a circle is refused at the need that closes it. */
async function planNeeds(
  tx: Transaction,
  plan: Plan,
  entries: readonly { entry: ServiceInFileDto; at: At }[],
  { components, leads }: { components: ReadonlyMap<string, string>; leads: ReadonlyMap<string, string> },
): Promise<void> {
  const said = entries.flatMap(({ entry, at }) =>
    (entry.components ?? []).map((component, index) => ({
      component,
      service: entry,
      at: [...at, 'components', index],
    })),
  );
  if (!said.some(({ component }) => component.needs)) return;
  const store = new DependenciesStore();
  const graph: Dependency[] = await store.dependenciesAround(tx, [...components.values()]);
  const names = new Map([...components].map(([name, id]) => [id, name]));
  const need = ({ needs = [], code }: ComponentDto, service: ServiceInFileDto, at: At) => {
    const name = `${service.code}/${code}`;
    const component = components.get(name);
    needs.forEach((needed, index) => {
      const here = [...at, 'needs', index];
      const id = components.get(needed);
      if (id === undefined)
        plan.tell(here, `no component is called ${needed}, neither in the file nor in the database`);
      if (id === undefined || component === undefined) return;
      const edge = { component, needs: id };
      if (graph.some((one) => isSame(one, edge))) return;
      const circle = circleOf(edge, graph);
      if (circle) {
        const path = [component, ...[...circle].reverse()].map((one) => names.get(one) ?? one);
        plan.tell(here, `this closes a circle, in which each needs the next: ${path.join(', ')}`);
        return;
      }
      graph.push(edge);
      const lead = leads.get(service.code) ?? '';
      const serviceId = plan.services.get(service.code) ?? '';
      plan.add([`+ ${name} needs ${needed}`], (within, keeper) =>
        within.asOwner(
          lead,
          async () => {
            await store.hold(within);
            await store.add(within, { id: newId(keeper.at), componentId: component, needsId: id, at: keeper.at });
            const event = { type: 'service.dependency_added', audience: 'shared' as const, side: 'provider' as const };
            const data = { component, needs: id, ...keeper.stamp };
            await keeper.events.appendTo(within, 'service', serviceId, keeper.at, [{ ...event, readers: [], data }]);
          },
          'provider',
        ),
      );
    });
  };
  for (const { component, service, at } of said) need(component, service, at);
}
