import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import { AffectedStore } from '../stores/affected.store.js';
import type { Change, Party } from '../change.js';
import { earliestStart } from '../domain/notice.js';
import { assertWindow } from '../moves/deciding.js';

/** Whether those affected are told early enough, in the hours of their agreements. */
@Injectable()
export class Notice {
  constructor(private readonly affected: AffectedStore) {}

  /** Refuses (409) a window that begins before the notice of the change's class is over. */
  async assertKept(tx: Transaction, change: Change, parties: readonly Party[], announcedAt: Date): Promise<void> {
    const window = assertWindow(change);
    const earliest = await this.earliest(tx, change, parties, announcedAt);
    if (earliest !== undefined && earliest <= window.from) return;
    const from = earliest === undefined ? 'never' : `from ${new Date(earliest).toISOString()} on`;
    throw conflict('notice_not_kept', `With the notice that this change needs, it may begin ${from}.`);
  }

  /** From when on it may begin; undefined: never. The notice of whoever came to it later runs from then. */
  async earliest(
    tx: Transaction,
    change: Change,
    parties: readonly Party[],
    announcedAt: Date,
  ): Promise<number | undefined> {
    const affected = parties.filter(({ kind }) => kind === 'affected');
    const services = [...new Set(affected.flatMap(({ serviceIds }) => serviceIds))];
    const running = await this.affected.running(tx, services, announcedAt);
    const hours = await this.affected.hours(
      tx,
      running
        .filter(({ institutionId }) => affected.some((party) => party.institutionId === institutionId))
        .map(({ agreementId }) => agreementId),
    );
    const asked = hours.map((time) => (from: number, days: number) => time.endOfWorkingDay(from, days));
    const shown = affected.map(({ shownAt }) => shownAt?.getTime() ?? 0);
    return earliestStart(change.class, Math.max(announcedAt.getTime(), ...shown), asked);
  }
}
