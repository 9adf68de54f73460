import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { clockDifference, UnitOfWork, MOST_DIFFERENCE_MS } from './database/index.js';
import type { HealthCheck } from './http/index.js';
import { JobHandlers, JobQueue } from './jobs/index.js';
import { Clock, SystemClock } from './kernel/index.js';

const LOOK_MS = 2000;
const aheadOfStartMs = () => Date.now() - performance.now();

/**
 * What is due is decided by the clock of the process that looks. All processes of an installation have to agree on the time,
 * and what they share is the database: one whose clock is not that of the database does no jobs, answers no requests, and
 * says so, until it is right again. So a clock that is ahead makes no timer early for others.
 */
@Injectable()
export class ClockWatch implements HealthCheck, OnApplicationBootstrap, OnModuleDestroy {
  readonly name = 'clock';
  readonly required = true;
  private readonly log = new Logger(ClockWatch.name);
  /** A clock that a test or the demonstration moves by hand is meant to differ. */
  private readonly isReal: boolean;
  private looking?: NodeJS.Timeout;
  /** As found last, and how far the clock stood before the time since the start of the process then. */
  private found = { offMs: 0, aheadOfStartMs: aheadOfStartMs() };
  private wasRight = true;

  constructor(
    private readonly work: UnitOfWork,
    private readonly queue: JobQueue,
    handlers: JobHandlers,
    clock: Clock,
  ) {
    this.isReal = clock instanceof SystemClock;
    // a clock may jump between two looks, and a job may have begun to wait for this moment before
    if (this.isReal) handlers.onlyWhile(() => this.isRight);
  }

  get isRight(): boolean {
    return Math.abs(this.offMs) <= MOST_DIFFERENCE_MS;
  }

  /** A jump since the last look is seen at once: the time since the start of the process does not jump. */
  private get offMs(): number {
    return this.found.offMs + Math.round(aheadOfStartMs() - this.found.aheadOfStartMs);
  }

  onApplicationBootstrap(): void {
    if (this.isReal) this.looking = setInterval(() => void this.look(), LOOK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.looking);
  }

  check(): Promise<void> {
    if (this.isRight) return Promise.resolve();
    return Promise.reject(
      new Error(`the clock of this process differs from the database's by ${String(this.offMs)} ms`),
    );
  }

  /** A database that is away says nothing about clocks: what was found last stands. */
  private async look(): Promise<void> {
    const offMs = await clockDifference((text) => this.work.outside(text)).catch(() => undefined);
    if (offMs === undefined) return;
    this.found = { offMs, aheadOfStartMs: aheadOfStartMs() };
    if (this.wasRight === this.isRight) return;
    this.wasRight = this.isRight;
    if (this.isRight) {
      this.log.log('the clock of this process is right again: it goes on');
      this.queue.resume('clock');
    } else {
      this.log.error(
        `the clock of this process differs from the database's by ${String(offMs)} ms: it does no jobs and answers no requests until it is right`,
      );
      await this.queue.pause('clock');
    }
  }
}
