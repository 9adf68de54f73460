import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { Filing } from '../filing.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { recordOf } from './hierarchy-record.js';
import { HierarchyStore } from './stores/hierarchy.store.js';

const MOST = 500;

interface Due {
  id: string;
  institutionId: string;
}

/**
 * Reminds managers of a decision the day before it is due, and says when it is. What is due stands in `hierarchical_due`
 * (ids and instants); each telling is an event in a transaction of its own, in the name of the institution that asked,
 * which moves the instant on: so each is told once, whoever does the round and whoever is killed.
 */
@Injectable()
export class DecisionRounds implements OnModuleInit {
  private readonly log = new Logger(DecisionRounds.name);

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly filing: Filing,
    private readonly hierarchy: HierarchyStore,
  ) {}

  onModuleInit(): void {
    this.jobs.register('tell-of-decisions', async () => {
      await this.run();
    });
  }

  /** Tells what is due now. Returns how many were looked at. */
  async run(): Promise<number> {
    const due = await this.work.outside<Due>(
      `select hierarchical_escalation_id as id, institution_id as "institutionId"
         from hierarchical_due
        where at <= $1
        order by at
        limit ${MOST}`,
      [this.clock.now()],
    );
    for (const { id, institutionId } of due) {
      try {
        await this.work.run(systemActor(institutionId), (tx) => this.tell(tx, id));
      } catch (error) {
        this.log.error(`nobody was told of decision ${id}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return due.length;
  }

  private async tell(tx: Transaction, id: string): Promise<void> {
    const alert = await this.hierarchy.byId(tx, id);
    const ticket = alert && (await this.tickets.lock(tx, alert.ticketId));
    const isOver = !ticket || ['closed', 'cancelled', 'merged'].includes(ticket.state);
    // looked at again under the lock of the ticket: another round may have been here
    const at = isOver || alert.decidedAt ? undefined : await this.hierarchy.dueAt(tx, id);
    if (isOver || alert.decidedAt || !at) return this.hierarchy.tellNoMore(tx, id);
    const file = this.filing.open(tx, ticket, await this.escalations.ofTicket(tx, ticket.id), alert.side);
    if (at > file.now) return;
    if (file.now < alert.decisionDueAt) {
      recordOf(file, alert, 'ticket.hierarchy_reminded');
      await this.hierarchy.tellNextAt(tx, id, alert.decisionDueAt);
    } else {
      recordOf(file, alert, 'ticket.hierarchy_overdue');
      await this.hierarchy.tellNoMore(tx, id);
    }
    await this.filing.note(file);
  }
}
