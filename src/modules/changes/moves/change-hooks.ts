import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { OpenChange } from './change-desk.js';
import type { Outcome } from '../domain/reviewing.js';

/** `due`: it is voted on, and nobody has decided yet; `approved`: its seats have, and something stood in its way. */
export type VoteOn = { standing: 'none' | 'open' | 'due' } | { standing: 'approved'; roundId: string };

export interface StandingRound {
  id: string;
  isOpen: boolean;
}

/** What is done elsewhere with a move of a change, in the same transaction and as the provider side that makes it. */
export interface PartInMoves {
  /** What was put to a decision is another change now, or will not be made. */
  voided?(open: OpenChange, reasons: readonly string[]): Promise<void>;
  /** What a vote says of a change that is to be decided on; undefined: it is not voted on. */
  voteOn?(open: OpenChange): Promise<VoteOn | undefined>;
  /** What the reader may do with it now beside what the core offers, or not do of that. Nothing is held, and nothing written. */
  offered?(open: OpenChange, moves: readonly string[]): Promise<readonly string[]>;
  /** Of what the reader is offered and waits for somebody, what does so for them. */
  due?(open: OpenChange, moves: readonly string[]): Promise<readonly string[]>;
  /** The round of votes that is open, or that has approved a change which waits. */
  roundOf?(open: OpenChange): Promise<StandingRound | undefined>;
  /** Deadlines stand still from now on. */
  held?(open: OpenChange): Promise<void>;
  /** They go on, by so much later. */
  letGo?(open: OpenChange, heldMs: number): Promise<void>;
  started?(open: OpenChange): Promise<void>;
  /** With which outcome it ends in truth; throws where that is not known yet. */
  ended?(open: OpenChange, outcome: Outcome): Promise<Outcome>;
  /** Whose votes a decision that still holds stands on. */
  votersOf?(tx: Transaction, changeId: string): Promise<string[]>;
}

/**
 * Where what is built upon changes takes part in their moves. The core knows when it asks, and imports nobody who answers:
 * it asks whoever has signed up.
 */
@Injectable()
export class ChangeHooks {
  private readonly parts: PartInMoves[] = [];

  register(part: PartInMoves): void {
    this.parts.push(part);
  }

  async voided(open: OpenChange, reasons: readonly string[]): Promise<void> {
    for (const part of this.parts) await part.voided?.(open, reasons);
  }

  /** What is major is voted on, whoever has signed up. */
  async voteOn(open: OpenChange): Promise<VoteOn> {
    for (const part of this.parts) {
      const found = await part.voteOn?.(open);
      if (found) return found;
    }
    return { standing: open.change.class === 'major' ? 'due' : 'none' };
  }

  async offered(open: OpenChange, moves: readonly string[]): Promise<readonly string[]> {
    let found = moves;
    for (const part of this.parts) found = (await part.offered?.(open, found)) ?? found;
    return found;
  }

  async due(open: OpenChange, moves: readonly string[]): Promise<readonly string[]> {
    let found = moves;
    for (const part of this.parts) found = (await part.due?.(open, found)) ?? found;
    return found;
  }

  async roundOf(open: OpenChange): Promise<StandingRound | undefined> {
    for (const part of this.parts) {
      const found = await part.roundOf?.(open);
      if (found) return found;
    }
    return undefined;
  }

  async held(open: OpenChange): Promise<void> {
    for (const part of this.parts) await part.held?.(open);
  }

  async letGo(open: OpenChange, heldMs: number): Promise<void> {
    for (const part of this.parts) await part.letGo?.(open, heldMs);
  }

  async started(open: OpenChange): Promise<void> {
    for (const part of this.parts) await part.started?.(open);
  }

  async ended(open: OpenChange, outcome: Outcome): Promise<Outcome> {
    let ended = outcome;
    for (const part of this.parts) ended = (await part.ended?.(open, ended)) ?? ended;
    return ended;
  }

  async votersOf(tx: Transaction, changeId: string): Promise<string[]> {
    const found: string[] = [];
    for (const part of this.parts) found.push(...((await part.votersOf?.(tx, changeId)) ?? []));
    return found;
  }
}
