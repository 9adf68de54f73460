import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DAY_MS, type Interval } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { touchedBy, type Dependency } from '../domain/affected.js';
import type { Planned } from '../domain/conflicts.js';
import { DependenciesStore } from '../standing/dependencies/dependencies.store.js';
import { BesideStore, type Beside, type OnService } from './beside.store.js';
import type { Interruption } from './domain/budget.js';

/** Another change, as the rules of conflicts know it. */
export interface Neighbour extends Planned {
  reference: string;
  institutionId: string;
  institution: { code: string; name: string };
  tenantId: string | null;
  minutes: number;
  isPlanned: boolean;
}

export type Interrupts = Interruption & { readonly services: readonly string[] };

export interface Around {
  list: Neighbour[];
  dependencies: readonly Dependency[];
}

/** From the first day of the month of an instant to its last, by whatever clocks. */
function monthsAround(at: number): [number, number] {
  const [first, last] = [new Date(at - DAY_MS), new Date(at + DAY_MS)];
  return [
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1) - DAY_MS,
    Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 1) + DAY_MS,
  ];
}

/** The other changes that a change has to do with. */
@Injectable()
export class Neighbours {
  constructor(
    private readonly beside: BesideStore,
    private readonly dependencies: DependenciesStore,
  ) {}

  /** Planned ones in a window, with everything that depends on what they touch. */
  async overlapping(tx: Transaction, change: Change, { from, to }: Interval): Promise<Around> {
    const rows = (await this.beside.overlapping(tx, new Date(from), new Date(to))).filter((row) =>
      isBeside(change, row),
    );
    const components = [...new Set([...change.componentIds, ...rows.flatMap(({ componentIds }) => componentIds)])];
    const dependencies = components.length > 0 ? await this.dependencies.dependenciesAround(tx, components) : [];
    const list = await this.named(tx, rows);
    return {
      list: list.map((one) => ({ ...one, components: namesOf(one.components, dependencies) })),
      dependencies,
    };
  }

  touched({ dependencies }: Around, componentIds: readonly string[]): string[] {
    return namesOf(componentIds, dependencies);
  }

  /**
   * Announced ones about the same services in a time: what is planned is in the way, and everything uses up the month. Of
   * their components and their implementers nothing is said.
   */
  async onServices(tx: Transaction, change: Change, { from, to }: Interval): Promise<Neighbour[]> {
    const rows = await this.beside.onServices(tx, change.serviceIds, new Date(from), new Date(to));
    return this.named(
      tx,
      rows.filter((row) => isBeside(change, row)),
    );
  }

  /** What interrupts these services in the month of an instant, wherever somebody has it. */
  async interrupting(
    tx: Transaction,
    change: Change,
    services: readonly { id: string; code: string }[],
    at: number,
  ): Promise<Interrupts[]> {
    const [from, to] = monthsAround(at);
    const ids = services.map(({ id }) => id);
    const rows = await this.beside.interrupting(tx, ids, new Date(from), new Date(to));
    return rows
      .filter((row) => isBeside(change, row))
      .map((row) => ({
        from: row.from,
        to: row.to,
        minutes: row.interruptionMinutes,
        tenantId: row.tenantId,
        services: services.filter(({ id }) => row.serviceIds.includes(id)).map(({ code }) => code),
      }));
  }

  hold(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    return this.beside.hold(tx, serviceIds);
  }

  private async named(tx: Transaction, rows: readonly (OnService & Partial<Beside>)[]): Promise<Neighbour[]> {
    if (rows.length === 0) return [];
    const { services, institutions } = await this.beside.names(tx, [
      ...new Set(rows.flatMap(({ institutionId, tenantId }) => (tenantId ? [institutionId, tenantId] : institutionId))),
    ]);
    return rows.map((row) => ({
      id: row.id,
      reference: row.reference,
      // of no importance: what it is decides about freezes, and those are asked of the change itself
      class: 'normal',
      from: row.from,
      to: row.to,
      services: row.serviceIds.flatMap((id) => services[id] ?? []),
      components: row.componentIds ?? [],
      affected: [],
      tenant: (row.tenantId && institutions[row.tenantId]?.code) ?? null,
      tenantId: row.tenantId,
      implementers: row.implementerIds ?? [],
      institutionId: row.institutionId,
      institution: institutions[row.institutionId] ?? { code: '', name: '' },
      minutes: row.interruptionMinutes,
      isPlanned: row.isPlanned,
    }));
  }
}

/** Where they run side by side; what is done to a test environment is in nobody's way in production. */
const isBeside = (change: Change, { id, environments }: Pick<Beside, 'id' | 'environments'>): boolean =>
  id !== change.id && environments.some((one) => change.environments.some((own) => own === one));

const namesOf = (componentIds: readonly string[], dependencies: readonly Dependency[]): string[] =>
  touchedBy(componentIds, dependencies).map(({ component }) => component);
