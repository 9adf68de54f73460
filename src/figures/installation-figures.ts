import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { WorkerUnitOfWork } from '../database/index.js';
import { Consumers } from '../events/index.js';
import { Metrics } from '../http/index.js';
import { JobQueue, type JobFigures } from '../jobs/index.js';
import { Clock } from '../kernel/index.js';
import { databaseFigures, type DatabaseFigures, type Waiting } from './database-figures.js';
import { Remembered } from './remembered.js';

/**
 * Figures of the whole installation, the same from every process: what waits in the database and in the queue. Both are asked
 * at most once in ten seconds. While one of them is away its figures are not told at all: an old number would look like a
 * present one. No label names an institution, a person, a service or a ticket.
 */
@Injectable()
export class InstallationFigures implements OnModuleInit {
  private readonly gauges: Gauge[] = [];
  private readonly up = this.gauge('guichet_database_up', 'Whether the database answers in time (1) or not (0)');
  private readonly jobsUp = this.gauge(
    'guichet_jobs_up',
    'Whether the server of the jobs answers in time (1) or not (0)',
  );
  private readonly lag = this.gauge(
    'guichet_consumer_lag_seconds',
    'How long the oldest recorded event has waited for a consumer, parked streams left out',
    'consumer',
  );
  private readonly pending = this.gauge(
    'guichet_consumer_pending',
    'Events, wakes and failing streams that wait for a consumer, counted up to some ten thousand',
    'consumer',
  );
  private readonly parked = this.gauge(
    'guichet_consumer_parked_streams',
    'Streams that a consumer left alone after failing too often',
    'consumer',
  );
  private readonly due = this.gauge('guichet_due', 'Rows whose instant has come, up to ten thousand', 'kind');
  private readonly overdue = this.gauge(
    'guichet_due_oldest_seconds',
    'How long ago the instant of the oldest row that is due has come',
    'kind',
  );
  private readonly jobs = this.gauge('guichet_jobs', 'Jobs in the queue', 'queue', 'state');
  private readonly oldestJob = this.gauge(
    'guichet_jobs_oldest_waiting_seconds',
    'How long the oldest job has waited for a worker',
    'queue',
  );
  private readonly mails = this.gauge('guichet_mail_queued', 'Mails that wait to be sent, up to ten thousand');
  private readonly tickets = this.gauge('guichet_tickets_open', 'Tickets that are neither resolved nor over', 'state');

  private readonly inDatabase = new Remembered(() => databaseFigures(this.work, this.clock.now()));
  private readonly inQueue = new Remembered(() => this.queue.figures());

  constructor(
    private readonly metrics: Metrics,
    private readonly work: WorkerUnitOfWork,
    private readonly queue: JobQueue,
    private readonly consumers: Consumers,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.metrics.onAsked(() => this.measure());
  }

  private async measure(): Promise<void> {
    const [database, jobs] = await Promise.all([this.inDatabase.get(), this.inQueue.get()]);
    for (const gauge of this.gauges) gauge.reset();
    this.up.set(database ? 1 : 0);
    this.jobsUp.set(jobs ? 1 : 0);
    if (database) {
      this.tellDatabase(database);
      this.tellConsumers(database);
    }
    if (jobs) this.tellJobs(jobs);
  }

  private tellDatabase({ due, tickets, mailsQueued, parked }: DatabaseFigures): void {
    for (const [kind, { count, oldestSeconds }] of due) {
      this.due.set({ kind }, count);
      this.overdue.set({ kind }, oldestSeconds);
    }
    for (const state of ['new', 'in_progress', 'waiting']) this.tickets.set({ state }, tickets.get(state) ?? 0);
    this.mails.set(mailsQueued);
    // one that this version no longer has may have left some behind
    for (const consumer of new Set([...this.consumers.names, ...parked.keys()]))
      this.parked.set({ consumer }, parked.get(consumer) ?? 0);
  }

  private tellJobs({ states, oldestWaitingSeconds }: JobFigures): void {
    for (const [state, count] of states) this.jobs.set({ queue: this.queue.name, state }, count);
    this.oldestJob.set({ queue: this.queue.name }, oldestWaitingSeconds);
  }

  /** An event waits in the outbox, then as a wake, and after a failure at the cursor. */
  private tellConsumers({ outbox, wakes, failing }: DatabaseFigures): void {
    for (const consumer of this.consumers.names) {
      const parts = [wakes.get(consumer), failing.get(consumer)].filter((one): one is Waiting => one !== undefined);
      for (const [kind, waiting] of outbox) if (this.consumers.isReading(consumer, kind)) parts.push(waiting);
      this.lag.set({ consumer }, Math.max(0, ...parts.map(({ oldestSeconds }) => oldestSeconds)));
      this.pending.set(
        { consumer },
        parts.reduce((sum, { count }) => sum + count, 0),
      );
    }
  }

  private gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    const gauge = new Gauge({ name, help, labelNames, registers: [this.metrics.registry] });
    this.gauges.push(gauge);
    return gauge;
  }
}
