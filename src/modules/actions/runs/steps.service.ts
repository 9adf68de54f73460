import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { stale } from '../../../http/index.js';
import { conflict, notFound, orThrow } from '../../../kernel/index.js';
import type { RunEventType } from './domain/event-types.js';
import { waitsFor } from './domain/needed-change.js';
import { admitStep, admitUndo, isReadSince, lastActs, type StepState } from './domain/path.js';
import type { WholeRun } from './run.js';
import { RunDesk, type HeldRun } from './run-desk.js';
import { RunHooks } from './run-hooks.js';
import { RunRecord } from './run-record.js';
import { RunWritingStore } from './stores/run-writing.store.js';

export interface StepSaid {
  state: StepState;
  seen: string | null;
  reason: string | null;
  branch: number | null;
}

const events: Readonly<Record<StepState, RunEventType>> = {
  done: 'run.step_done',
  skipped: 'run.step_skipped',
  failed: 'run.step_failed',
};

/** What is said of the steps of a run, by whoever works on it. */
@Injectable()
export class StepsService {
  constructor(
    private readonly desk: RunDesk,
    private readonly hooks: RunHooks,
    private readonly writing: RunWritingStore,
    private readonly record: RunRecord,
  ) {}

  /** A step is ended, or what was said of it is corrected. `ifMatch`: a version since which nobody said anything of it. */
  end(actor: Actor, id: string, n: number, ifMatch: number | undefined, said: StepSaid): Promise<WholeRun> {
    return this.desk.act(actor, id, async (held) => {
      const { tx, run, document, steps, now } = held;
      assertStep(held, n, ifMatch);
      const waiting = waitsFor(document, run.change, await this.hooks.changeOf(tx, run));
      if (waiting) throw conflict(waiting.code, waiting.detail, waiting.moves);
      const { corrects } = orThrow(admitStep(document.steps, steps, n, said));
      const madeVersion = await this.writing.touch(tx, id, now);
      const revision = (lastActs(steps).get(n)?.revision ?? 0) + 1;
      await this.writing.say(tx, id, { ...said, n, revision, madeVersion }, now);
      const { branch } = said;
      const data = { n, ...(branch === null ? {} : { branch }), ...(corrects ? { corrects: true } : {}) };
      await this.record.say(tx, run, now, events[said.state], data);
    });
  }

  undo(actor: Actor, id: string, n: number, ifMatch: number | undefined, seen: string | null): Promise<WholeRun> {
    return this.desk.act(actor, id, async (held) => {
      const { tx, run, document, steps, now } = held;
      assertStep(held, n, ifMatch);
      orThrow(admitUndo(document.steps, steps, n));
      const version = await this.writing.touch(tx, id, now);
      await this.writing.undo(tx, id, { n, seen, version }, now);
      await this.record.say(tx, run, now, 'run.step_undone', { n });
    });
  }
}

function assertStep({ run, document, steps }: HeldRun, n: number, ifMatch: number | undefined): void {
  if (n > document.steps.length) throw notFound();
  if (ifMatch !== undefined && !isReadSince(ifMatch, run.version, steps, n)) throw stale();
}
