import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import { Decidables, type Decidable, type Described, type Said } from '../../identity/index.js';
import { standingOf, subjectOf } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { Change, Party } from '../change.js';
import { isPossible } from '../domain/admission.js';
import { ObjectionsService } from '../moves/objections.service.js';
import { factsOf } from './change-facts.js';
import { decidingWords } from './domain/words.js';
import { RoundsStore } from './rounds.store.js';

/**
 * An objection from a mail, by a SPOC of an affected institution. Its subject is the change: a link binds them and what the
 * mail said of it. What is edited since is another thing to object to, and has a link of its own.
 */
@Injectable()
export class DecidableObjections implements Decidable, OnModuleInit {
  readonly kind = 'change_objection';

  constructor(
    private readonly decidables: Decidables,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly objections: ObjectionsService,
  ) {}

  onModuleInit(): void {
    this.decidables.register(this);
  }

  /** Of what those affected read; whatever has become of it. */
  async digest(tx: Transaction, changeId: string): Promise<Buffer | undefined> {
    const found = await this.find(tx, changeId);
    if (!found) return undefined;
    const { id, title, why, serviceIds, componentIds, environments, windowFrom, windowTo, interruptionMinutes } =
      found.change;
    const lists = [serviceIds, componentIds, environments].map((list) => [...list].sort());
    const window = [windowFrom?.toISOString(), windowTo?.toISOString()];
    const said = [this.kind, tx.actor.institution.id, id, title, why, lists, window, interruptionMinutes];
    return createHash('sha256').update(JSON.stringify(said)).digest();
  }

  async describe(tx: Transaction, changeId: string, locale: 'fr' | 'en'): Promise<Described | undefined> {
    const found = await this.find(tx, changeId);
    if (!found || !standingOf(tx.actor, found.change, found.parties).speaksForAffected) return undefined;
    const { change } = found;
    const words = decidingWords[locale];
    const objections = await this.stores.opinions.objections(tx, change.id);
    const own = objections.find(
      ({ withdrawnAt, institution }) => withdrawnAt === null && institution.code === tx.actor.institution.code,
    );
    const outcome = own ? { text: words.objected, at: own.objectedAt, reason: own.reason } : undefined;
    return {
      heading: words.objecting,
      facts: await factsOf(tx, { ...change, inside: null }, locale),
      choices:
        outcome || !isPossible('object', subjectOf(change))
          ? []
          : [
              { value: 'object', label: words.object, needsReason: true },
              { value: 'object_security', label: words.objectSecurity, needsReason: true },
            ],
      outcome,
    };
  }

  async decide(tx: Transaction, changeId: string, { choice, reason }: Said): Promise<void> {
    const found = await this.find(tx, changeId);
    if (!found || (choice !== 'object' && choice !== 'object_security')) throw notFound();
    await this.objections.object(tx.actor, found.change.reference, undefined, {
      reason: reason ?? '',
      isSecurity: choice === 'object_security',
    });
  }

  private async find(tx: Transaction, changeId: string): Promise<{ change: Change; parties: Party[] } | undefined> {
    const reference = await this.rounds.referenceOf(tx, changeId);
    if (reference === undefined) return undefined;
    const change = await this.stores.changes.byReference(tx, reference);
    return { change, parties: await this.stores.changes.parties(tx, change.id) };
  }
}
