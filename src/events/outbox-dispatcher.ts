import { Injectable, Logger } from '@nestjs/common';
import { WorkerUnitOfWork } from '../database/index.js';
import { JobQueue } from '../jobs/index.js';
import { Clock } from '../kernel/index.js';
import { Consumers } from './consumers.js';
import type { StreamKind } from './streams.js';
import { forgottenWakes, keepWakes, type Wake } from './wakes.js';

const BATCH = 200;

/** An event in the outbox. */
interface Waiting {
  eventId: string;
  streamId: string;
  kind: StreamKind;
  type: string | null;
  institutionIds: string[];
}

/**
 * Hands the outbox over to the job queue: in one transaction rows leave the table and become wakes, which stay until they are
 * answered; then the queue gets their jobs. What it did not take, or lost, it gets again, which the cursors make harmless.
 * In this process the dispatcher is nudged after every commit; the scheduled jobs are the safety net.
 */
@Injectable()
export class OutboxDispatcher {
  private readonly log = new Logger(OutboxDispatcher.name);
  private running = false;
  private again = false;
  private isOn = false;
  /** Wakes that the queue has not taken. At most what was under way when it went away. */
  private readonly kept: Wake[] = [];

  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly queue: JobQueue,
    private readonly consumers: Consumers,
    private readonly clock: Clock,
  ) {}

  /** From now on a nudge hands over at once; before, the rows wait. */
  start(): void {
    this.isOn = true;
  }

  async stop(): Promise<void> {
    this.isOn = false;
    while (this.running) await new Promise((resolve) => setImmediate(resolve));
  }

  nudge(): void {
    if (!this.isOn) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    void this.drain()
      .catch((error: unknown) => {
        this.log.warn(`outbox not handed over: ${error instanceof Error ? error.message : String(error)}`);
      })
      .finally(() => {
        this.running = false;
        if (this.again) {
          this.again = false;
          this.nudge();
        }
      });
  }

  /** Hands over everything that is there. Returns how many events. */
  async drain(): Promise<number> {
    // first what the queue did not take last time: while it is away, events wait in the outbox
    await this.add(this.kept.splice(0));
    let total = 0;
    for (let taken = BATCH; taken === BATCH; total += taken) taken = await this.handOver();
    return total;
  }

  /** Hands over once more what was handed over and never answered: a queue may have lost it. Returns how many. */
  async remind(): Promise<number> {
    const wakes = await this.work.cross((tx) => forgottenWakes(tx, this.consumers.names, this.clock.now()));
    await this.add(wakes);
    return wakes.length;
  }

  private async handOver(): Promise<number> {
    const { wakes, count } = await this.work.cross(async (tx) => {
      const rows = await tx.query<Waiting>(
        `delete from outbox
          where event_id in (select event_id from outbox order by event_id limit ${BATCH} for update skip locked)
         returning event_id as "eventId", stream_id as "streamId", kind, type, institution_ids as "institutionIds"`,
      );
      // events of one stream in one batch wake each consumer that makes something of one of them once
      const found = new Map<string, Wake>();
      for (const { streamId, kind, type, institutionIds, eventId } of rows) {
        for (const institutionId of institutionIds) {
          for (const consumer of this.consumers.reading(kind, type)) {
            found.set(`${consumer}/${streamId}/${institutionId}`, { consumer, streamId, institutionId, eventId });
          }
        }
      }
      const all = [...found.values()];
      await keepWakes(tx, all, this.clock.now());
      return { wakes: all, count: rows.length };
    });
    await this.add(wakes);
    return count;
  }

  /** After the commit: a consumer that answers at once must find the row of its wake. */
  private async add(wakes: readonly Wake[]): Promise<void> {
    if (wakes.length === 0) return;
    try {
      await this.queue.add(
        'wake-consumer',
        wakes.map(({ eventId, ...data }) => ({ id: `${data.consumer}-${data.institutionId}-${eventId}`, data })),
      );
    } catch (error) {
      this.kept.push(...wakes);
      throw error;
    }
  }
}
