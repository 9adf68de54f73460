import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, invalid, newId, orThrow } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { ChangeDesk, type OpenChange } from './change-desk.js';
import { ChangeFacts } from '../judging/change-facts.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding } from './deciding.js';
import { AFTERMATH_HOURS, outcomeAtClose, reviewReasons, type Outcome } from '../domain/reviewing.js';
import { ChangeLinksStore } from '../links/links.store.js';
import { shared } from './preparing.service.js';
import { mayBeMade } from '../tasks/domain/tasks.js';
import { ChangeTasksStore } from '../tasks/tasks.store.js';

export interface Made {
  outcome: 'successful' | 'with_issues' | 'failed';
  /** Minutes for which somebody could not work, in truth. */
  interruptedMinutes: number;
}

/** Making a change, from when it has begun to its end. */
@Injectable()
export class RunningService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
    private readonly tasks: ChangeTasksStore,
    private readonly links: ChangeLinksStore,
    private readonly facts: ChangeFacts,
  ) {}

  /** It is done. What it interrupted in truth is recorded; how it went is its outcome. */
  implement(actor: Actor, reference: string, ifMatch: number | undefined, made: Made): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'implement', async (open) => {
      const { tx, change, now } = open;
      const { outcome, interruptedMinutes } = made;
      orThrow(mayBeMade(await this.tasks.of(tx, change.id)));
      await this.deciding.go(open, 'implement', { outcome, interruptedMinutes, endedAt: now });
      if (outcome === 'failed') await this.facts.failed(open);
      await this.stores.record.say(tx, change.id, now, 'change.implemented', {
        audience: 'shared',
        outcome,
        interruptedMinutes,
      });
      await this.stores.late.follow(tx, { ...change, state: 'implemented' });
    });
  }

  backOut(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { reason, interruptedMinutes }: { reason: string; interruptedMinutes: number },
  ): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'back-out', async (open) => {
      const { tx, change, now } = open;
      await this.deciding.go(open, 'backOut', { outcome: 'backed_out', interruptedMinutes, endedAt: now });
      await this.facts.failed(open);
      const noteId = newId(now);
      await this.stores.notes.write(tx, change, { id: noteId, audience: 'internal', body: reason, at: now });
      await this.stores.record.say(tx, change.id, now, 'change.backed_out', {
        audience: 'shared',
        noteId,
        interruptedMinutes,
      });
      await this.stores.late.follow(tx, { ...change, state: 'backed_out' });
    });
  }

  /** What came of it is proposed: P1 and P2 on its services from its start to 72 hours after its end. */
  review(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'review', async (open) => {
      await this.propose(open);
      await this.deciding.go(open, 'review');
      await this.stores.record.say(open.tx, open.change.id, open.now, 'change.reviewed', { audience: 'internal' });
    });
  }

  /**
   * With what was learned, after a review; without one where none is due; a change that was never begun, with the reason. Its
   * outcome stays what was recorded when it was made, unless the review found another: then both stand in the record.
   */
  close(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { text, outcome }: { text?: string | undefined; outcome?: Outcome | undefined },
  ): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'close', async (open) => {
      const { tx, change, now } = open;
      const isUnreviewed = change.state === 'implemented';
      const incidents = isUnreviewed ? await this.propose(open) : 0;
      if (isUnreviewed && reviewOf(change, incidents).length > 0)
        throw conflict(
          'review_due',
          'This change is reviewed before it is closed.',
          await this.desk.movesOf(actor, open),
        );
      if (!isUnreviewed && text === undefined)
        throw invalid('text', 'text_required', 'What came of it has to be said.');
      const move = isUnreviewed ? 'closeUnreviewed' : change.state === 'scheduled' ? 'lapse' : 'close';
      const said = orThrow(outcomeAtClose({ move, recorded: change.outcome, said: outcome }));
      // what turned out to have failed counts against its model as if it had been said at once
      if (said === 'failed' && change.outcome !== 'failed') await this.facts.failed(open);
      const ended = await this.deciding.hooks.ended(open, said);
      await this.deciding.go(open, move, { outcome: ended });
      const noteId = text === undefined ? null : newId(now);
      if (noteId && text !== undefined)
        await this.stores.notes.write(tx, change, { id: noteId, audience: 'internal', body: text, at: now });
      await this.stores.record.say(tx, change.id, now, 'change.closed', {
        audience: shared(change),
        outcome: ended,
        ...(change.outcome !== null && change.outcome !== ended ? { recorded: change.outcome } : {}),
        noteId,
      });
    });
  }

  /** How many incidents came of it, as far as anybody has said or may suppose. */
  private async propose({ tx, change, now }: OpenChange): Promise<number> {
    const { startedAt, endedAt } = change;
    if (!startedAt || !endedAt) return 0;
    const to = new Date(endedAt.getTime() + AFTERMATH_HOURS * 3_600_000);
    const { proposed, count } = await this.links.propose(tx, change, { from: startedAt, to }, now);
    for (const targetId of proposed)
      await this.stores.record.say(tx, change.id, now, 'change.linked', {
        audience: 'internal',
        kind: 'ticket',
        targetId,
        relation: 'proposed',
      });
    return count;
  }
}

function reviewOf({ class: kind, risk, outcome }: Change, incidents: number) {
  return reviewReasons({ class: kind, risk, outcome: outcome ?? 'successful', incidents });
}
