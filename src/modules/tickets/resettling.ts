import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { Clock } from '../../kernel/index.js';
import { ResettlingStore } from './stores/resettling.store.js';

/** What changes what was promised: to the tickets under an agreement, or to all of an institution. */
const concerned: Readonly<Record<string, 'agreement' | 'institution'>> = {
  'agreement.version_accepted': 'agreement',
  'institution.hours_recorded': 'institution',
  'institution.targets_recorded': 'institution',
};

/**
 * Open timers move when what was promised changes. A version that was accepted or recorded puts every ticket of the
 * owner that it concerns on a list, in the transaction that moves the cursor; the sweep settles each in a transaction of
 * its own and takes it off. So a kill at any instant leaves a ticket either on the list or settled, and a ticket that
 * has no timer yet gets one. The event of an agreement reaches both sides: the tickets of each are its own.
 */
/** More is no clock that goes a little ahead, and must not keep the tickets waiting. */
const A_LITTLE_MS = 5000;

@Injectable()
export class Resettling implements Consumer, OnModuleInit {
  readonly name = 'resettle';
  readonly streams = ['agreement', 'institution'] as const;
  readonly types = Object.keys(concerned);

  constructor(
    private readonly consumers: Consumers,
    private readonly list: ResettlingStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    // not before it is known: instants of recording may lie a little ahead of the clock
    const now = this.clock.now();
    const since = new Date(Math.min(Math.max(last.occurredAt.getTime(), now.getTime()), now.getTime() + A_LITTLE_MS));
    await this.list.putDown(tx, institutionId, concerned[last.type] === 'agreement' ? last.streamId : null, since);
  }
}
