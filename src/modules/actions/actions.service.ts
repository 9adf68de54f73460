import { Injectable } from '@nestjs/common';
import { UnitOfWork, nextReference, type Actor, type Transaction } from '../../database/index.js';
import { Clock, conflict, localDate, newId, orThrow } from '../../kernel/index.js';
import { requirePermission } from '../identity/index.js';
import { institutionById } from '../institutions/index.js';
import type { ActionVersion } from './action.js';
import { ActionDesk, requireForAll, type ActionDetails, type Held } from './action-desk.js';
import { ActionRecord } from './action-record.js';
import type { ActionDocument, Sharing } from './domain/action-document.js';
import { checkDocument } from './domain/checking.js';
import { keyOf } from './domain/keys.js';
import { differingFields } from './domain/difference.js';
import { edited } from './domain/moves.js';
import { reviewDate } from './domain/review-date.js';
import { Naming } from './naming.js';
import { assertCanOwn } from './owning.js';
import { ActionWritingStore, type AddedAction } from './stores/action-writing.store.js';
import { ActionsStore } from './stores/actions.store.js';

/** A new action; what it says is not looked at yet. */
export interface NewAction {
  key?: string | undefined;
  /** Internal unless somebody says otherwise. */
  sharing?: Sharing | undefined;
  /** By default whoever writes it. */
  ownerId?: string | undefined;
  document: object;
}

/** What is left out stays as it is. */
export interface ActionChanges {
  sharing?: Sharing | undefined;
  /** Fields of the document. */
  document?: { [K in keyof ActionDocument]?: unknown };
}

/** Actions are drafted and edited by those who run their services, reviewed by somebody else, and published. */
@Injectable()
export class ActionsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: ActionDesk,
    private readonly naming: Naming,
    private readonly actions: ActionsStore,
    private readonly writing: ActionWritingStore,
    private readonly record: ActionRecord,
  ) {}

  draft(actor: Actor, { key, sharing = 'internal', ownerId, document: said }: NewAction): Promise<ActionDetails> {
    return this.work.run(actor, async (tx) => {
      requirePermission(actor, 'action.write');
      const now = this.clock.now();
      const zone = await this.zoneOf(tx);
      const document = orThrow(checkDocument(said, localDate(now, zone)));
      const serviceIds = await this.naming.serviceIds(tx, document);
      requireForAll(actor, 'action.write', serviceIds);
      const owner = ownerId ?? actor.personId;
      await assertCanOwn(tx, owner, serviceIds);
      const reference = await nextReference(tx, 'action', actor.institution, zone, now);
      const id = newId(now);
      const action = { id, reference, sharing, ownerId: owner, document, serviceIds, at: now };
      await this.add(tx, action, key);
      await this.begin(tx, id, 1, document, [actor.personId], now);
      return this.desk.details(tx, reference);
    });
  }

  /**
   * The draft says something else, or what is published is written anew as a draft of the next version; what was reviewed is
   * to be reviewed again, what somebody ran stays as they read it. Sharing holds at once. A document that says the same
   * changes nothing.
   */
  edit(actor: Actor, reference: string, ifMatch: number | undefined, changes: ActionChanges): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'edit', async (held) => {
      const { tx, action, open, now } = held;
      const before = open ?? (await this.actions.holding(tx, action.id));
      if (!before) throw new Error('an action without a version');
      if (changes.document && Object.keys(changes.document).length > 0)
        await this.rewrite(actor, held, before.document, changes.document);
      const { sharing } = changes;
      if (sharing === undefined || sharing === action.sharing) return;
      await this.writing.share(tx, action.id, sharing, now);
      await this.record.say(tx, action.id, now, 'action.edited', { fields: ['sharing'], sharing });
    });
  }

  /** By somebody who wrote none of it. An edit after it undoes it. */
  review(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { note }: { note?: string | undefined } = {},
  ): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'review', async (held) => {
      await this.looked(held, note ?? null);
    });
  }

  /**
   * From now on this version holds, and never changes. Whoever wrote none of a draft reviews it by publishing it. To be looked
   * at again within a year.
   */
  publish(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { reviewOn: asked }: { reviewOn?: string | undefined } = {},
  ): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'publish', async (held) => {
      const { tx, action, open, now } = held;
      if (!open) throw new Error('a publication of nothing');
      const reviewOn = orThrow(reviewDate(localDate(now, await this.zoneOf(tx)), asked));
      // services are named anew: a function may have been lost since it was written
      const serviceIds = await this.naming.serviceIds(tx, open.document, {
        before: open.document,
        areProblemsNew: false,
      });
      requireForAll(actor, 'action.write', serviceIds);
      if (open.state === 'draft') {
        requireForAll(actor, 'action.review', serviceIds);
        // whoever published it as it was reviewed would review what they have not read
        if (ifMatch === undefined && (await this.actions.hasLostReview(tx, action.id))) throw reviewLost();
        await this.looked(held, null);
      }
      const { id, number, document } = open;
      await this.writing.publish(tx, { id, actionId: action.id, number, document, reviewOn, at: now });
      await this.writing.serve(tx, action.id, serviceIds);
      await this.record.say(tx, action.id, now, 'action.published', { number, versionId: id, reviewOn, serviceIds });
    });
  }

  /** What is published goes on to hold. */
  discard(actor: Actor, reference: string, ifMatch: number | undefined): Promise<ActionDetails> {
    return this.desk.move(actor, reference, ifMatch, 'discard', async ({ tx, action, open, now }) => {
      if (!open) throw new Error('nothing to discard');
      await this.writing.stand(tx, open.id, 'discarded');
      await this.record.say(tx, action.id, now, 'action.discarded', { number: open.number, versionId: open.id });
    });
  }

  private async rewrite(
    actor: Actor,
    { tx, action, open, now }: Held,
    before: ActionDocument,
    said: NonNullable<ActionChanges['document']>,
  ): Promise<void> {
    const document = orThrow(checkDocument({ ...before, ...said }, localDate(now, await this.zoneOf(tx))));
    const fields = differingFields(before, document);
    if (fields.length === 0) return;
    const areProblemsNew = said.problems !== undefined;
    const serviceIds = await this.naming.serviceIds(tx, document, { before, areProblemsNew });
    requireForAll(actor, 'action.write', serviceIds);
    await this.written(tx, action.id, open, document, actor, fields, now);
    if (action.publishedNumber !== null) return;
    await this.writing.follow(tx, action.id, document);
    await this.writing.serve(tx, action.id, serviceIds);
  }

  private async written(
    tx: Transaction,
    actionId: string,
    open: ActionVersion | undefined,
    document: ActionDocument,
    actor: Actor,
    fields: readonly string[],
    now: Date,
  ): Promise<void> {
    const how = edited(open);
    if (how === 'write' && open) {
      if (open.state === 'reviewed') await this.writing.stand(tx, open.id, 'draft');
      await this.writing.write(tx, open.id, document, now);
      const { id: versionId, number } = open;
      await this.record.say(tx, actionId, now, 'action.edited', { number, versionId, fields });
      return;
    }
    if (open) await this.writing.stand(tx, open.id, 'superseded');
    const number = (await this.writing.lastNumber(tx, actionId)) + 1;
    await this.begin(tx, actionId, number, document, [...new Set([...(open?.authorIds ?? []), actor.personId])], now);
  }

  private async looked({ tx, action, open, now }: Held, note: string | null): Promise<void> {
    if (!open) throw new Error('a review of nothing');
    const { id: versionId, number } = open;
    await this.writing.review(tx, { id: newId(now), versionId, actionId: action.id, note, at: now });
    await this.record.say(tx, action.id, now, 'action.reviewed', { number, versionId });
  }

  private async begin(
    tx: Transaction,
    actionId: string,
    number: number,
    document: ActionDocument,
    authorIds: readonly string[],
    at: Date,
  ): Promise<void> {
    const id = newId(at);
    await this.writing.addVersion(tx, { id, actionId, number, authorIds, document, at });
    await this.record.say(tx, actionId, at, 'action.drafted', { number, versionId: id });
  }

  /** Under the key that was asked for, else under one made from its title. */
  private async add(tx: Transaction, action: AddedAction, asked: string | undefined): Promise<void> {
    const key = asked ?? keyOf(action.document.title.fr);
    if (await this.writing.add(tx, { ...action, key })) return;
    const [year, number] = action.reference.split('-').slice(-2);
    const another = `${key}-${year ?? ''}-${number ?? ''}`;
    if (asked === undefined && (await this.writing.add(tx, { ...action, key: another }))) return;
    throw conflict('key_taken', 'An action of your institution has this key.');
  }

  private async zoneOf(tx: Transaction): Promise<string> {
    return (await institutionById(tx, tx.actor.institution.id))?.timeZone ?? 'UTC';
  }
}

const reviewLost = () =>
  conflict('review_lost', 'It was edited after it was reviewed: read it again, and review it or send If-Match.');
