import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { assertVersion } from '../../http/index.js';
import { Clock, forbidden, orThrow } from '../../kernel/index.js';
import { can, namesOf, requirePermission, type Permission } from '../identity/index.js';
import { standingOf, type Action, type ActionVersion } from './action.js';
import { moved, movesFrom, type ActionMove, type ActionState } from './domain/moves.js';
import { Naming } from './naming.js';
import { ActionsStore } from './stores/actions.store.js';

/** An action with what the actor reads of it and may do with it. */
export interface ActionDetails {
  action: Action;
  /** The version that holds: the published one, else, at home, the one that is being written. */
  holding: ActionVersion;
  /** The version that is being written, at home. */
  open: ActionVersion | undefined;
  /** Of those who wrote and reviewed that one. */
  names: ReadonlyMap<string, string>;
  moves: ActionMove[];
}

/** An action that is held while something is done with it. */
export interface Held {
  tx: Transaction;
  action: Action;
  open: ActionVersion | undefined;
  now: Date;
}

/** Opens an action for reading or for one move. */
@Injectable()
export class ActionDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly actions: ActionsStore,
    private readonly naming: Naming,
  ) {}

  /**
   * A move of an action of the acting institution, one at a time. What is not visible is 404, then come the role (403), the
   * version (412), and what the state refuses (409).
   */
  move(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    move: ActionMove,
    make: (held: Held, to: ActionState) => Promise<void>,
  ): Promise<ActionDetails> {
    const permission = move === 'review' ? 'action.review' : 'action.write';
    return this.hold(actor, reference, ifMatch, permission, async (held) => {
      const { action, open } = held;
      await make(held, orThrow(moved(move, standingOf(action, open), wrote(actor, open))));
    });
  }

  /** The same without a state that has to allow it. */
  hold(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    permission: Permission,
    make: (held: Held) => Promise<void>,
  ): Promise<ActionDetails> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.actions.byReference(tx, reference);
      if (!seen.isOwn) throw forbidden('This action is of another institution.');
      requireForAll(actor, permission, seen.serviceIds);
      await this.actions.hold(tx, seen.id);
      const action = await this.actions.byReference(tx, reference);
      requireForAll(actor, permission, action.serviceIds);
      assertVersion(ifMatch, action.version);
      const present = this.clock.now();
      const open = await this.actions.open(tx, action.id);
      await make({ tx, action, open, now: present < action.updatedAt ? action.updatedAt : present });
      return this.details(tx, reference);
    });
  }

  /** As the actor of the transaction reads it. */
  async details(tx: Transaction, reference: string): Promise<ActionDetails> {
    const action = await this.actions.byReference(tx, reference);
    const holding = await this.actions.holding(tx, action.id);
    if (!holding) throw new Error('an action without a version that holds');
    const open = action.isOwn ? await this.actions.open(tx, action.id) : undefined;
    const isOurs = action.isOwn && mayForAll(tx.actor, 'action.write', action.serviceIds);
    const people = open ? [...open.authorIds, ...(open.reviewedBy ? [open.reviewedBy] : [])] : [];
    return {
      action,
      holding: await this.shown(tx, holding),
      open: open && (await this.shown(tx, open)),
      names: await namesOf(tx, people),
      moves: isOurs ? movesFrom(standingOf(action, open), wrote(tx.actor, open)) : [],
    };
  }

  private async shown(tx: Transaction, version: ActionVersion): Promise<ActionVersion> {
    return { ...version, document: await this.naming.shown(tx, version.document) };
  }
}

/** Whoever writes an action answers for all of its services. */
export function requireForAll(actor: Actor, permission: Permission, serviceIds: readonly string[]): void {
  for (const serviceId of serviceIds) requirePermission(actor, permission, serviceId);
}

const mayForAll = (actor: Actor, permission: Permission, serviceIds: readonly string[]): boolean =>
  serviceIds.every((serviceId) => can(actor, permission, serviceId));

const wrote = (actor: Actor, open: ActionVersion | undefined): boolean =>
  open?.authorIds.includes(actor.personId) === true;
