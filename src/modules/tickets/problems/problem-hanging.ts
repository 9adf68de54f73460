import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';
import { conflict, invalid, localeOf, newId, type Locale } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import type { CaseFile } from '../case-file.js';
import type { Ticket } from '../domain/ticket.js';
import { linkMoves, obstacleToLink } from './domain/linking.js';
import { said } from './domain/texts.js';
import { ProblemLinksStore } from './problem-links.store.js';
import { ProblemsStore, type Problem } from './problems.store.js';

/** Hangs a ticket that lies on the desk on a problem, or takes it off: the same whoever asks for it. */
@Injectable()
export class ProblemHanging {
  constructor(
    private readonly problems: ProblemsStore,
    private readonly links: ProblemLinksStore,
  ) {}

  /**
   * Absent, another institution's unpublished one and one that concerns others read the same: 422. `known`: that it hangs
   * there already is as good.
   */
  async hang(file: CaseFile, reference: string, { known = false } = {}): Promise<Problem> {
    const { tx, ticket, now } = file;
    const found = await this.named(tx, reference);
    const side = sideOf(file);
    await this.problems.hold(tx, found.id, 'together');
    // once more: until it was held, it could be withdrawn or shipped
    const problem = await this.named(tx, reference);
    if (problem.serviceId !== ticket.serviceId)
      throw invalid('problem', 'other_service', 'The problem is about another service.');
    const obstacle = obstacleToLink(problem, ticket, side);
    if (obstacle) {
      const isLinked = await this.links.isLinked(tx, problem.id, ticket.id);
      throw conflict(obstacle.code, obstacle.detail, linkMoves(isLinked, obstacle));
    }
    const isNew = await this.links.link(tx, problem.id, ticket, { id: newId(now), side, at: now });
    if (isNew) file.record('ticket.problem_linked', 'internal', { problem: problem.reference });
    else if (!known)
      throw conflict('linked_already', 'The ticket is linked with this problem already.', linkMoves(true, undefined));
    return problem;
  }

  async takeOff(file: CaseFile, reference: string): Promise<void> {
    const { tx, ticket, now } = file;
    const problem = await this.named(tx, reference);
    await this.problems.hold(tx, problem.id, 'together');
    if (!(await this.links.unlink(tx, problem.id, ticket.id, now)))
      throw conflict(
        'not_linked',
        'The ticket is not linked with this problem.',
        linkMoves(false, obstacleToLink(problem, ticket, sideOf(file))),
      );
    file.record('ticket.problem_unlinked', 'internal', { problem: problem.reference });
  }

  /** In which texts are said on a ticket: its owner's. */
  async languageOf(tx: Transaction, { institutionId }: Pick<Ticket, 'institutionId'>): Promise<Locale> {
    return localeOf((await institutionById(tx, institutionId))?.locale);
  }

  private async named(tx: Transaction, reference: string): Promise<Problem> {
    const problem = await this.problems.find(tx, reference);
    if (!problem) throw invalid('problem', 'unknown_problem', 'No such problem.');
    return problem;
  }
}

const sideOf = ({ side }: CaseFile): Side => (side === 'provider' ? 'provider' : 'user');

/** What helps until it is fixed; undefined while nothing is published. */
export function workaroundOf({ published }: Problem, language: Locale): string | undefined {
  return published ? said(published.workaround, language) : undefined;
}
