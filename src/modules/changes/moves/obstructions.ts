import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Change, Party } from '../change.js';
import { ChangeRecord } from './change-record.js';
import { insideOf, type OpenChange } from './change-desk.js';
import { ChangesStore } from '../stores/changes.store.js';
import { Conflicts } from '../conflicts/conflicts.js';

type Occasion = 'approve' | 'schedule' | 'start';
type Known = Pick<Change, 'id' | 'institutionId' | 'reference'>;

/** What stands against a change in its window, asked as those who make it see it, whoever saves, decides or begins it. */
@Injectable()
export class Obstructions {
  constructor(
    private readonly changes: ChangesStore,
    private readonly conflicts: Conflicts,
    private readonly record: ChangeRecord,
  ) {}

  /** Refuses (409) what is blocked, an emergency excepted; what does not block is kept with what is done. */
  async assertNone({ tx, change, now }: OpenChange, occasion: Occasion): Promise<void> {
    const told = { occasion, personId: tx.actor.personId, at: now };
    await this.asOwner(tx, change, (...whole) => this.conflicts.assertNone(tx, ...whole, told));
  }

  /** For what was said and cannot be refused: everything is kept with it. Whether something blocks. */
  ask({ tx, change, now }: OpenChange, occasion: Occasion): Promise<boolean> {
    const told = { occasion, personId: tx.actor.personId, at: now };
    return this.asOwner(tx, change, async (...whole) => {
      return (await this.conflicts.ask(tx, ...whole, told)).length > 0;
    });
  }

  /** Whether something blocks now; nothing is kept. */
  isThere({ tx, change }: Pick<OpenChange, 'tx' | 'change'>): Promise<boolean> {
    return this.asOwner(tx, change, async (...whole) => {
      const { conflicts } = await this.conflicts.find(tx, ...whole);
      return conflicts.some(({ severity }) => severity === 'blocks');
    });
  }

  /** Whoever saves a change is told, by an entry of the record, what newly stands against it. */
  async warn(tx: Transaction, change: Known, at: Date): Promise<void> {
    const { personId } = tx.actor;
    const seen = await this.asOwner(tx, change, (...whole) => this.conflicts.notice(tx, ...whole, { personId, at }));
    if (seen.length === 0) return;
    const conflicts = seen.map(({ kind, severity }) => ({ kind, severity }));
    await this.record.say(tx, change.id, at, 'change.conflicts_found', { audience: 'internal', conflicts });
  }

  private asOwner<T>(
    tx: Transaction,
    { id, institutionId, reference }: Known,
    work: (change: Change, parties: Party[], implementerIds: string[]) => Promise<T>,
  ): Promise<T> {
    return tx.asOwner(
      institutionId,
      async () => {
        const whole = await this.changes.byReference(tx, reference);
        return work(whole, await this.changes.parties(tx, id), insideOf(whole).implementerIds);
      },
      'provider',
    );
  }
}
