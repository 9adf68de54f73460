import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { Assessing } from '../judging/assessing.js';
import type { Change } from '../change.js';
import { ChangeDesk, insideOf } from './change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding, digestNow } from './deciding.js';
import { Notice } from '../judging/notice.js';
import { Obstructions } from './obstructions.js';
import { assertComplete } from './preparing.service.js';

/** When what was decided is made: told to those affected, with its notice kept and nothing against it. */
@Injectable()
export class SchedulingService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
    private readonly obstructions: Obstructions,
    private readonly assessing: Assessing,
    private readonly notice: Notice,
  ) {}

  /** Four eyes on a standard change; for every other one, the decision stands. The notice has to be kept. */
  schedule(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'schedule', async (open) => {
      const { tx, change, parties, now } = open;
      assertComplete(change, await this.assessing.assess(tx, change.serviceIds, insideOf(change), now));
      await this.assessing.assertModelHolds(tx, change, now);
      const isDecision = change.state !== 'approved';
      await this.notice.assertKept(tx, change, parties, change.announcedAt ?? now);
      await this.obstructions.assertNone(open, 'schedule');
      if (isDecision)
        await this.deciding.opine(open, 'peer', { decision: 'approve' }, await digestNow(this.stores, open));
      await this.deciding.go(open, isDecision ? 'scheduleStandard' : 'schedule', isDecision ? { decidedAt: now } : {});
      await this.deciding.announce(open);
      await this.stores.record.say(tx, change.id, now, 'change.scheduled', { audience: 'shared' });
    });
  }
}
