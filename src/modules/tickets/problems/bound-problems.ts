import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import type { CaseFile } from '../case-file.js';
import { namedIn, TicketHooks } from '../ticket-hooks.js';
import { ProblemHanging, workaroundOf } from './problem-hanging.js';
import { ProblemLinksStore } from './problem-links.store.js';
import { ProblemsStore } from './problems.store.js';

/** What problems mean for the moves of a ticket: named when it is opened, resolved or delivered, and kept when it is merged. */
@Injectable()
export class BoundProblems implements OnModuleInit {
  constructor(
    private readonly hooks: TicketHooks,
    private readonly hanging: ProblemHanging,
    private readonly problems: ProblemsStore,
    private readonly links: ProblemLinksStore,
  ) {}

  onModuleInit(): void {
    this.hooks.onBinding(async (file, { problem }) => {
      if (problem === undefined) return;
      await namedIn('problem', async () => {
        await this.hanging.hang(file, problem);
      });
    });
    this.hooks.onKnownError(async (file, reference) => {
      const problem = await this.hanging.hang(file, reference, { known: true });
      return workaroundOf(problem, await this.hanging.languageOf(file.tx, file.ticket));
    });
    this.hooks.onMerge((merged, survivor) =>
      merged.tx.asOwner(merged.ticket.institutionId, () => this.pass(merged, survivor), 'oneself'),
    );
  }

  /** As far as the institution may know of it; what the provider keeps inside stays where it was. */
  private async pass(merged: CaseFile, survivor: CaseFile): Promise<void> {
    const { tx, now } = merged;
    const found = await this.problems.ofTicket(tx, merged.ticket.id);
    for (const { id, reference } of [...found].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      await this.problems.hold(tx, id, 'together');
      // first the one, then the other: an institution whose agreement has ended sees the problem by its links alone
      const link = { id: newId(now), side: 'user' as const, at: now };
      if (await this.links.link(tx, id, survivor.ticket, link))
        survivor.record('ticket.problem_linked', 'internal', { problem: reference });
      if (await this.links.unlink(tx, id, merged.ticket.id, now))
        merged.record('ticket.problem_unlinked', 'internal', { problem: reference });
    }
  }
}
