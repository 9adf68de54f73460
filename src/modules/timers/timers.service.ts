import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { CommitmentsStore, type HoursVersion, type Promises, type TermsVersion } from '../catalogue/index.js';
import { segmentsIn } from '../service-hours/index.js';
import { commitmentsOf, termsHolding } from './commitment-of.js';
import { evaluate, type Commitments, type Evaluation } from './domain/evaluate.js';
import { explain, type Explanation, type Sourced, type Subject as ExplainedTimer } from './domain/explain.js';
import type { Fact } from './domain/facts.js';
import { TimersStore } from './timers.store.js';
import { timelineOf } from './working-time-of.js';

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
    return evaluate(facts, await this.commitments(tx, subject, facts), now.getTime());
  }

  /**
   * Why a timer stands where it stands, with the versions that were used; undefined when the record has no such run.
   * `limit`: at most so many segments, the earliest.
   */
  async explain(
    tx: Transaction,
    subject: TimerSubject,
    timer: ExplainedTimer,
    sourced: readonly Sourced[],
    now: Date,
    limit: number,
  ): Promise<{ explanation: Explanation; terms: readonly TermsVersion[]; hours: readonly HoursVersion[] } | undefined> {
    const facts = sourced.map(({ fact }) => fact);
    const promises = withOwnTarget(await this.promises.of(tx, subject), facts);
    const promised = promises[timer.side];
    if (!promised) return undefined;
    const isKnown = (at: number) => (version: { recordedAt: Date }) => version.recordedAt.getTime() <= at;
    const explanation = explain(
      timer,
      sourced,
      commitmentsOf(promises, subject.kind),
      now.getTime(),
      (at, from, to, pauses) => segmentsIn(timelineOf(promised.hours.filter(isKnown(at))), from, to, pauses, limit),
    );
    if (!explanation) return undefined;
    const numbers = new Set(explanation.segments.map(({ version }) => version));
    const begun = explanation.promises.map(
      ({ from }) => termsHolding(promised, new Date(from), new Date(explanation.knownAt))?.id,
    );
    return {
      explanation,
      terms: promised.terms.filter(({ id }) => begun.includes(id)),
      hours: promised.hours.filter(({ number }) => numbers.has(number)),
    };
  }

  private async commitments(tx: Transaction, subject: TimerSubject, facts: readonly Fact[]): Promise<Commitments> {
    return commitmentsOf(withOwnTarget(await this.promises.of(tx, subject), facts), subject.kind);
  }
}

/** An institution that promises its people nothing else keeps what a request model promises, in the hours of the site. */
function withOwnTarget(promises: Promises, [opened]: readonly Fact[]): Promises {
  const isPromised = opened?.type === 'opened' && opened.resolutionMinutes !== undefined;
  if (!isPromised || promises.user || promises.siteHours.length === 0) return promises;
  return { ...promises, user: { terms: [], hours: promises.siteHours } };
}
