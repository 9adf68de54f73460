import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { UnitOfWork, WorkerUnitOfWork, type Connections } from '../database/index.js';
import { Metrics } from '../http/index.js';
import { JobHandlers, JobQueue } from '../jobs/index.js';
import { MailSender } from '../modules/mail/index.js';

/** Figures of this process alone, told also while the database is away: its connections, and what it has done. */
@Injectable()
export class ProcessFigures implements OnModuleInit {
  private readonly connections = new Gauge({
    name: 'guichet_database_connections',
    help: 'Connections of this process to the database',
    labelNames: ['pool', 'state'],
    registers: [this.metrics.registry],
  });
  private readonly most = new Gauge({
    name: 'guichet_database_connections_max',
    help: 'How many connections a pool of this process may have',
    labelNames: ['pool'],
    registers: [this.metrics.registry],
  });
  private readonly waiting = new Gauge({
    name: 'guichet_database_connections_awaited',
    help: 'How many wait in this process for a connection',
    labelNames: ['pool'],
    registers: [this.metrics.registry],
  });
  private readonly runs = new Counter({
    name: 'guichet_job_runs_total',
    help: 'Jobs that this process did or failed to do',
    labelNames: ['name', 'outcome'],
    registers: [this.metrics.registry],
  });
  private readonly lastDone = new Gauge({
    name: 'guichet_job_last_success_timestamp_seconds',
    help: 'When this process last did a job of this name to its end',
    labelNames: ['name'],
    registers: [this.metrics.registry],
  });
  private readonly mails = new Counter({
    name: 'guichet_mail_attempts_total',
    help: 'Mails that this process tried to send, by what came of it',
    labelNames: ['outcome'],
    registers: [this.metrics.registry],
  });

  constructor(
    private readonly metrics: Metrics,
    private readonly api: UnitOfWork,
    private readonly worker: WorkerUnitOfWork,
    private readonly queue: JobQueue,
    private readonly handlers: JobHandlers,
    private readonly sender: MailSender,
  ) {}

  onModuleInit(): void {
    for (const outcome of ['sent', 'later', 'failed', 'uncertain']) this.mails.inc({ outcome }, 0);
    this.handlers.onRun((name, isDone) => {
      this.runs.inc({ name, outcome: isDone ? 'done' : 'failed' });
      if (isDone) this.lastDone.set({ name }, Date.now() / 1000);
    });
    this.sender.onAttempt((outcome) => {
      this.mails.inc({ outcome });
    });
    this.metrics.onAsked(() => {
      this.measure('api', this.api.connections);
      this.measure('worker', this.worker.connections);
      if (this.queue.connections) this.measure('jobs', this.queue.connections);
      return Promise.resolve();
    });
  }

  private measure(pool: string, { idle, busy, waiting, most }: Connections): void {
    this.connections.set({ pool, state: 'idle' }, idle);
    this.connections.set({ pool, state: 'busy' }, busy);
    this.most.set({ pool }, most);
    this.waiting.set({ pool }, waiting);
  }
}
