import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import { movesOf, restFor, type ActionPlan } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { PlanStanding } from './plan-standing.js';

/** Stops a plan, and lets it go on. */
@Injectable()
export class PlanMovesService {
  constructor(
    private readonly desk: PlanDesk,
    private readonly standing: PlanStanding,
  ) {}

  /** What rests for its action may be stopped too: then it does not go on by itself. */
  pause(actor: Actor, id: string, ifMatch: number | undefined): Promise<ActionPlan> {
    return this.desk.move(actor, id, ifMatch, 'plan.paused', (_tx, was) => {
      if (!movesOf(was).includes('pause')) throw conflict('not_running', 'It does not run now.', movesOf(was));
      return Promise.resolve({ ...was, state: 'paused', pausedReason: 'asked', nextOn: null, nextAt: null });
    });
  }

  /** Goes on with the next date that lies ahead, in the name of whoever resumes it. */
  resume(actor: Actor, id: string, ifMatch: number | undefined): Promise<ActionPlan> {
    return this.desk.move(actor, id, ifMatch, 'plan.resumed', async (tx, was, now) => {
      if (was.state !== 'paused') throw conflict('not_paused', 'It is not paused.', movesOf(was));
      const rest = restFor(was.action);
      if (rest) throw conflict('action_not_published', 'Its action cannot be run now.', movesOf(was));
      await this.standing.renew(tx, was, now);
      const whose = { keeperId: actor.personId, keeperName: actor.name };
      return { ...was, ...whose, ...(await this.desk.ahead(tx, was, now)), state: 'running', pausedReason: null };
    });
  }
}
