import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import { RecurringDesk } from './recurring-desk.js';
import { movesOf, type Recurring } from './recurring.store.js';

/** Stops what opens by itself, and lets it go on. */
@Injectable()
export class RecurringMovesService {
  constructor(private readonly desk: RecurringDesk) {}

  pause(actor: Actor, id: string, ifMatch: number | undefined): Promise<Recurring> {
    return this.desk.move(actor, id, ifMatch, 'recurring.paused', (_tx, was) => {
      if (was.state !== 'running') throw conflict('not_running', 'It does not open anything now.', movesOf(was));
      return Promise.resolve({ ...was, state: 'paused', pausedReason: 'asked', nextOn: null, nextAt: null });
    });
  }

  /** Goes on with the next date that lies ahead, in the name of whoever resumes it. */
  resume(actor: Actor, id: string, ifMatch: number | undefined): Promise<Recurring> {
    return this.desk.move(actor, id, ifMatch, 'recurring.resumed', async (tx, was, now) => {
      if (was.state !== 'paused') throw conflict('not_paused', 'It is not paused.', movesOf(was));
      const whose = { makerId: actor.personId, makerName: actor.name };
      return { ...was, ...whose, ...(await this.desk.ahead(tx, was, now)), state: 'running', pausedReason: null };
    });
  }
}
