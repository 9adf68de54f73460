import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { CommitmentsStore, type Promised } from '../catalogue/index.js';
import { evaluate, type Commitments, type Evaluation } from './domain/evaluate.js';
import type { Fact } from './domain/facts.js';
import type { Commitment } from './domain/targets.js';
import type { WorkingTime } from './domain/working-time.js';
import { TimersStore } from './timers.store.js';
import { workingTimeOf } from './working-time-of.js';

/** What of a ticket decides which promises its timers measure. */
export interface TimerSubject {
  ticketId: string;
  institutionId: string;
  siteId: string;
  agreementId: string | null;
  kind: 'incident' | 'request';
  openedAt: Date;
}

/**
 * Evaluates a ticket's timers from its record and stores the result. Runs in the name of the ticket's owner (see
 * `Transaction.asOwner`): the owner alone sees both sides' timers, and the whole record they are made of.
 */
@Injectable()
export class Timers {
  constructor(
    private readonly promises: CommitmentsStore,
    private readonly store: TimersStore,
  ) {}

  /** Stores the timers as they are at `now` and returns them with what must be told about them. */
  async settle(tx: Transaction, subject: TimerSubject, facts: readonly Fact[], now: Date): Promise<Evaluation> {
    const evaluation = await this.recompute(tx, subject, facts, now);
    await this.store.save(tx, subject.ticketId, subject.institutionId, evaluation.runs);
    return evaluation;
  }

  /** The timers as the record says, without storing anything. */
  async recompute(tx: Transaction, subject: TimerSubject, facts: readonly Fact[], now: Date): Promise<Evaluation> {
    return evaluate(facts, await this.commitments(tx, subject), now.getTime());
  }

  private async commitments(tx: Transaction, subject: TimerSubject): Promise<Commitments> {
    const { user, provider } = await this.promises.of(tx, subject, subject.openedAt);
    return {
      ...(user ? { user: commitmentOf(user, subject.kind) } : {}),
      ...(provider ? { provider: commitmentOf(provider, subject.kind) } : {}),
    };
  }
}

function commitmentOf(promised: Promised, kind: TimerSubject['kind']): Commitment<WorkingTime> {
  return {
    targets: promised.targets[kind] ?? {},
    warnings: promised.warnings,
    alsoPauses: promised.alsoPauses,
    schedule: workingTimeOf(promised.hours),
  };
}
