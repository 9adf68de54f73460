import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../../http/index.js';
import { Clock, conflict, forbidden, invalid, isUuid, newId, notFound } from '../../../../kernel/index.js';
import { serviceByCode, type Service } from '../../../catalogue/index.js';
import { requirePermission } from '../../../identity/index.js';
import { circleOf } from '../../domain/affected.js';
import { RunServices } from '../run-services.js';
import { ServiceRecord } from '../service-record.js';
import { DependenciesStore, type KeptDependency } from './dependencies.store.js';

export interface SaidDependency {
  /** Code of a component of the service. */
  component: string;
  needs: { service: string; component: string };
}

const MOST_NEEDS = 100;

/** Which component needs which: said by those who run the one that needs. */
@Injectable()
export class DependenciesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dependencies: DependenciesStore,
    private readonly run: RunServices,
    private readonly record: ServiceRecord,
  ) {}

  list(actor: Actor, code: string, limit: number, cursor: string | undefined): Promise<Page<KeptDependency>> {
    const after = decodeCursor(cursor, (key): key is string => typeof key === 'string' && isUuid(key));
    return this.work.run(actor, async (tx) => {
      const { id } = await this.service(tx, code);
      requirePermission(actor, 'component_dependency.read', id);
      const rows = await this.dependencies.ofService(tx, id, limit + 1, after);
      return toPage(
        rows,
        limit,
        (row) => row.id,
        (row) => row,
      );
    });
  }

  /** Refused (422) when it closes a circle, which is named; also the one of two said at once that does. */
  add(actor: Actor, code: string, said: SaidDependency): Promise<KeptDependency> {
    return this.work.run(actor, async (tx) => {
      const service = await this.allowed(tx, actor, code);
      const component = await this.dependencies.component(tx, code, said.component);
      if (!component) throw invalid('component', 'unknown_component', 'No such component of this service.');
      const needs = await this.dependencies.component(tx, said.needs.service, said.needs.component);
      if (!needs) throw invalid('needs', 'unknown_component', 'No such component.');
      await this.dependencies.hold(tx);
      if (await this.dependencies.isKnown(tx, component.id, needs.id))
        throw conflict('known_already', 'It is known that this component needs that one.');
      await this.assertNoCircle(tx, component.id, needs.id);
      if ((await this.dependencies.countNeededBy(tx, component.id)) >= MOST_NEEDS)
        throw invalid('component', 'too_many', `A component needs ${MOST_NEEDS} others at most.`);
      const at = this.clock.now();
      const id = newId(at);
      await this.dependencies.add(tx, { id, componentId: component.id, needsId: needs.id, at });
      const data = { component: component.id, needs: needs.id };
      await this.record.say(tx, service.id, at, 'service.dependency_added', data);
      const added = await this.dependencies.byId(tx, id);
      if (!added) throw new Error('a dependency that was just added is gone');
      return added;
    });
  }

  /** A dependency of another service's component, an absent one and a malformed one are the same 404. */
  remove(actor: Actor, code: string, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { id: serviceId } = await this.service(tx, code);
      await this.dependencies.hold(tx);
      const found = await this.dependencies.byId(tx, id);
      if (found?.serviceId !== serviceId) throw notFound();
      await this.assertAllowed(tx, actor, serviceId);
      await this.dependencies.remove(tx, id);
      const data = { component: found.component.id, needs: found.needs.id };
      await this.record.say(tx, serviceId, this.clock.now(), 'service.dependency_removed', data);
    });
  }

  private async assertNoCircle(tx: Transaction, component: string, needs: string): Promise<void> {
    const circle = circleOf({ component, needs }, await this.dependencies.dependenciesAround(tx, [component]));
    if (!circle) return;
    const names = await this.dependencies.names(tx, circle);
    // from what is needed to what needs it: read the other way, each needs the next
    const path = [component, ...[...circle].reverse()].map((id) => names.get(id) ?? id);
    throw invalid('needs', 'circle', `This closes a circle, in which each needs the next: ${path.join(', ')}.`);
  }

  private async allowed(tx: Transaction, actor: Actor, code: string): Promise<Service> {
    const service = await this.service(tx, code);
    await this.assertAllowed(tx, actor, service.id);
    return service;
  }

  private async assertAllowed(tx: Transaction, actor: Actor, serviceId: string): Promise<void> {
    requirePermission(actor, 'component_dependency.write', serviceId);
    if (!(await this.run.isRunBy(tx, serviceId)))
      throw forbidden('Your institution holds no function of this service.');
  }

  private async service(tx: Transaction, code: string): Promise<Service> {
    const service = await serviceByCode(tx, code);
    if (!service) throw notFound();
    return service;
  }
}
