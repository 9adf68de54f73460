import { Injectable } from '@nestjs/common';
import type { Actor, Transaction } from '../../../database/index.js';
import { newId, orThrow } from '../../../kernel/index.js';
import { moved, type ProblemMove } from './domain/moves.js';
import { publishable, type Bilingual, type Told } from './domain/texts.js';
import { ProblemRecord, type ProblemEventType } from './problem-record.js';
import { ProblemWritingStore } from './problem-writing.store.js';
import { ProblemsService } from './problems.service.js';
import { ProblemsStore, standingOf, type Problem } from './problems.store.js';

const types: Readonly<Record<ProblemMove, ProblemEventType>> = {
  publish: 'problem.published',
  withdraw: 'problem.withdrawn',
  fix: 'problem.fixing',
  halt: 'problem.halted',
  ship: 'problem.fixed',
  close: 'problem.closed',
  reopen: 'problem.reopened',
};

type Inside = NonNullable<Problem['inside']>;

/** The moves of a problem, and what each makes known. */
@Injectable()
export class ProblemMovesService {
  constructor(
    private readonly service: ProblemsService,
    private readonly problems: ProblemsStore,
    private readonly writing: ProblemWritingStore,
    private readonly record: ProblemRecord,
  ) {}

  /** What is written inside as public title, workaround and components, from now on for whomever the service concerns. */
  publish(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Problem> {
    return this.move(actor, reference, ifMatch, 'publish', async (tx, problem, inside, now) => {
      const { publicTitle, workaround, components } = inside;
      const draft = { title: publicTitle, workaround, components };
      const told = orThrow(publishable(draft, problem.published ?? undefined));
      const fixed = problem.state === 'fixed' ? (problem.published?.fixed ?? null) : null;
      return { publicationId: await this.tell(tx, problem, told, fixed, now) };
    });
  }

  /** It is fixed: everybody concerned is told, with this text. */
  ship(actor: Actor, reference: string, ifMatch: number | undefined, text: Bilingual): Promise<Problem> {
    return this.move(actor, reference, ifMatch, 'ship', async (tx, problem, _inside, now) => {
      if (!problem.published) throw new Error('what was published is gone');
      return { publicationId: await this.tell(tx, problem, problem.published, text, now) };
    });
  }

  /** Nobody else sees it any more; what was told stays to be read inside. */
  withdraw(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<Problem> {
    return this.move(actor, reference, ifMatch, 'withdraw', async (tx, { id }, _inside, now) => {
      await this.writing.withdraw(tx, id, now);
      return this.because(tx, id, reason, now);
    });
  }

  close(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<Problem> {
    return this.move(actor, reference, ifMatch, 'close', (tx, { id }, _inside, now) =>
      this.because(tx, id, reason, now),
    );
  }

  reopen(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<Problem> {
    return this.move(actor, reference, ifMatch, 'reopen', (tx, { id }, _inside, now) =>
      this.because(tx, id, reason, now),
    );
  }

  /** Somebody works on a fix, or no longer does. */
  work(actor: Actor, reference: string, ifMatch: number | undefined, move: 'fix' | 'halt'): Promise<Problem> {
    return this.move(actor, reference, ifMatch, move, () => Promise.resolve({}));
  }

  private move(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    move: ProblemMove,
    make: (tx: Transaction, problem: Problem, inside: Inside, now: Date) => Promise<Record<string, unknown>>,
  ): Promise<Problem> {
    return this.service.changing(actor, reference, ifMatch, async (tx, problem, inside, now) => {
      const { id, state, serviceId } = problem;
      const holdsFunction = await this.problems.holdsFunction(tx, serviceId);
      const after = orThrow(moved(move, standingOf(problem), holdsFunction));
      const data = await make(tx, problem, inside, now);
      const publicationId = typeof data.publicationId === 'string' ? data.publicationId : null;
      await this.writing.stand(tx, id, after, now, publicationId);
      await this.writing.touch(tx, id, now);
      const audience = after.isPublished ? 'shared' : 'internal';
      await this.record.say(tx, id, now, types[move], { audience, from: state, state: after.state, ...data });
    });
  }

  private async tell(
    tx: Transaction,
    { id: problemId, serviceId }: Problem,
    told: Told,
    fixed: Bilingual | null,
    at: Date,
  ): Promise<string> {
    const id = newId(at);
    await this.writing.publish(tx, problemId, serviceId, { id, told, fixed, at });
    return id;
  }

  /** Reasons are notes: inside. */
  private async because(
    tx: Transaction,
    problemId: string,
    reason: string,
    at: Date,
  ): Promise<object & { noteId: string }> {
    const noteId = newId(at);
    await this.writing.note(tx, problemId, noteId, reason, at);
    return { noteId };
  }
}
