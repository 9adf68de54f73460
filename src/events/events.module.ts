import { Module, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { JobHandlers, JobQueue } from '../jobs/index.js';
import { Consumers } from './consumers.js';
import { Events } from './events.store.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';
import { ParkedStreams } from './parked-streams.js';

@Module({
  providers: [Consumers, Events, OutboxDispatcher, ParkedStreams],
  exports: [Consumers, Events, OutboxDispatcher, ParkedStreams],
})
export class EventsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly jobs: JobHandlers,
    private readonly queue: JobQueue,
    private readonly consumers: Consumers,
    private readonly dispatcher: OutboxDispatcher,
  ) {}

  onModuleInit(): void {
    this.jobs.register('drain-outbox', async () => {
      await this.dispatcher.drain();
    });
    this.jobs.register('wake-consumer', ({ consumer, streamId, institutionId }) =>
      this.consumers.wake(consumer, streamId, institutionId),
    );
    this.jobs.register('retry-consumers', async () => {
      for (const { consumer, streamId, institutionId } of await this.consumers.due()) {
        await this.consumers.wake(consumer, streamId, institutionId);
      }
      await this.dispatcher.remind();
    });
  }

  onApplicationBootstrap(): void {
    if (this.queue.works) this.dispatcher.start();
  }

  /** What is being handed over is finished while the pools are still open; the rest waits in its rows. */
  async onModuleDestroy(): Promise<void> {
    await this.dispatcher.stop();
  }
}
