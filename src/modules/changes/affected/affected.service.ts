import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, forbidden, invalid } from '../../../kernel/index.js';
import { can } from '../../identity/index.js';
import { institutionByCode } from '../../institutions/index.js';
import type { Change } from '../change.js';
import { ChangeDesk, type OpenChange } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Rejudging } from '../judging/rejudging.js';

export interface Correction {
  /** A code. */
  institution: string;
  isAffected: boolean;
  reason: string;
}

/** Who is affected by a change, said by those who make it. It outlives every later edit. */
@Injectable()
export class AffectedService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly rejudging: Rejudging,
  ) {}

  correct(actor: Actor, reference: string, ifMatch: number | undefined, said: Correction): Promise<Change> {
    return this.desk.open(
      actor,
      reference,
      ifMatch,
      async (open) => {
        const institution = await institutionByCode(open.tx, said.institution);
        if (!institution) throw invalid('institution', 'unknown_institution', 'No such institution.');
        await this.assertNews(open, institution.code, said.isAffected);
        await this.rejudging.after(open, () => this.write(open, institution.id, said));
      },
      ({ change }) => {
        if (change.institutionId !== actor.institution.id || !change.inside)
          throw forbidden('Another institution makes this change.');
        if (!change.serviceIds.some((id) => can(actor, 'change.write', id)))
          throw forbidden('None of your roles allows this.');
      },
    );
  }

  /** Refuses what is so already; and to take out whoever objects, who would be heard no more. */
  private async assertNews({ tx, change, parties }: OpenChange, code: string, isAffected: boolean): Promise<void> {
    const isSo = parties.some(({ kind, institution }) => kind === 'affected' && institution.code === code);
    if (isSo === isAffected) throw conflict('affected_already', isSo ? 'It is affected.' : 'It is not affected.');
    if (isAffected) return;
    const objections = await this.stores.opinions.objections(tx, change.id);
    if (objections.some(({ institution, withdrawnAt }) => institution.code === code && withdrawnAt === null))
      throw conflict('objects', 'It objects to the change, and is taken out once it does so no more.');
    if (change.asked === 'own_tenant' && change.tenant?.code === code)
      throw conflict('own_tenant', 'The change is of its own tenant.');
  }

  private async write(
    { tx, change, parties, now }: OpenChange,
    institutionId: string,
    said: Correction,
  ): Promise<void> {
    const shownAt = change.announcedAt && now;
    const { isAffected, reason } = said;
    if (!isAffected) {
      const leaving = parties.filter((one) => one.kind === 'affected' && one.institutionId === institutionId);
      await this.rejudging.sayGone(tx, change, leaving, now);
    }
    await this.stores.affected.correct(tx, change, { institutionId, isAffected, reason }, { at: now, shownAt });
    await this.stores.record.say(tx, change.id, now, 'change.party_corrected', {
      audience: 'internal',
      institutionId,
      isAffected,
    });
  }
}
