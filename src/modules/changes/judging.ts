import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { institutionById } from '../institutions/index.js';
import { AffectedStore, type Affected } from './affected.store.js';
import type { Judged, Written, WrittenInside } from './change-writing.store.js';
import { classOf } from './domain/classing.js';
import type { Objection } from './opinions.store.js';

const MINUTE = 60_000;

export interface Judgement extends Judged {
  /** Whom it affects, with the services through which it does. */
  affected: { institutionId: string; code: string; serviceIds: string[] }[];
  /** Their agreements about its services. */
  agreements: Affected[];
}

/** What a change is, worked out from what was written of it, the agreements, and what those affected said. */
@Injectable()
export class Judging {
  constructor(private readonly affected: AffectedStore) {}

  async judge(
    tx: Transaction,
    written: Written,
    inside: WrittenInside,
    objections: readonly Objection[],
    at: Date,
  ): Promise<Judgement> {
    const agreements = await this.agreementsOf(tx, written, at);
    const affected = byInstitution(agreements);
    const tenant = written.tenantId === null ? null : ((await institutionById(tx, written.tenantId))?.code ?? null);
    const { class: kind, reasons } = classOf({
      asked: written.asked,
      follows: inside.modelId ? 'model' : inside.isMajorVersion ? null : 'minor_release',
      interruption: {
        minutesInServiceHours: await this.minutesInServiceHours(tx, written, agreements),
        isInsideMaintenance: written.interruptionMinutes === 0,
      },
      backOutMinutes: inside.backoutMinutes,
      wasTriedBefore: inside.wasTried,
      losesFunction: inside.losesFunction,
      takesNewPersonalData: inside.takesPersonalData,
      isMajorVersion: inside.isMajorVersion,
      risk: 'low',
      affected: affected.map(({ code }) => code),
      tenant,
      objections: objections
        .filter(({ withdrawnAt }) => withdrawnAt === null)
        .map(({ institution, isSecurity }) => ({ institution: institution.code, isSecurity })),
    });
    return {
      class: kind,
      classReasons: reasons,
      risk: 'low',
      questionnaireId: null,
      assessment: null,
      affected,
      agreements,
    };
  }

  /** Only what happens in production affects somebody; what is one institution's own, that institution. */
  private async agreementsOf(tx: Transaction, written: Written, at: Date): Promise<Affected[]> {
    if (!written.environments.includes('production')) return [];
    const running = await this.affected.running(tx, written.serviceIds, written.windowFrom ?? at);
    if (written.asked !== 'own_tenant' || written.tenantId === null) return running;
    return running.filter(({ institutionId }) => institutionId === written.tenantId);
  }

  /** Of the interruption, as much as may fall into the service hours of whoever has most of them in the window. */
  private async minutesInServiceHours(
    tx: Transaction,
    { windowFrom, windowTo, interruptionMinutes }: Written,
    agreements: readonly Affected[],
  ): Promise<number> {
    if (interruptionMinutes === 0 || !windowFrom || !windowTo) return 0;
    const hours = await this.affected.hours(
      tx,
      agreements.map(({ agreementId }) => agreementId),
    );
    const most = Math.max(0, ...hours.map((time) => time.elapsed(windowFrom.getTime(), windowTo.getTime(), [])));
    return Math.min(interruptionMinutes, Math.ceil(most / MINUTE));
  }
}

function byInstitution(agreements: readonly Affected[]): Judgement['affected'] {
  const found = new Map<string, Judgement['affected'][number]>();
  for (const { institutionId, code, serviceId } of agreements) {
    const one = found.get(institutionId) ?? { institutionId, code, serviceIds: [] };
    if (!one.serviceIds.includes(serviceId)) one.serviceIds.push(serviceId);
    found.set(institutionId, one);
  }
  return [...found.values()];
}
