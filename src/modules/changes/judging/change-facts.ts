import { Injectable } from '@nestjs/common';
import { Assessing } from './assessing.js';
import { insideOf, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { notices } from '../domain/notice.js';
import { Notice } from './notice.js';
import { ModelFailures } from '../standing/models/model-failures.js';

/** What is kept of how changes go, so that every figure of them can be counted again from the record alone. */
@Injectable()
export class ChangeFacts {
  constructor(
    private readonly stores: ChangeStores,
    private readonly notice: Notice,
    private readonly failures: ModelFailures,
    private readonly assessing: Assessing,
  ) {}

  /** Refuses (409) to begin what is standard by a model that was suspended meanwhile. */
  assertModelHolds({ tx, change, now }: OpenChange): Promise<void> {
    return this.assessing.assertModelHolds(tx, change, now);
  }

  /** What it is when it begins: nothing of that is edited afterwards. Known to those who make it. */
  async pin({ tx, change, parties, now }: OpenChange): Promise<void> {
    const { windowFrom, class: kind, risk, serviceIds, interruptionMinutes, decidedAt } = change;
    const isAsked = ['hours', 'working_days'].includes(notices[kind].kind);
    const earliest = isAsked
      ? await this.notice.earliest(tx, change, parties, change.announcedAt ?? now)
      : windowFrom?.getTime();
    const isNoticeKept = isAsked ? earliest !== undefined && earliest <= now.getTime() : null;
    await this.stores.writing.stand(tx, change.id, { isNoticeKept }, now);
    const { modelId, implementerIds } = insideOf(change);
    await this.stores.record.say(tx, change.id, now, 'change.pinned', {
      audience: 'internal',
      class: kind,
      risk,
      serviceIds,
      modelId,
      implementerIds,
      interruptionMinutes,
      decidedAt: decidedAt?.toISOString() ?? null,
      isNoticeKept,
    });
  }

  /**
   * It failed, or was backed out: the second within ninety days suspends the model that it followed, and those who make
   * changes by it are told.
   */
  async failed({ tx, change, now }: OpenChange): Promise<void> {
    const { modelId } = insideOf(change);
    if (modelId === null || !(await this.failures.failed(tx, modelId, change.id, now))) return;
    await this.stores.record.say(tx, change.id, now, 'change.model_suspended', { audience: 'internal', modelId });
  }
}
