import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { isOver } from './answers.js';
import { ChangeDesk } from './change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { asItsOwner } from './deciding.js';

/** An affected institution says that it has taken note: of this announcement, once. It approves nothing. */
@Injectable()
export class AcknowledgingService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
  ) {}

  acknowledge(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.open(
      actor,
      reference,
      ifMatch,
      async ({ tx, change, now }) => {
        const { announcedAt } = change;
        if (!announcedAt) throw conflict('not_announced', 'The change is not announced yet.');
        if (isOver(change)) throw conflict('not_possible_now', `The change is ${change.state}.`);
        if (!(await this.stores.acks.acknowledge(tx, { ...change, announcedAt }, now))) return;
        await this.stores.record.say(tx, change.id, now, 'change.acknowledged', { audience: 'between', side: 'user' });
        // those who make it read of it in the change: an answer that they keep is another one now
        await asItsOwner(tx, change, () => this.stores.writing.touch(tx, change.id, now));
      },
      ({ change, parties }) => {
        this.desk.assertSpeaksForAffected(actor, change, parties);
      },
    );
  }
}
