import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { LinksStore } from '../stores/links.store.js';
import { ConsequencesStore } from './consequences.store.js';

interface Said {
  code?: string;
  messageId?: string;
  updateId?: string;
  resolveChildren?: boolean;
  forRequesters?: boolean;
}

/**
 * Puts down what follows on other tickets, in the transaction that moves the cursor; `Consequences` does each in one of its
 * own. So a kill at any instant leaves each either done or on the list. An institution puts down what concerns its own
 * tickets: of a major incident each finds its own children, and those of nobody else.
 */
@Injectable()
export class ConsequencesConsumer implements Consumer, OnModuleInit {
  readonly name = 'consequences';
  readonly streams = ['ticket', 'major'] as const;
  readonly types = ['ticket.resolved', 'ticket.cancelled', 'major.updated', 'major.ended'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly links: LinksStore,
    private readonly store: ConsequencesStore,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const { id: eventId, streamId: sourceId, occurredAt, type } = event;
      const { code = null, messageId = null, updateId = null, ...said } = event.data as Said;
      const put = (kind: 'resolve' | 'survivor_ended' | 'major_update', ticketIds: string[], textId: string | null) =>
        this.store.putDown(tx, { institutionId, eventId, sourceId, kind, code, textId, ticketIds }, occurredAt);
      if (type === 'ticket.resolved' || type === 'ticket.cancelled') {
        await put('survivor_ended', await this.links.mergedUnder(tx, institutionId, sourceId), messageId);
      }
      if (type === 'ticket.resolved' && said.resolveChildren) {
        await put('resolve', await this.links.leadingTo(tx, institutionId, sourceId, 'parent'), messageId);
      }
      if (type === 'major.updated' && said.forRequesters) {
        await put('major_update', await this.store.childrenOf(tx, institutionId, sourceId), updateId);
      }
      if (type === 'major.ended') {
        await put('resolve', await this.store.childrenOf(tx, institutionId, sourceId), updateId);
      }
    }
  }
}
