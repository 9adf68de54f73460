import { Injectable, Logger } from '@nestjs/common';
import { WorkerUnitOfWork } from '../database/index.js';
import { JobQueue } from '../jobs/index.js';
import { Consumers } from './consumers.js';
import type { StreamKind } from './streams.js';

const BATCH = 200;

/**
 * Hands the outbox over to the job queue: rows leave the table in the transaction in which the queue has taken their
 * jobs. A crash in between hands them over again, which the cursors make harmless. In this process it is nudged after
 * every commit; the scheduled job is the safety net.
 */
@Injectable()
export class OutboxDispatcher {
  private readonly log = new Logger(OutboxDispatcher.name);
  private running = false;
  private again = false;
  private isOn = false;

  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly queue: JobQueue,
    private readonly consumers: Consumers,
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
    let total = 0;
    for (let taken = BATCH; taken === BATCH; total += taken) taken = await this.handOver();
    return total;
  }

  private handOver(): Promise<number> {
    return this.work.cross(async (tx) => {
      const rows = await tx.query<{ streamId: string; kind: StreamKind; institutionIds: string[]; eventId: string }>(
        `delete from outbox
          where event_id in (select event_id from outbox order by event_id limit ${BATCH} for update skip locked)
         returning event_id as "eventId", stream_id as "streamId", kind, institution_ids as "institutionIds"`,
      );
      // events of one stream in one batch wake each consumer that reads its kind once
      const wakes = new Map<
        string,
        { id: string; data: { consumer: string; streamId: string; institutionId: string } }
      >();
      for (const { streamId, kind, institutionIds, eventId } of rows) {
        for (const institutionId of institutionIds) {
          for (const consumer of this.consumers.reading(kind)) {
            wakes.set(`${consumer}/${streamId}/${institutionId}`, {
              id: `${consumer}-${institutionId}-${eventId}`,
              data: { consumer, streamId, institutionId },
            });
          }
        }
      }
      await this.queue.add('wake-consumer', [...wakes.values()]);
      return rows.length;
    });
  }
}
