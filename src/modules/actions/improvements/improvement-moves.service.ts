import { Injectable } from '@nestjs/common';
import type { Actor, Transaction } from '../../../database/index.js';
import { invalid, notFound, orThrow } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import { admitMove } from './domain/moves.js';
import { admitVerdict, dayBefore, endedBy, nextReview, reviewDates, type Verdict } from './domain/reviews.js';
import { ImprovementRecord } from './improvement-record.js';
import type { Improvement } from './improvement.js';
import { ImprovementWritingStore } from './improvement-writing.store.js';
import { ImprovementsService, type ImprovementDetails } from './improvements.service.js';
import { ImprovementsStore } from './improvements.store.js';

/** What is done with an improvement, one move after another. */
@Injectable()
export class ImprovementMovesService {
  constructor(
    private readonly service: ImprovementsService,
    private readonly improvements: ImprovementsStore,
    private readonly writing: ImprovementWritingStore,
    private readonly record: ImprovementRecord,
  ) {}

  /** What was promised is done: from now on one looks whether the cause comes back, and reviews are due. */
  implement(actor: Actor, reference: string, ifMatch: number | undefined, note: string): Promise<ImprovementDetails> {
    return this.service.doing(actor, reference, ifMatch, 'improvement.write', async (tx, one, at, today) => {
      orThrow(admitMove('implement', one.state));
      const dates = reviewDates(today);
      const next = dates[0]?.dueOn ?? null;
      const implemented = { ...one, state: 'implemented' as const, implementedBy: actor.personId, implementedAt: at };
      await this.writing.save(tx, { ...implemented, note, nextOn: next }, at);
      await this.writing.askForReviews(tx, implemented, dates);
      await this.wakeFor(tx, one.id, next);
      await this.record.say(tx, one.id, at, 'improvement.implemented', { reviews: dates });
    });
  }

  /** A verdict on the review that is due, by somebody who neither answers for it nor did it. */
  review(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { verdict, note }: { verdict: Verdict; note: string },
  ): Promise<ImprovementDetails> {
    return this.service.doing(actor, reference, ifMatch, 'improvement.review', async (tx, one, at, today) => {
      orThrow(admitMove('review', one.state));
      const all = await this.improvements.reviews(tx, one.id);
      const mine = all.filter(({ implementedAt }) => implementedAt.getTime() === one.implementedAt?.getTime());
      const people = { ownerId: one.ownerId, implementedBy: one.implementedBy, reviewerId: actor.personId };
      const review = orThrow(admitVerdict(mine, people, today));
      await this.writing.judge(tx, one, { afterDays: review.afterDays, verdict, note, at });
      const rest = nextReview(mine.filter(({ afterDays }) => afterDays !== review.afterDays));
      const end = endedBy(verdict, !rest);
      const nextOn = end ? null : (rest?.dueOn ?? null);
      await this.writing.save(tx, { ...one, ...(end ? { state: end, endedAt: at } : {}), nextOn }, at);
      await this.wakeFor(tx, one.id, nextOn);
      await this.record.say(tx, one.id, at, 'improvement.reviewed', {
        afterDays: review.afterDays,
        verdict,
        ...(end ? { state: end } : {}),
      });
    });
  }

  /** Taken up again: what was done did not last, or was given up too early. */
  resume(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    { dueOn, note }: { dueOn: string; note: string },
  ): Promise<ImprovementDetails> {
    return this.service.doing(actor, reference, ifMatch, 'improvement.write', async (tx, one, at, today) => {
      orThrow(admitMove('resume', one.state));
      if (dueOn < today) throw invalid('dueOn', 'past', 'The date on which it is due has passed.');
      const fresh = { state: 'open' as const, implementedBy: null, implementedAt: null, endedAt: null };
      await this.writing.save(tx, { ...one, ...fresh, note, dueOn, nextOn: dueOn }, at);
      await this.writing.wake(tx, one.id, dueOn, await zoneOf(tx));
      await this.record.say(tx, one.id, at, 'improvement.resumed', { dueOn, from: one.state });
    });
  }

  cancel(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<ImprovementDetails> {
    return this.service.doing(actor, reference, ifMatch, 'improvement.write', async (tx, one, at) => {
      orThrow(admitMove('cancel', one.state));
      await this.writing.save(tx, { ...one, state: 'cancelled', endedAt: at, note: reason, nextOn: null }, at);
      await this.wakeFor(tx, one.id, null);
      await this.record.say(tx, one.id, at, 'improvement.cancelled', {});
    });
  }

  addTask(actor: Actor, reference: string, title: string): Promise<ImprovementDetails> {
    return this.onTasks(actor, reference, async (tx, one, at) => {
      await this.writing.addTasks(tx, one.id, [title], at);
      await this.record.say(tx, one.id, at, 'improvement.task_added', {});
    });
  }

  tick(actor: Actor, reference: string, taskId: string, isDone: boolean): Promise<ImprovementDetails> {
    return this.onTasks(actor, reference, async (tx, one, at) => {
      if (!(await this.writing.tick(tx, one.id, taskId, isDone ? at : null))) throw notFound();
      await this.record.say(tx, one.id, at, isDone ? 'improvement.task_done' : 'improvement.task_undone', { taskId });
    });
  }

  removeTask(actor: Actor, reference: string, taskId: string): Promise<ImprovementDetails> {
    return this.onTasks(actor, reference, async (tx, one, at) => {
      if (!(await this.writing.removeTask(tx, one.id, taskId, at))) throw notFound();
      await this.record.say(tx, one.id, at, 'improvement.task_removed', { taskId });
    });
  }

  private onTasks(
    actor: Actor,
    reference: string,
    make: (tx: Transaction, one: Improvement, at: Date) => Promise<void>,
  ): Promise<ImprovementDetails> {
    return this.service.doing(actor, reference, undefined, 'improvement.write', async (tx, one, at) => {
      orThrow(admitMove('implement', one.state));
      await make(tx, one, at);
      await this.writing.save(tx, one, at);
    });
  }

  /** A review is asked for from the beginning of its date: the end of the day before. */
  private async wakeFor(tx: Transaction, id: string, reviewOn: string | null): Promise<void> {
    await this.writing.wake(tx, id, reviewOn === null ? null : dayBefore(reviewOn), await zoneOf(tx));
  }
}

async function zoneOf(tx: Transaction): Promise<string> {
  return (await institutionById(tx, tx.actor.institution.id))?.timeZone ?? 'UTC';
}
