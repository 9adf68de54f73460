import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, DomainError, type FieldError, newId, notFound } from '../../../kernel/index.js';
import { providerTargets, serviceByCode } from '../../catalogue/index.js';
import { can, colleague, requirePermission } from '../../identity/index.js';
import type { AdviceDto } from '../../service-hours/index.js';
import { flawsOfContent, type ModelContent } from './domain/content.js';
import { ModelsStore, type Model, type ModelVersion } from './models.store.js';

export interface WholeModel {
  model: Model;
  version: ModelVersion;
  warnings: AdviceDto[];
}

/** Request models: written by the SPOCs and managers of an institution for its people, one version after the other. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: ModelsStore,
  ) {}

  /** Those that can be filled in; `drafts` shows whoever writes them the others too. */
  list(
    actor: Actor,
    { service, drafts = false }: { service?: string | undefined; drafts?: boolean | undefined },
    limit: number,
    cursor?: string,
  ): Promise<Page<Model>> {
    const after = decodeCursor(cursor, placeInTime('createdAt'));
    return this.work.run(actor, async (tx) => {
      const rows = await this.store.list(
        tx,
        { service, drafts: drafts && can(actor, 'model.write') },
        limit + 1,
        after,
      );
      return toPage(
        rows,
        limit,
        ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  /** A version; without a number the one in force, and before the first the newest. */
  read(actor: Actor, id: string, number?: number): Promise<WholeModel> {
    return this.work.run(actor, async (tx) => {
      const model = await this.seen(tx, id);
      return this.whole(tx, model, number ?? model.current ?? model.latest);
    });
  }

  create(actor: Actor, service: string, content: ModelContent): Promise<WholeModel> {
    return this.work.run(actor, async (tx) => {
      const found = await serviceByCode(tx, service);
      if (!found) throw unprocessable([{ pointer: '/service', code: 'unknown_service', message: 'No such service.' }]);
      requirePermission(actor, 'model.write', found.id);
      await assertSound(tx, content);
      const now = this.clock.now();
      const id = newId(now);
      await this.store.add(tx, id, found.id, now);
      await this.store.addVersion(tx, id, 1, content, now);
      return this.whole(tx, await this.seen(tx, id), 1);
    });
  }

  /** The next version, to be published; what is in force stays. */
  revise(actor: Actor, id: string, content: ModelContent): Promise<WholeModel> {
    return this.write(actor, id, async (tx, model) => {
      await assertSound(tx, content);
      const number = model.latest + 1;
      await this.store.addVersion(tx, id, number, content, this.clock.now());
      return this.whole(tx, await this.seen(tx, id), number);
    });
  }

  /** Puts the newest version into force, or the one that is named, if none after it is. */
  publish(actor: Actor, id: string, number?: number): Promise<WholeModel> {
    return this.write(actor, id, async (tx, model) => {
      const chosen = number ?? model.latest;
      if (!(await this.store.version(tx, id, chosen)))
        throw unprocessable([{ pointer: '/version', code: 'unknown_version', message: 'No such version.' }]);
      const isPassed = model.current !== null && chosen <= model.current;
      if (isPassed || !(await this.store.publish(tx, id, chosen, this.clock.now())))
        throw conflict('version_passed', `Version ${model.current ?? chosen} is in force: write a new one.`);
      return this.whole(tx, await this.seen(tx, id), chosen);
    });
  }

  /** Nobody fills it in any more; what was filled in stays as it is. */
  retire(actor: Actor, id: string): Promise<WholeModel> {
    return this.write(actor, id, async (tx, model) => {
      await this.store.retire(tx, id, this.clock.now());
      return this.whole(tx, await this.seen(tx, id), model.current ?? model.latest);
    });
  }

  private write(
    actor: Actor,
    id: string,
    work: (tx: Transaction, model: Model) => Promise<WholeModel>,
  ): Promise<WholeModel> {
    return this.work.run(actor, async (tx) => {
      requirePermission(actor, 'model.write', (await this.seen(tx, id)).serviceId);
      await this.store.hold(tx, id, true);
      const model = await this.seen(tx, id);
      if (model.retiredAt) throw conflict('model_retired', 'This model is retired: write another one.');
      return work(tx, model);
    });
  }

  private async seen(tx: Transaction, id: string): Promise<Model> {
    const model = await this.store.byId(tx, id);
    if (!model) throw notFound();
    return model;
  }

  private async whole(tx: Transaction, model: Model, number: number): Promise<WholeModel> {
    const version = await this.store.version(tx, model.id, number);
    if (!version) throw notFound();
    const writes = can(tx.actor, 'model.write', model.serviceId);
    return { model, version, warnings: writes ? await this.warningsOf(tx, model, version) : [] };
  }

  /** Nobody can keep what they promise if their provider needs longer. */
  private async warningsOf(tx: Transaction, model: Model, { content }: ModelVersion): Promise<AdviceDto[]> {
    const { targetMinutes } = content;
    if (targetMinutes === undefined) return [];
    const all = await providerTargets(tx, this.clock.now());
    const promised = all.find(({ service }) => service === model.serviceCode)?.targets.request ?? {};
    const longer = Object.entries(promised).flatMap(([priority, { resolution }]) =>
      resolution !== undefined && resolution > targetMinutes ? [`${priority} ${resolution}`] : [],
    );
    if (longer.length === 0) return [];
    const message = `Shorter than what the provider promises, in minutes: ${longer.join(', ')}.`;
    return [{ code: 'shorter_than_provider', message, pointer: '/targetMinutes' }];
  }
}

async function assertSound(tx: Transaction, content: ModelContent): Promise<void> {
  const errors = flawsOfContent(content);
  const approver = content.approver?.personId;
  if (approver !== undefined && !(await colleague(tx, approver))) {
    const message = 'No such person in your institution.';
    errors.push({ pointer: '/approver/personId', code: 'unknown_person', message });
  }
  if (errors.length > 0) throw unprocessable(errors);
}

function unprocessable(errors: FieldError[]): DomainError {
  const code = errors[0]?.code ?? 'invalid_model';
  return new DomainError({ kind: 'unprocessable', code, detail: 'This is no sound request model.', errors });
}
