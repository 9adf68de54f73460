import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';

export type ServiceEventType =
  'service.questionnaire_published' | 'service.dependency_added' | 'service.dependency_removed';

/** The stream of a service in the record: what stands for all its changes. Read by those whom the service concerns. */
@Injectable()
export class ServiceRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, serviceId: string, at: Date, type: ServiceEventType, data: object): Promise<void> {
    const event = { type, audience: 'shared' as const, side: 'provider' as const, readers: [], data: { ...data } };
    await this.events.appendTo(tx, 'service', serviceId, at, [event]);
  }
}
