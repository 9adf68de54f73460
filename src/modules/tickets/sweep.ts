import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../../database/index.js';
import { JobHandlers } from '../../jobs/index.js';
import { Clock } from '../../kernel/index.js';
import { Settling } from './settling.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { TicketsStore } from './stores/tickets.store.js';

const BATCH = 200;

/**
 * Tells what time does by itself. What is due stands in `timer.wake_at` and is found by its index alone, across tenants
 * (ids and instants); each ticket is then settled in a transaction of its own, in its owner's name. Several processes
 * may sweep at once: a ticket that another one holds is skipped, for it is being settled there.
 */
@Injectable()
export class Sweep implements OnModuleInit {
  private readonly log = new Logger(Sweep.name);

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly settling: Settling,
  ) {}

  onModuleInit(): void {
    this.jobs.register('sweep-timers', async () => {
      await this.run();
    });
  }

  /** Settles everything that is due now. Returns how many tickets were settled. */
  async run(): Promise<number> {
    let settled = 0;
    for (;;) {
      const due = await this.due();
      let progress = 0;
      for (const { ticketId, institutionId } of due) progress += await this.settleOrSay(ticketId, institutionId);
      settled += progress;
      // nothing moved: what is left is in other hands
      if (due.length < BATCH || progress === 0) return settled;
    }
  }

  private due(): Promise<{ ticketId: string; institutionId: string }[]> {
    return this.work.outside(
      `select distinct ticket_id as "ticketId", institution_id as "institutionId"
         from (select ticket_id, institution_id
                 from timer
                where wake_at <= $1
                order by wake_at
                limit ${BATCH}) due`,
      [this.clock.now()],
    );
  }

  /** One ticket that cannot be settled does not keep the others waiting. */
  private async settleOrSay(ticketId: string, institutionId: string): Promise<number> {
    try {
      return await this.settle(ticketId, institutionId);
    } catch (error) {
      this.log.error(`ticket ${ticketId} was not settled: ${error instanceof Error ? error.message : String(error)}`);
      return 0;
    }
  }

  private settle(ticketId: string, institutionId: string): Promise<number> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const ticket = await this.tickets.lockIfFree(tx, ticketId);
      if (!ticket) return 0;
      const now = this.clock.now();
      const at = now < ticket.updatedAt ? ticket.updatedAt : now;
      await this.settling.settle(tx, ticket, await this.escalations.ofTicket(tx, ticketId), at);
      return 1;
    });
  }
}
