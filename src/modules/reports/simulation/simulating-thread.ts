import { Worker } from 'node:worker_threads';
import type { Result } from './domain/comparison.js';
import type { CountedUnit, FromThread, Task, ToThread } from './domain/messages.js';

/** A batch at a time, counts, and so many flips: it needs a fraction of this. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/** The thread ended before it had answered. What it said of that is for the log. */
export class ThreadDied extends Error {
  override readonly name = 'ThreadDied';
}

/** A thread that counts units again, batch by batch: one question at a time, each with its answer. */
export class SimulatingThread {
  private readonly worker: Worker;
  private died: ThreadDied | undefined;
  private waiting: { resolve: (answer: FromThread) => void; reject: (error: Error) => void } | undefined;

  /** @param entry the file that it runs */
  constructor(entry: URL, task: Task) {
    this.worker = new Worker(entry, { workerData: task, resourceLimits: LIMITS });
    this.worker.on('message', (answer: FromThread) => {
      this.waiting?.resolve(answer);
      this.waiting = undefined;
    });
    this.worker.on('error', (error) => {
      this.die(error instanceof Error ? error.message : String(error));
    });
    this.worker.on('exit', (code) => {
      this.die(`exit code ${String(code)}`);
    });
  }

  async compute(units: readonly CountedUnit[]): Promise<void> {
    await this.ask({ units });
  }

  async result(): Promise<Result> {
    const answer = await this.ask({ isOver: true });
    if (!('result' in answer)) throw new ThreadDied('no result');
    return answer.result;
  }

  /** At once, whatever it computes. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(message: ToThread): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      if (this.died) {
        reject(this.died);
        return;
      }
      this.waiting = { resolve, reject };
      this.worker.postMessage(message);
    });
  }

  private die(why: string): void {
    this.died ??= new ThreadDied(why);
    this.waiting?.reject(this.died);
    this.waiting = undefined;
  }
}
