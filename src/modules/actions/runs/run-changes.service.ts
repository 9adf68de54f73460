import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ActionDocument } from '../domain/action-document.js';
import { filled, fillInPlain } from './domain/filling.js';
import type { Run } from './run.js';
import { RunDesk } from './run-desk.js';
import { RunRecord } from './run-record.js';
import { RunWritingStore } from './stores/run-writing.store.js';

/** A run that is held, and what its version says, filled in with the values of the run. */
export interface RunForChange {
  run: Run;
  document: ActionDocument;
  now: Date;
}

/** What a change is opened from. Changes stand above actions: it is they that ask. */
@Injectable()
export class RunChangesService {
  constructor(
    private readonly desk: RunDesk,
    private readonly writing: RunWritingStore,
    private readonly record: RunRecord,
  ) {}

  /** Held until the transaction ends. Refused: 404, 403, 409 `run_finished`. */
  async held(tx: Transaction, id: string): Promise<RunForChange> {
    const { run, document, now } = await this.desk.held(tx, id);
    const { title } = document;
    const fill = (line: string) => fillInPlain(line, run.parameters);
    const said = { title: { fr: fill(title.fr), en: title.en === null ? null : fill(title.en) } };
    return { run, document: { ...document, ...filled(document, run.parameters), ...said }, now };
  }

  /** From now on this is its change. */
  async name(tx: Transaction, { run, now }: RunForChange, change: { id: string; reference: string }): Promise<void> {
    await this.writing.name(tx, run.id, change.reference, now);
    await this.record.say(tx, run, now, 'run.change_opened', { changeId: change.id });
  }
}
