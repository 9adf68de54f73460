import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import type { Result } from './domain/comparison.js';
import type { Task } from './domain/messages.js';
import * as store from './running.store.js';
import { SimulatingThread, ThreadDied } from './simulating-thread.js';
import { SIMULATION_SETTINGS, type SimulationSettings } from './simulation.settings.js';
import { TaskMaker } from './task-maker.js';

const LEASE_MILLISECONDS = 30_000;
const KEPT_MILLISECONDS = 90 * 86_400_000;
const MOST_ATTEMPTS = 3;
/** Small enough that whoever cancels waits for a moment only. */
const BATCH = 1000;

/**
 * Does the simulations that are due, one at a time in each process. What is due stands in `simulation_due`: a simulation
 * is leased, its units are read in batches, each in a short transaction as the institution that asked, and counted again
 * in a thread. With each batch the lease moves on and the progress is written down, which is also where a cancellation
 * is noticed. Whoever dies leaves a lease that runs out, and the next one begins from the start; the result is written
 * once, by the one who holds the lease. Once it is over, a simulation is due again when it has been kept long enough.
 */
@Injectable()
export class SimulationRunner implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(SimulationRunner.name);
  private running: Promise<void> | undefined;
  private thread: SimulatingThread | undefined;
  private isStopping = false;

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly tasks: TaskMaker,
    @Inject(SIMULATION_SETTINGS) private readonly settings: SimulationSettings,
  ) {}

  onModuleInit(): void {
    // the job ends at once: a stop waits for jobs, and nobody waits for half a minute of figures
    this.jobs.register('simulate', () => {
      void this.run();
      return Promise.resolve();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.thread?.end();
    await this.running;
  }

  /** Does everything that is due now; joins in when this process is at it already. */
  run(): Promise<void> {
    this.running ??= this.exhaust()
      .catch((error: unknown) => {
        this.log.error(`no simulation: ${error instanceof Error ? error.message : String(error)}`);
      })
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async exhaust(): Promise<void> {
    while (!this.isStopping) {
      const now = this.clock.now();
      const held = await store.claim(this.work, now, this.leaseFrom(now));
      if (!held) return;
      await this.attend(held);
    }
  }

  private async attend(held: store.Claim): Promise<void> {
    const actor = systemActor(held.institutionId);
    const inTheirName = <T>(work: (tx: Transaction) => Promise<T>) => this.work.run(actor, work);
    const started = await inTheirName((tx) => this.begin(tx, held));
    if (!started) return;
    const { simulation, task, total } = started;
    const thread = (this.thread = new SimulatingThread(this.settings.thread, task));
    try {
      const now = new Date(task.now);
      const read = (after?: string) =>
        inTheirName((tx) => store.unitsAfter(tx, simulation.agreementId, task.period, after, now, BATCH));
      let done = 0;
      for (let batch = await read(); batch.length > 0;) {
        const [next] = await Promise.all([read(batch.at(-1)?.ticketId), thread.compute(batch)]);
        done += batch.length;
        batch = next;
        if (!(await inTheirName((tx) => this.goOn(tx, held, Math.min(done, total))))) return;
      }
      const result = await thread.result();
      await inTheirName((tx) => this.finish(tx, held, { result }));
    } catch (error) {
      if (this.isStopping) await inTheirName((tx) => this.handBack(tx, held));
      else if (error instanceof ThreadDied) {
        this.log.error(`simulation ${simulation.id}: the thread died: ${error.message}`);
        await inTheirName((tx) => this.finish(tx, held, { error: 'The computation ended unexpectedly.' }));
      } else throw error;
    } finally {
      this.thread = undefined;
      await thread.end();
    }
  }

  /** What there is to do; undefined when it is over, and then it is put away until it has been kept long enough. */
  private async begin(
    tx: Transaction,
    held: store.Claim,
  ): Promise<{ simulation: store.Started; task: Task; total: number } | undefined> {
    const simulation = await store.lockSimulation(tx, held.simulationId);
    if (!simulation) throw new Error(`simulation ${held.simulationId} is due and does not exist`);
    const now = this.clock.now();
    const { id, agreementId, period, finishedAt, attempts } = simulation;
    if (finishedAt) {
      const until = new Date(finishedAt.getTime() + KEPT_MILLISECONDS);
      if (until > now) await store.putOff(tx, held, until);
      else await store.remove(tx, id);
      return undefined;
    }
    const total = await store.countUnits(tx, agreementId, period);
    await store.begin(tx, id, total);
    if (attempts >= MOST_ATTEMPTS) {
      await this.finish(tx, held, { error: `It was interrupted ${String(MOST_ATTEMPTS)} times.` });
      return undefined;
    }
    return { simulation, total, task: await this.tasks.of(tx, simulation, now) };
  }

  /** Whether it is still wanted, and still ours. */
  private async goOn(tx: Transaction, held: store.Claim, done: number): Promise<boolean> {
    const until = this.leaseFrom(this.clock.now());
    if (!(await store.putOff(tx, held, until))) return false;
    held.leaseUntil = until;
    if (this.isStopping) await this.handBack(tx, held);
    else if (await store.progress(tx, held.simulationId, done)) return true;
    else await store.putOff(tx, held, this.clock.now());
    return false;
  }

  private async finish(
    tx: Transaction,
    held: store.Claim,
    outcome: { result: Result } | { error: string },
  ): Promise<void> {
    const now = this.clock.now();
    if (!(await store.putOff(tx, held, new Date(now.getTime() + KEPT_MILLISECONDS)))) return;
    await store.finish(tx, held.simulationId, outcome, now);
  }

  private async handBack(tx: Transaction, held: store.Claim): Promise<void> {
    if (await store.putOff(tx, held, this.clock.now())) await store.uncount(tx, held.simulationId);
  }

  private leaseFrom(now: Date): Date {
    return new Date(now.getTime() + LEASE_MILLISECONDS);
  }
}
