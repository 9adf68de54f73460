import { Injectable } from '@nestjs/common';
import { rhythm, type JobName, type Jobs } from './names.js';

export type JobHandler<N extends JobName> = (data: Jobs[N]) => Promise<void>;

/** Who does which job. Modules register at start; a job without a handler, or with two, stops the program. */
@Injectable()
export class JobHandlers {
  private readonly handlers = new Map<string, JobHandler<JobName>>();
  private readonly listeners: ((name: string, isDone: boolean) => void)[] = [];
  private readonly conditions: (() => boolean)[] = [];

  register<N extends JobName>(name: N, handler: JobHandler<N>): void {
    if (this.handlers.has(name)) throw new Error(`the job ${name} has two handlers`);
    this.handlers.set(name, handler as JobHandler<JobName>);
  }

  /** Throws when a job that will be scheduled has nobody to do it. */
  assertComplete(): void {
    for (const name of [...Object.keys(rhythm), 'wake-consumer']) {
      if (!this.handlers.has(name)) throw new Error(`the job ${name} has no handler`);
    }
  }

  /** Told of every job that this process has done, or failed to do. */
  onRun(listener: (name: string, isDone: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** While it does not hold nothing is done: what is due stands in rows, and is found again. */
  onlyWhile(condition: () => boolean): void {
    this.conditions.push(condition);
  }

  /** Returns whether it was done. */
  async handle(name: string, data: unknown): Promise<boolean> {
    if (!this.conditions.every((holds) => holds())) return false;
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`no handler for the job ${name}`);
    let isDone = false;
    try {
      await handler(data as never);
      isDone = true;
    } finally {
      for (const listener of this.listeners) listener(name, isDone);
    }
    return isDone;
  }
}
