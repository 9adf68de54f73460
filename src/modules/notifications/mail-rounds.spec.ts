import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobHandlers, type JobQueue } from '../../jobs/index.js';
import { MovableClock } from '../../kernel/index.js';
import type { MailSender } from '../mail/index.js';
import { MailRounds } from './mail-rounds.js';

const at = new Date('2026-04-02T08:00:00Z');

/** A sender whose rounds end when the test says so. */
class HeldSender {
  readonly started: Date[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  private readonly held: { end: () => void; fail: (error: Error) => void }[] = [];

  async sendDue(now: Date) {
    this.started.push(now);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      await new Promise<void>((end, fail) => this.held.push({ end, fail }));
    } finally {
      this.atOnce -= 1;
    }
    return { sent: 0, later: 0, failed: 0, uncertain: 0 };
  }

  end(): Promise<void> {
    this.held.shift()?.end();
    return settled();
  }

  fail(): Promise<void> {
    this.held.shift()?.fail(new Error('the database is away'));
    return settled();
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function made(works = true) {
  const sender = new HeldSender();
  const jobs = new JobHandlers();
  const rounds = new MailRounds(jobs, { works } as JobQueue, sender as unknown as MailSender, new MovableClock(at));
  rounds.onModuleInit();
  rounds.onApplicationBootstrap();
  return { sender, jobs, rounds };
}

describe('rounds of sending', () => {
  it('start at once when mails were written', () => {
    const { sender, rounds } = made();
    rounds.nudge();
    expect(sender.started).toEqual([at]);
  });

  it('never overlap, and what was written during one is sent by the next', async () => {
    const { sender, rounds } = made();
    rounds.nudge();
    rounds.nudge();
    rounds.nudge();
    expect(sender.started).toHaveLength(1);
    await sender.end();
    expect(sender.started).toHaveLength(2);
    await sender.end();
    expect(sender.started).toHaveLength(2);
    expect(sender.mostAtOnce).toBe(1);
  });

  it('are what the scheduled job does, which ends with them', async () => {
    const { sender, jobs, rounds } = made();
    rounds.nudge();
    let ended = false;
    const job = jobs.handle('send-mail', {}).then(() => (ended = true));
    await sender.end();
    expect([ended, sender.started.length]).toEqual([false, 2]);
    await sender.end();
    await job;
    expect(ended).toBe(true);
  });

  it('go on after one that failed', async () => {
    Logger.overrideLogger(false);
    const { sender, rounds } = made();
    rounds.nudge();
    await sender.fail();
    rounds.nudge();
    expect(sender.started).toHaveLength(2);
  });

  it('are for processes that do jobs', () => {
    const { sender, rounds } = made(false);
    rounds.nudge();
    expect(sender.started).toHaveLength(0);
  });

  it('end before the program does, and none begins after', async () => {
    const { sender, rounds } = made();
    rounds.nudge();
    let stopped = false;
    const stopping = rounds.beforeApplicationShutdown().then(() => (stopped = true));
    await settled();
    expect(stopped).toBe(false);
    await sender.end();
    await stopping;
    rounds.nudge();
    expect(sender.started).toHaveLength(1);
  });
});
