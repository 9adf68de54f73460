import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { assertVersion, decodeCursor, placeInTime, toPage, type Page } from '../../../../http/index.js';
import { Clock, DomainError, forbidden, invalid, newId, orThrow, type FieldError } from '../../../../kernel/index.js';
import { serviceByCode } from '../../../catalogue/index.js';
import { requirePermission, servicesFor } from '../../../identity/index.js';
import { RunServices } from '../run-services.js';
import { admitMove, flawsOfModel, type ModelContent } from './domain/model.js';
import { ModelRecord } from './model-record.js';
import { ModelWritingStore } from './model-writing.store.js';
import { ChangeModelsStore, type ChangeModel } from './models.store.js';

export type ModelChanges = { [K in keyof ModelContent]?: ModelContent[K] | undefined };

/** Models of standard changes: drafted by those who run a service, read by those whom it concerns once approved. */
@Injectable()
export class ChangeModelsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly models: ChangeModelsStore,
    private readonly writing: ModelWritingStore,
    private readonly record: ModelRecord,
    private readonly run: RunServices,
  ) {}

  list(
    actor: Actor,
    service: string | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<ChangeModel>> {
    const after = decodeCursor(cursor, placeInTime('createdAt'));
    const scope = servicesFor(actor, 'change_model.read');
    return this.work.run(actor, async (tx) =>
      toPage(
        await this.models.list(tx, { service, scope }, limit + 1, after),
        limit,
        ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
        (row) => row,
      ),
    );
  }

  one(actor: Actor, id: string): Promise<ChangeModel> {
    return this.work.run(actor, async (tx) => {
      const model = await this.models.byId(tx, id);
      requirePermission(actor, 'change_model.read', model.serviceId);
      return model;
    });
  }

  draft(actor: Actor, code: string, content: ModelContent): Promise<ChangeModel> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, code);
      if (!service) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'change_model.draft', service.id);
      if (!(await this.run.isRunBy(tx, service.id)))
        throw forbidden('Your institution holds no function of this service.');
      assertSound(content);
      const now = this.clock.now();
      const id = newId(now);
      await this.writing.add(tx, id, service.id, now);
      const key = { institutionId: actor.institution.id, modelId: id, number: 1 };
      await this.writing.addVersion(tx, key, content, [actor.personId], now);
      await this.record.say(tx, id, now, 'change_model.drafted', { number: 1 });
      return this.models.byId(tx, id);
    });
  }

  /** What is approved stays as it is: an edit of it is the draft of the next version. */
  edit(actor: Actor, id: string, ifMatch: number | undefined, changes: ModelChanges): Promise<ChangeModel> {
    return this.work.run(actor, async (tx) => {
      const { model, inside } = await this.held(tx, id, ifMatch, ({ serviceId }) => {
        requirePermission(actor, 'change_model.draft', serviceId);
      });
      const now = this.clock.now();
      orThrow(admitMove(model, 'edit', now));
      const before = inside.draft ?? inside.approved;
      if (!before) throw new Error('a model without a version');
      const content: ModelContent = { ...before, ...given(changes) };
      assertSound(content);
      const number = inside.draft?.number ?? before.number + 1;
      const key = { institutionId: model.institutionId, modelId: id, number };
      if (inside.draft) await this.writing.edit(tx, key, content, now);
      else await this.writing.addVersion(tx, key, content, [actor.personId], now);
      const type = inside.draft ? 'change_model.edited' : 'change_model.drafted';
      await this.record.say(tx, id, now, type, { number });
      return this.models.byId(tx, id);
    });
  }

  /** What is visible is moved only by those inside, each move by its own role. */
  async held(
    tx: Transaction,
    id: string,
    ifMatch: number | undefined,
    allow: (model: ChangeModel) => void,
  ): Promise<{ model: ChangeModel; inside: NonNullable<ChangeModel['inside']> }> {
    const seen = await this.models.byId(tx, id);
    if (!seen.inside) throw forbidden('Another institution runs this service.');
    allow(seen);
    await this.models.hold(tx, id);
    const model = await this.models.byId(tx, id);
    if (!model.inside) throw forbidden('Another institution runs this service.');
    assertVersion(ifMatch, model.inside.version);
    return { model, inside: model.inside };
  }
}

/** What was said, without what was left out. */
function given(changes: ModelChanges): Partial<ModelContent> {
  const said = Object.entries(changes as Record<string, unknown>).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

function assertSound(content: ModelContent): void {
  const errors: FieldError[] = flawsOfModel(content);
  const [first] = errors;
  if (!first) return;
  throw new DomainError({ kind: 'unprocessable', code: first.code, detail: first.message, errors });
}
