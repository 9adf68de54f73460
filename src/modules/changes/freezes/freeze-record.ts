import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import type { FreezeScopeIds } from './freezes.store.js';

export type FreezeEventType =
  'freeze.declared' | 'freeze.changed' | 'freeze.lifted' | 'freeze.exempted' | 'freeze.exemption_withdrawn';

// the operator stands on no side, and speaks as whoever asks for something
const sides = { consortium: 'requester', service: 'provider', institution: 'user' } as const;

/** The life of a freeze in the record: a stream of its own, written by whoever declares it, read by whoever sees it. */
@Injectable()
export class FreezeRecord {
  constructor(private readonly events: Events) {}

  async say(
    tx: Transaction,
    { id, scope }: { id: string } & Pick<FreezeScopeIds, 'scope'>,
    at: Date,
    type: FreezeEventType,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const side = sides[scope];
    await this.events.appendTo(tx, 'freeze', id, at, [{ type, audience: 'shared', side, readers: [], data }]);
  }
}
