import { Injectable } from '@nestjs/common';
import { nextReference, type Transaction } from '../../../database/index.js';
import { newId } from '../../../kernel/index.js';
import { AcksStore } from './acks.store.js';
import { AffectedStore } from './affected.store.js';
import { ChangeRecord } from '../moves/change-record.js';
import { ChangeWritingStore } from './change-writing.store.js';
import { ChangesStore } from './changes.store.js';
import { LateStore } from './late.store.js';
import { ChangeNotesStore } from './notes.store.js';
import { OpinionsStore } from './opinions.store.js';
import { ChangeTasksStore } from '../tasks/tasks.store.js';

/** Everything that keeps changes. */
@Injectable()
export class ChangeStores {
  constructor(
    readonly changes: ChangesStore,
    readonly writing: ChangeWritingStore,
    readonly affected: AffectedStore,
    readonly opinions: OpinionsStore,
    readonly record: ChangeRecord,
    readonly notes: ChangeNotesStore,
    readonly acks: AcksStore,
    readonly late: LateStore,
    readonly tasks: ChangeTasksStore,
  ) {}

  /** The id and the reference of a new one: `CHG-FUN-2026-00007`. */
  async named(
    tx: Transaction,
    owner: { id: string; code: string; timeZone: string },
    at: Date,
  ): Promise<{ id: string; reference: string }> {
    const reference = await nextReference(tx, 'change', owner, owner.timeZone, at);
    return { id: newId(at), reference };
  }
}
