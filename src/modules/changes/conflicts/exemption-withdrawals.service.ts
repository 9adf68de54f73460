import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, conflict, notFound } from '../../../kernel/index.js';
import { institutionByCode } from '../../institutions/index.js';
import { requireDeclarer } from '../freezes/declaring.js';
import { FreezeRecord } from '../freezes/freeze-record.js';
import { FreezesStore } from '../freezes/freezes.store.js';
import { ChangeDesk, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { hasStarted } from '../domain/states.js';
import { shownOf, type ShownExemption } from './exemptions.service.js';
import { ExemptionsStore } from './exemptions.store.js';

/**
 * What let a change pass a freeze is taken back by whoever may say it, until the change begins: from then on it is blocked as
 * before. Those who make it are told by its record. Of a change that is not there nothing is told, and nothing stands in the way.
 */
@Injectable()
export class ExemptionWithdrawals {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly freezes: FreezesStore,
    private readonly exemptions: ExemptionsStore,
    private readonly record: FreezeRecord,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
  ) {}

  withdraw(actor: Actor, freezeId: string, reference: string, reason: string): Promise<ShownExemption> {
    return this.work.run(actor, async (tx) => {
      const freeze = await this.freezes.byId(tx, freezeId);
      requireDeclarer(actor, freeze);
      // first: nobody asks in this way whether a change has begun
      const exemption = await this.exemptions.holding(tx, freezeId, reference);
      const owner = exemption && (await institutionByCode(tx, reference.split('-')[1] ?? ''));
      if (!owner) throw notFound();
      const open = await tx.asOwner(owner.id, () => this.held(tx, reference), 'provider');
      if (open && hasStarted(open.change.state))
        throw conflict('begun', 'The change has begun, or is over: what let it pass stays.');
      const present = Math.max(this.clock.now().getTime(), freeze.updatedAt.getTime(), open?.now.getTime() ?? 0);
      const now = new Date(present);
      if (!(await this.exemptions.withdraw(tx, exemption.id, reason, now))) throw notFound();
      await this.record.say(tx, freeze, now, 'freeze.exemption_withdrawn', { exemptionId: exemption.id });
      if (open) await tx.asOwner(owner.id, () => this.tell(open, exemption.id, now), 'provider');
      const withdrawn = { reason, saidBy: actor.personId, saidAt: now.toISOString() };
      const [shown] = await shownOf(tx, [{ ...exemption, withdrawn }]);
      if (!shown) throw notFound();
      return shown;
    });
  }

  /** Alone with it, as those who make it; undefined: there is none. */
  private async held(tx: Transaction, reference: string): Promise<OpenChange | undefined> {
    return (await this.stores.changes.find(tx, reference)) && this.desk.within(tx, reference);
  }

  private async tell({ tx, change }: OpenChange, exemptionId: string, now: Date): Promise<void> {
    await this.stores.writing.touch(tx, change.id, now);
    await this.stores.record.say(tx, change.id, now, 'change.exemption_withdrawn', {
      audience: 'internal',
      exemptionId,
    });
  }
}
