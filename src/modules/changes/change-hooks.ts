import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { OpenChange } from './change-desk.js';
import type { Outcome } from './domain/reviewing.js';

/** What is done elsewhere with a move of a change, in the same transaction and as the provider side that makes it. */
export interface PartInMoves {
  /** What was put to a decision is another change now, or will not be made. */
  voided?(open: OpenChange, reasons: readonly string[]): Promise<void>;
  /** Throws where one person alone does not decide. */
  assertDecidedAlone?(open: OpenChange): Promise<void>;
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

  async assertDecidedAlone(open: OpenChange): Promise<void> {
    for (const part of this.parts) await part.assertDecidedAlone?.(open);
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
