import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import { standingOfModel } from '../../domain/reviewing.js';
import { ModelRecord } from './model-record.js';
import { ModelWritingStore } from './model-writing.store.js';
import { ChangeModelsStore } from './models.store.js';

/** What changes that went wrong do to the model that they followed. */
@Injectable()
export class ModelFailures {
  constructor(
    private readonly models: ChangeModelsStore,
    private readonly writing: ModelWritingStore,
    private readonly record: ModelRecord,
  ) {}

  /**
   * A change that followed this model failed or was backed out at an instant: kept once, whatever is said again. The second
   * within ninety days suspends the model until it is approved anew. For the provider side of whoever runs the service; a
   * model that the actor does not see inside is 404.
   *
   * @returns whether this one suspended it
   */
  async failed(tx: Transaction, modelId: string, changeId: string, at: Date): Promise<boolean> {
    await this.models.byId(tx, modelId);
    await this.models.hold(tx, modelId);
    const before = await this.models.byId(tx, modelId);
    if (!(await this.writing.addFailure(tx, { institutionId: before.institutionId, modelId }, changeId, at)))
      return false;
    const { approvedAt, expiresAt, suspendedAt, withdrawnAt, inside } = await this.models.byId(tx, modelId);
    if (!approvedAt || !expiresAt || suspendedAt || withdrawnAt) return false;
    const failures = inside?.failures.map((one) => Date.parse(one.at)) ?? [];
    const lived = { approvedAt: approvedAt.getTime(), expiresAt: expiresAt.getTime() };
    // an older one may be told last
    const last = Math.max(...failures);
    if (standingOfModel(lived, failures, last) !== 'suspended') return false;
    const since = new Date(Math.max(at.getTime(), lived.approvedAt));
    await this.writing.suspend(tx, modelId, 'failures', since);
    await this.record.say(tx, modelId, since, 'change_model.suspended', { because: 'failures', change: changeId });
    return true;
  }
}
