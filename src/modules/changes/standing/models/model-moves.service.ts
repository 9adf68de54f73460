import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { Clock, DomainError, forbidden, newId, orThrow } from '../../../../kernel/index.js';
import { requirePermission } from '../../../identity/index.js';
import { admitMove, expiryOf, type ModelMove } from './domain/model.js';
import { ModelRecord } from './model-record.js';
import { ModelWritingStore } from './model-writing.store.js';
import { ChangeModelsService } from './models.service.js';
import { ChangeModelsStore, type ChangeModel } from './models.store.js';

type Held = Awaited<ReturnType<ChangeModelsService['held']>> & { tx: Transaction; now: Date };

/** What change managers decide about models. */
@Injectable()
export class ModelMovesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly service: ChangeModelsService,
    private readonly models: ChangeModelsStore,
    private readonly writing: ModelWritingStore,
    private readonly record: ModelRecord,
  ) {}

  /**
   * For twelve months. The draft if there is one; else what was approved before, looked at again, which is another version
   * all the same. Four eyes: not by anybody who wrote on it.
   */
  approve(actor: Actor, id: string, ifMatch: number | undefined): Promise<ChangeModel> {
    return this.move(actor, id, ifMatch, 'approve', async ({ tx, model, inside, now }) => {
      const chosen = inside.draft ?? inside.approved;
      if (!chosen) throw new Error('a model without a version');
      if (chosen.authors.includes(actor.personId)) throw ownDraft();
      const number = inside.draft?.number ?? chosen.number + 1;
      const key = { institutionId: model.institutionId, modelId: id, number };
      if (!inside.draft) await this.writing.addVersion(tx, key, chosen, chosen.authors, now);
      const expiresAt = expiryOf(now);
      await this.writing.approve(tx, key, now, expiresAt);
      await this.record.say(tx, id, now, 'change_model.approved', { number, expiresAt: expiresAt.toISOString() });
    });
  }

  suspend(actor: Actor, id: string, ifMatch: number | undefined, reason: string): Promise<ChangeModel> {
    return this.move(actor, id, ifMatch, 'suspend', async ({ tx, model, now }) => {
      await this.writing.suspend(tx, id, 'decision', now);
      await this.keepReason(tx, model, 'suspended', reason, now);
      await this.record.say(tx, id, now, 'change_model.suspended', { because: 'decision' });
    });
  }

  /** For good. Changes that follow it already keep what it said. */
  withdraw(actor: Actor, id: string, ifMatch: number | undefined, reason: string): Promise<ChangeModel> {
    return this.move(actor, id, ifMatch, 'withdraw', async ({ tx, model, now }) => {
      await this.writing.withdraw(tx, id, now);
      await this.keepReason(tx, model, 'withdrawn', reason, now);
      await this.record.say(tx, id, now, 'change_model.withdrawn', {});
    });
  }

  private move(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    move: ModelMove,
    make: (held: Held) => Promise<void>,
  ): Promise<ChangeModel> {
    return this.work.run(actor, async (tx) => {
      const held = await this.service.held(tx, id, ifMatch, (model) => {
        requirePermission(actor, 'change_model.decide', model.serviceId);
        const isOwnDraft = move === 'withdraw' && model.institutionId === actor.institution.id && !model.approvedAt;
        if (model.leadId !== actor.institution.id && !isOwnDraft)
          throw forbidden('The lead provider of the service decides on its models.');
      });
      const present = this.clock.now();
      const now = present < held.model.updatedAt ? held.model.updatedAt : present;
      orThrow(admitMove(held.model, move, now));
      await make({ ...held, tx, now });
      return this.models.byId(tx, id);
    });
  }

  private keepReason(
    tx: Transaction,
    { institutionId, id: modelId }: ChangeModel,
    kind: 'suspended' | 'withdrawn',
    reason: string,
    at: Date,
  ): Promise<void> {
    return this.writing.addReason(tx, { institutionId, modelId, id: newId(at) }, kind, reason, at);
  }
}

function ownDraft(): DomainError {
  const detail = 'Somebody who wrote none of it approves it.';
  return new DomainError({ kind: 'forbidden', code: 'own_draft', detail });
}
