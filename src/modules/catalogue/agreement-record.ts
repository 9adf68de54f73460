import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../database/index.js';
import { Events, readerKey } from '../../events/index.js';
import type { OpenAgreement } from './versions.store.js';

/** Everything that is recorded of an agreement. Ids, numbers and instants: reasons stand in the rows. */
export type AgreementEventType =
  | 'agreement.installed'
  | 'agreement.version_proposed'
  | 'agreement.version_accepted'
  | 'agreement.version_rejected'
  | 'agreement.version_withdrawn'
  | 'agreement.version_replaced'
  | 'agreement.notice_given';

export interface AgreementEvent {
  type: AgreementEventType;
  data: Readonly<Record<string, unknown>>;
}

/** Writes the stream of an agreement: shared by its two sides, each speaking for itself. */
@Injectable()
export class AgreementRecord {
  constructor(private readonly events: Events) {}

  async append(tx: Transaction, agreement: OpenAgreement, at: Date, events: readonly AgreementEvent[]): Promise<void> {
    const { id, institutionId, leadProviderId } = agreement;
    const side: Side = tx.actor.institution.id === institutionId ? 'user' : 'provider';
    const readers = [readerKey(institutionId, 'user'), readerKey(leadProviderId, 'provider')];
    await this.events.appendTo(
      tx,
      'agreement',
      id,
      at,
      events.map((event) => ({ ...event, audience: 'shared' as const, side, readers })),
    );
  }
}
