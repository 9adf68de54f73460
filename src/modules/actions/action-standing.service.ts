import { Injectable } from '@nestjs/common';
import type { Actor } from '../../database/index.js';
import { localDate, orThrow } from '../../kernel/index.js';
import { institutionById } from '../institutions/index.js';
import { ActionDesk, type ActionDetails } from './action-desk.js';
import { ActionRecord } from './action-record.js';
import { reviewDate } from './domain/review-date.js';
import { assertCanOwn } from './owning.js';
import { ActionWritingStore } from './stores/action-writing.store.js';

/** Whether what is published may be used, until when, and who answers for it. */
@Injectable()
export class ActionStandingService {
  constructor(
    private readonly desk: ActionDesk,
    private readonly writing: ActionWritingStore,
    private readonly record: ActionRecord,
  ) {}

  /** Nobody begins it any more; the reason is told to whoever sees it. */
  suspend(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'suspend', async ({ tx, action, now }, to) => {
      await this.writing.move(tx, action.id, to, now, reason);
      await this.record.say(tx, action.id, now, 'action.suspended', { because: 'decision' });
    });
  }

  /** The version that holds may be used again as it is. */
  lift(actor: Actor, reference: string, ifMatch: number | undefined): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'lift', async ({ tx, action, now }, to) => {
      await this.writing.move(tx, action.id, to, now);
      await this.record.say(tx, action.id, now, 'action.lifted', {});
    });
  }

  /** Somebody looked at it again, and it holds; what was retired comes back. */
  renew(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    asked: string | undefined,
  ): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'renew', async ({ tx, action, now }, to) => {
      const zone = (await institutionById(tx, actor.institution.id))?.timeZone ?? 'UTC';
      const date = orThrow(reviewDate(localDate(now, zone), asked));
      const reviewOn = action.publishedNumber === null ? null : date;
      await this.writing.move(tx, action.id, to, now);
      await this.writing.renew(tx, action.id, reviewOn);
      await this.record.say(tx, action.id, now, 'action.renewed', { from: action.state, state: to, reviewOn });
    });
  }

  retire(actor: Actor, reference: string, ifMatch: number | undefined): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'retire', async ({ tx, action, now }, to) => {
      await this.writing.move(tx, action.id, to, now);
      await this.record.say(tx, action.id, now, 'action.retired', { from: action.state });
    });
  }

  /** Somebody else answers for it, whatever its state. */
  own(actor: Actor, reference: string, ifMatch: number | undefined, ownerId: string): Promise<ActionDetails> {
    return this.desk.hold(actor, reference, ifMatch, 'action.write', async ({ tx, action, now }) => {
      await assertCanOwn(tx, ownerId, action.serviceIds);
      if (action.owner?.id === ownerId) return;
      await this.writing.own(tx, action.id, ownerId);
      await this.record.say(tx, action.id, now, 'action.owner_changed', { ownerId, before: action.owner?.id ?? null });
    });
  }
}
