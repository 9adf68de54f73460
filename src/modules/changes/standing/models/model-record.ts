import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import { Events } from '../../../../events/index.js';

export type ModelEventType =
  | 'change_model.drafted'
  | 'change_model.edited'
  | 'change_model.approved'
  | 'change_model.suspended'
  | 'change_model.withdrawn';

/** The life of a model in the record. Drafts are read by those who run its service; what is approved, whom it concerns. */
@Injectable()
export class ModelRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, modelId: string, at: Date, type: ModelEventType, data: object): Promise<void> {
    const event = { type, audience: 'shared' as const, side: 'provider' as const, readers: [], data: { ...data } };
    await this.events.appendTo(tx, 'change_model', modelId, at, [event]);
  }
}
