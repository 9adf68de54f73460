import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, DomainError, forbidden, orThrow } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import type { Change, Inside, Party } from '../change.js';
import { ChangeHooks } from './change-hooks.js';
import { ChangesStore } from '../stores/changes.store.js';
import { admit, movesNow, type OfferedMove, type Standing, type Subject } from '../domain/admission.js';

/** A change that somebody has alone, until the transaction ends. */
export interface OpenChange {
  tx: Transaction;
  change: Change;
  parties: Party[];
  /** Never before what happened to it last. */
  now: Date;
}

export const subjectOf = ({ state, class: kind, heldAt }: Change): Subject => ({
  state,
  class: kind,
  isHeld: heldAt !== null,
});

/** Its version for whoever reads it: for those who make it, it moves with everything. */
export const versionOf = ({ inside, version }: Change): number => inside?.version ?? version;

/** The inside of a change of the acting provider side. */
export function insideOf({ inside }: Change): Inside {
  if (!inside) throw new Error('a change of the own provider side without its inside');
  return inside;
}

/**
 * Every move of a change: it is looked for under the wall (404), then the role (403), then, alone with it, the version (412)
 * and whether it may be made now (409). What was found is read anew once it is held.
 */
@Injectable()
export class ChangeDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly changes: ChangesStore,
    private readonly hooks: ChangeHooks,
  ) {}

  move(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    move: OfferedMove,
    make: (open: OpenChange) => Promise<void>,
  ): Promise<Change> {
    return this.open(actor, reference, ifMatch, make, async (open) => {
      const { change, parties } = open;
      const admitted = admit(move, subjectOf(change), standingOf(actor, change, parties));
      if (admitted.ok || admitted.refusal.kind !== 'conflict') return void orThrow(admitted);
      throw new DomainError({ ...admitted.refusal, moves: await this.movesOf(actor, open) });
    });
  }

  /** What is no move: `allow` throws for whom it is not. It is asked before and after the change is held. */
  open(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    make: (open: OpenChange) => Promise<void>,
    allow: (found: OpenChange) => void | Promise<void>,
  ): Promise<Change> {
    return this.work.run(actor, async (tx) => {
      const open = await this.within(tx, reference);
      await allow(open);
      assertVersion(ifMatch, versionOf(open.change));
      await make(open);
      return this.changes.byReference(tx, reference);
    });
  }

  /** Alone with it, in a transaction that does more. Nothing is asked but that it is visible (404). */
  async within(tx: Transaction, reference: string): Promise<OpenChange> {
    const seen = await this.changes.byReference(tx, reference);
    await this.changes.hold(tx, seen.id);
    return this.seen(tx, await this.changes.byReference(tx, reference));
  }

  /** Refuses (403) who does not speak for an affected institution. */
  assertSpeaksForAffected(actor: Actor, change: Change, parties: readonly Party[]): void {
    if (!standingOf(actor, change, parties).speaksForAffected) throw forbidden('None of your roles allows this.');
  }

  /** What the actor may do with it now: each the last part of its path. */
  async movesOf(actor: Actor, open: OpenChange): Promise<string[]> {
    const { change, parties } = open;
    return [...(await this.hooks.offered(open, movesNow(subjectOf(change), standingOf(actor, change, parties))))];
  }

  /** As it is read: nobody has it alone. */
  async seen(tx: Transaction, change: Change): Promise<OpenChange> {
    const present = this.clock.now();
    const now = present < change.updatedAt ? change.updatedAt : present;
    return { tx, change, parties: await this.changes.parties(tx, change.id), now };
  }
}

/** Who the actor is to a change, by what the wall shows them of it. */
export function standingOf(actor: Actor, change: Change, parties: readonly Party[]): Standing {
  const { institution, personId } = actor;
  const holds = (role: string) => {
    const services = actor.roles.get(role) ?? 'none';
    return services === 'all' || (services !== 'none' && change.serviceIds.some((id) => services.includes(id)));
  };
  const isOwn = change.institutionId === institution.id && change.inside !== null;
  const roles = new Set(['engineer', 'change_manager', 'manager', 'spoc'].filter(holds));
  const speaksFor = (kind: Party['kind']) =>
    parties.some((party) => party.kind === kind && party.institutionId === institution.id);
  return {
    isOwn,
    roles,
    isAuthor: change.inside?.authorId === personId || change.inside?.ownerId === personId,
    isImplementer: change.inside?.implementerIds.includes(personId) === true,
    hasPrepared: change.inside !== null && hasPrepared(change.inside, personId),
    speaksForTenant: (roles.has('spoc') || roles.has('manager')) && speaksFor('tenant'),
    speaksForAffected: can(actor, 'change.object') && roles.has('spoc') && speaksFor('affected'),
  };
}

/** Whoever asked for it is its author and, until another is named, its owner, and has written nothing where it is made. */
function hasPrepared({ handIds, authorId, ownerId }: Inside, personId: string): boolean {
  return handIds.includes(personId) || (ownerId === personId && authorId !== personId);
}
