import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, invalid, isUuid, newId } from '../../../kernel/index.js';
import { namesOf } from '../../identity/index.js';
import { institutionByCode } from '../../institutions/index.js';
import { requireDeclarer } from '../freezes/declaring.js';
import { FreezeRecord } from '../freezes/freeze-record.js';
import { FreezesStore } from '../freezes/freezes.store.js';
import { ExemptionsStore, type Exemption } from './exemptions.store.js';

export type ShownExemption = Exemption & { by: string | null; withdrawnBy: string | null };

const isId = (key: unknown): key is string => typeof key === 'string' && isUuid(key);

/** Changes that whoever declared a freeze lets pass. */
@Injectable()
export class ExemptionsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly freezes: FreezesStore,
    private readonly exemptions: ExemptionsStore,
    private readonly record: FreezeRecord,
  ) {}

  /** For those who could declare it. */
  list(actor: Actor, freezeId: string, limit: number, cursor?: string): Promise<Page<ShownExemption>> {
    const after = decodeCursor(cursor, isId);
    return this.work.run(actor, async (tx) => {
      requireDeclarer(actor, await this.freezes.byId(tx, freezeId));
      const rows = await this.exemptions.ofFreeze(tx, freezeId, limit + 1, after);
      return toPage(
        await shownOf(tx, rows),
        limit,
        ({ id }) => id,
        (row) => row,
      );
    });
  }

  /**
   * The change is not looked for: whoever declares freezes may not know of it yet, and is told nothing by naming one. Whose it
   * is, its reference says.
   */
  exempt(actor: Actor, freezeId: string, reference: string, reason: string): Promise<ShownExemption> {
    return this.work.run(actor, async (tx) => {
      const freeze = await this.freezes.byId(tx, freezeId);
      requireDeclarer(actor, freeze);
      if (freeze.liftedAt) throw conflict('lifted', 'This freeze has been lifted.');
      const present = this.clock.now();
      const now = present < freeze.updatedAt ? freeze.updatedAt : present;
      if (freeze.endsAt <= now) throw conflict('over', 'This freeze is over.');
      const owner = await institutionByCode(tx, reference.split('-')[1] ?? '');
      if (!owner) throw invalid('change', 'unknown_institution', 'The reference names no institution.');
      const id = newId(now);
      const { institutionId } = freeze;
      const made = { id, freezeId, institutionId, reference, ownerId: owner.id, reason, at: now };
      if (!(await this.exemptions.add(tx, made)))
        throw conflict('exempted', 'This freeze lets the change pass already.');
      await this.record.say(tx, freeze, now, 'freeze.exempted', { exemptionId: id });
      const institution = freeze.institution;
      return {
        id,
        freezeId,
        changeReference: reference,
        institution,
        reason,
        saidBy: actor.personId,
        saidAt: now,
        by: actor.name,
        withdrawn: null,
        withdrawnBy: null,
      };
    });
  }
}

/** With the names of who said it, and of who took it back. */
export async function shownOf(tx: Transaction, rows: readonly Exemption[]): Promise<ShownExemption[]> {
  const people = rows.flatMap(({ saidBy, withdrawn }) => [saidBy, ...(withdrawn ? [withdrawn.saidBy] : [])]);
  const names = await namesOf(tx, people);
  return rows.map((row) => ({
    ...row,
    by: names.get(row.saidBy) ?? null,
    withdrawnBy: row.withdrawn && (names.get(row.withdrawn.saidBy) ?? null),
  }));
}
