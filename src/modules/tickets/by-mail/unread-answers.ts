import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, orThrow } from '../../../kernel/index.js';
import { admitTicketMove, mayMoveTicket, timeItself } from '../domain/admission.js';
import { Filing } from '../filing.js';
import { reopen } from '../ticket-acts.js';
import { dueAnswers, isUnreadAtHome, takeAnswerUp, type UnreadAnswer } from './unread-answers.store.js';

const MOST = 200;

/**
 * An answer by mail does not reopen a ticket that was resolved: it may be thanks in other words. It waits to be read, and
 * whoever reads it decides. One that nobody has read after a working day reopens the ticket, so that none is lost.
 */
@Injectable()
export class UnreadAnswers implements OnModuleInit {
  private readonly log = new Logger(UnreadAnswers.name);

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly filing: Filing,
  ) {}

  onModuleInit(): void {
    this.jobs.register('reopen-unread', async () => {
      await this.run();
    });
  }

  /** Looks at what is due now. Returns how many there were. */
  async run(): Promise<number> {
    const due = await this.work.cross((tx) => dueAnswers(tx, this.clock.now(), MOST));
    for (const answer of due) {
      try {
        await this.work.run(systemActor(answer.institutionId), (tx) => this.look(tx, answer));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error(`ticket ${answer.ticketId} was not reopened: ${reason}`);
      }
    }
    return due.length;
  }

  private async look(tx: Transaction, answer: UnreadAnswer): Promise<void> {
    // somebody has the ticket: the next round looks again
    const file = await this.filing.openIfFree(tx, answer.ticketId);
    if (!file || !(await takeAnswerUp(tx, answer))) return;
    const { ticket } = file;
    if (ticket.state !== 'resolved' || !(await isUnreadAtHome(tx, answer))) return;
    const time = timeItself(ticket.institutionId);
    orThrow(mayMoveTicket('reopen', ticket, time));
    orThrow(admitTicketMove('reopen', ticket, file.escalations, time));
    reopen(file, answer.messageId);
    await this.filing.writeDown(file);
  }
}
