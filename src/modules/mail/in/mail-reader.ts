import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import type { ReadMail } from './domain/read-mail.js';

const PATIENCE_MILLISECONDS = 15_000;
const MEMORY_MB = 512;

/**
 * Reads mails in a thread of its own, bounded in time and memory: one that is made to be slow or large ends its thread and
 * nothing else. They are read one after the other; the thread starts with the first and stays.
 */
@Injectable()
export class MailReader implements OnApplicationShutdown {
  private thread: Worker | undefined;
  /** Takes what the thread says of the mail that it has now. */
  private tell: ((mail: ReadMail | null) => void) | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** Undefined: it cannot be read. */
  read(raw: Uint8Array): Promise<ReadMail | undefined> {
    const mine = this.last.then(() => this.inThread(raw));
    // that no thread could be started ends this reading, and not those that come after it
    this.last = mine.catch(() => undefined);
    return mine;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.terminate();
  }

  private inThread(raw: Uint8Array): Promise<ReadMail | undefined> {
    return new Promise((resolve) => {
      // a plain copy: of a Buffer the whole pool would go along
      const copy = new Uint8Array(raw);
      const thread = (this.thread ??= this.start());
      const timer = setTimeout(() => {
        this.giveUp(thread);
      }, PATIENCE_MILLISECONDS);
      this.tell = (mail) => {
        clearTimeout(timer);
        this.tell = undefined;
        resolve(mail ?? undefined);
      };
      thread.postMessage(copy);
    });
  }

  protected newThread(): Worker {
    return new Worker(new URL('./reading-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
  }

  private start(): Worker {
    const thread = this.newThread();
    thread.on('message', ({ mail }: { mail: ReadMail | null }) => {
      if (thread === this.thread) this.tell?.(mail);
    });
    for (const end of ['error', 'exit'])
      thread.on(end, () => {
        this.giveUp(thread);
      });
    thread.unref();
    return thread;
  }

  /** The mail that it has cannot be read, and the next one gets a new thread. */
  private giveUp(thread: Worker): void {
    if (thread !== this.thread) return;
    this.thread = undefined;
    void thread.terminate();
    this.tell?.(null);
  }
}
