import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../../database/index.js';
import { JobHandlers } from '../../jobs/index.js';
import { Clock } from '../../kernel/index.js';
import type { CaseFile } from './case-file.js';
import { dueNow } from './domain/appointments.js';
import { Filing } from './filing.js';
import { Settling } from './settling.js';
import { ResettlingStore } from './stores/resettling.store.js';
import { TicketHooks } from './ticket-hooks.js';
import { keep } from './time-acts.js';

const BATCH = 200;
/** How often one ticket may have something due in one sweep, after an outage too; more, and it would never end. */
const MOST = 100;
/** A ticket that failed is tried again after a second, then two, four, ..., never later than this. */
const LONGEST_REST_MS = 15 * 60_000;

interface Due {
  ticketId: string;
  institutionId: string;
}

interface List {
  table: 'timer' | 'appointment' | 'resettling';
  column: 'wake_at' | 'at' | 'since';
  act: (file: CaseFile) => Promise<void>;
  /** How often a ticket was handled in this sweep. */
  times: Map<string, number>;
  left: Set<string>;
}

/**
 * Tells and does what time does by itself. What is due stands in `timer.wake_at` and `appointment.at` (and what has
 * to be worked out anew, in `resettling`) and is found by their indexes alone, across tenants (ids and instants). Each
 * ticket is then settled in a transaction of its own, in its owner's name, and each appointment kept in another one: it is worked out anew from the locked ticket and its
 * record, so whatever was done meanwhile, or before a kill, is not done again. Several processes may sweep at once: a
 * ticket that another one holds is skipped, for it is being settled there.
 */
@Injectable()
export class Sweep implements OnModuleInit {
  private readonly log = new Logger(Sweep.name);
  /** Tickets that could not be settled last time: by this process, which may be what is wrong. */
  private readonly failing = new Map<string, { times: number; restsUntil: number }>();

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly filing: Filing,
    private readonly settling: Settling,
    private readonly list: ResettlingStore,
    private readonly hooks: TicketHooks,
  ) {}

  onModuleInit(): void {
    this.jobs.register('sweep-timers', async () => {
      await this.run();
    });
  }

  /** Does everything that is due now. Returns how many tickets were settled and how many appointments kept. */
  async run(): Promise<number> {
    const fresh = () => ({ times: new Map<string, number>(), left: this.resting() });
    const lists: List[] = [
      { table: 'timer', column: 'wake_at', act: (file) => this.settle(file), ...fresh() },
      { table: 'appointment', column: 'at', act: (file) => this.keepNext(file), ...fresh() },
      { table: 'resettling', column: 'since', act: (file) => this.resettle(file), ...fresh() },
    ];
    let done = 0;
    // a batch of each in turn: a version that concerns a hundred thousand tickets keeps no warning waiting
    for (let found = 1; found > 0;) {
      found = 0;
      for (const list of lists) {
        const batch = await this.batch(list);
        found += batch.found;
        done += batch.acted;
      }
    }
    return done;
  }

  /** Whatever is not done now (in other hands, failed, due again and again) is passed over until the next sweep. */
  private async batch(list: List): Promise<{ found: number; acted: number }> {
    const due = await this.due(list.table, list.column, [...list.left]);
    let acted = 0;
    for (const one of due) {
      const isDone = (await this.actOrSay(one, list.act)) === 1;
      acted += isDone ? 1 : 0;
      const times = (list.times.get(one.ticketId) ?? 0) + 1;
      list.times.set(one.ticketId, times);
      if (isDone && times === MOST) {
        this.log.error(`ticket ${one.ticketId} is due again and again: left until the next sweep`);
      }
      if (!isDone || times === MOST) list.left.add(one.ticketId);
    }
    return { found: due.length, acted };
  }

  /** `left`: tickets that are passed over, so that they keep nobody waiting. */
  private due(table: string, column: string, left: readonly string[]): Promise<Due[]> {
    return this.work.outside(
      `select distinct ticket_id as "ticketId", institution_id as "institutionId"
         from (select ticket_id, institution_id
                 from ${table}
                where ${column} <= $1
                  and ticket_id <> all ($2::uuid[])
                order by ${column}
                limit ${BATCH}) due`,
      [this.clock.now(), left],
    );
  }

  /** One ticket that cannot be settled (undefined) does not keep the others waiting. */
  private async actOrSay(
    { ticketId, institutionId }: Due,
    act: (file: CaseFile) => Promise<void>,
  ): Promise<number | undefined> {
    try {
      const done = await this.work.run(systemActor(institutionId), async (tx) => {
        const file = await this.filing.openIfFree(tx, ticketId);
        if (!file) return 0;
        await act(file);
        return 1;
      });
      this.failing.delete(ticketId);
      return done;
    } catch (error) {
      const times = (this.failing.get(ticketId)?.times ?? 0) + 1;
      const rest = Math.min(1000 * 2 ** (times - 1), LONGEST_REST_MS);
      this.failing.set(ticketId, { times, restsUntil: this.clock.now().getTime() + rest });
      const reason = error instanceof Error ? error.message : String(error);
      this.log.error(`ticket ${ticketId} was not settled (attempt ${String(times)}): ${reason}`);
      return undefined;
    }
  }

  private resting(): Set<string> {
    const now = this.clock.now().getTime();
    // long over: settled elsewhere, or not due any more
    for (const [ticketId, { restsUntil }] of this.failing)
      if (restsUntil < now - LONGEST_REST_MS) this.failing.delete(ticketId);
    return new Set([...this.failing].filter(([, { restsUntil }]) => restsUntil > now).map(([ticketId]) => ticketId));
  }

  private settle({ tx, ticket, escalations, now }: CaseFile): Promise<void> {
    return this.settling.settle(tx, ticket, escalations, now);
  }

  /** What was promised has changed. */
  private async resettle(file: CaseFile): Promise<void> {
    await this.settle(file);
    await this.list.done(file.tx, file.ticket.id);
  }

  /** The first appointment that is due, or none if it was overtaken since it was stored: then that is put right. */
  private async keepNext(file: CaseFile): Promise<void> {
    const { tx, ticket, escalations, now } = file;
    const outlook = await this.settling.outlook(tx, ticket, escalations);
    const due = dueNow(outlook.appointments, now.getTime());
    if (!due) return this.settle(file);
    if ((await keep(file, due, outlook, this.hooks)) === 'moved') await this.filing.writeDown(file);
    else await this.filing.note(file);
  }
}
