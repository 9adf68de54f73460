import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { institutionById } from '../../institutions/index.js';
import { AgreedTermsStore } from './agreed-terms.js';
import { AffectedStore, type Affected } from '../stores/affected.store.js';
import { Assessing } from './assessing.js';
import type { Judged, Written, WrittenInside } from '../stores/change-writing.store.js';
import { CircumstancesStore, type Circumstances } from '../stores/circumstances.store.js';
import { touchedBy } from '../domain/affected.js';
import { classOf } from '../domain/classing.js';
import { isInside } from '../domain/conflicts.js';
import { commonMaintenance } from '../domain/maintenance-in.js';
import { DependenciesStore } from '../standing/dependencies/dependencies.store.js';
import type { Objection } from '../stores/opinions.store.js';

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
  constructor(
    private readonly affected: AffectedStore,
    private readonly assessing: Assessing,
    private readonly terms: AgreedTermsStore,
    private readonly dependencies: DependenciesStore,
    private readonly circumstances: CircumstancesStore,
  ) {}

  /** @param changeId null: it is not there yet, and nothing was corrected by hand */
  async judge(
    tx: Transaction,
    written: Written,
    inside: WrittenInside,
    objections: readonly Objection[],
    at: Date,
    changeId: string | null,
  ): Promise<Judgement> {
    const known = await this.circumstances.of(tx, changeId);
    const agreements = (await this.agreementsOf(tx, written, at)).filter(
      ({ institutionId }) => !known.removed.includes(institutionId),
    );
    const { risk, questionnaireId, assessment, followsModel } = await this.assessing.assess(
      tx,
      written.serviceIds,
      inside,
      at,
    );
    const affected = byInstitution(agreements, known, written.serviceIds);
    const isMajorVersion = inside.isMajorVersion || known.release === 'major';
    const tenant = written.tenantId === null ? null : ((await institutionById(tx, written.tenantId))?.code ?? null);
    const { class: kind, reasons } = classOf({
      asked: written.asked,
      follows: followsModel ? 'model' : isMinorRelease(inside, known) ? 'minor_release' : null,
      interruption: {
        minutesInServiceHours: await this.minutesInServiceHours(tx, written, agreements),
        isInsideMaintenance: await this.isInsideMaintenance(tx, written, agreements),
      },
      backOutMinutes: inside.backoutMinutes,
      wasTriedBefore: inside.wasTried,
      losesFunction: inside.losesFunction,
      takesNewPersonalData: inside.takesPersonalData,
      isMajorVersion,
      risk,
      affected: affected.map(({ code }) => code),
      tenant,
      objections: objections
        .filter(({ withdrawnAt }) => withdrawnAt === null)
        .map(({ institution, isSecurity }) => ({ institution: institution.code, isSecurity })),
    });
    return {
      class: kind,
      classReasons: reasons,
      risk,
      questionnaireId,
      assessment,
      affected,
      agreements,
    };
  }

  /** Only what happens in production affects somebody; what is one institution's own, that institution. */
  private async agreementsOf(tx: Transaction, written: Written, at: Date): Promise<Affected[]> {
    if (!written.environments.includes('production')) return [];
    const services = await this.servicesTouched(tx, written);
    const running = await this.affected.running(tx, services, written.windowFrom ?? at);
    if (written.asked !== 'own_tenant' || written.tenantId === null) return running;
    return running.filter(({ institutionId }) => institutionId === written.tenantId);
  }

  /** Its own, and those of whose components one needs a component that it touches, directly or through others. */
  private async servicesTouched(tx: Transaction, { serviceIds, componentIds }: Written): Promise<string[]> {
    if (componentIds.length === 0) return serviceIds;
    const dependencies = await this.dependencies.dependenciesAround(tx, componentIds);
    const touched = touchedBy(componentIds, dependencies).map(({ component }) => component);
    return [...new Set([...serviceIds, ...(await this.affected.servicesOf(tx, touched))])];
  }

  /** Whether its window lies in the agreed maintenance of everybody affected; what interrupts nobody needs none. */
  private async isInsideMaintenance(
    tx: Transaction,
    { windowFrom, windowTo, interruptionMinutes }: Written,
    agreements: readonly Affected[],
  ): Promise<boolean> {
    if (interruptionMinutes === 0 || agreements.length === 0) return true;
    if (!windowFrom || !windowTo) return false;
    const window = { from: windowFrom.getTime(), to: windowTo.getTime() };
    const terms = await this.terms.ofAgreements(
      tx,
      agreements.map(({ agreementId }) => agreementId),
    );
    const said = terms.map((versions) => versions.map((version) => version.said));
    return isInside(window, commonMaintenance(said, window.from, window.to));
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

/**
 * A change in a minor release is one; in a major one it is not. In none, it is a release of its own, of which its own word
 * says whether it is a major version; unless it was to follow a model, which then has to be approved.
 */
function isMinorRelease({ modelId, isMajorVersion }: WrittenInside, { release }: Circumstances): boolean {
  if (isMajorVersion) return false;
  return release === null ? modelId === null : release === 'minor';
}

/** By the agreements, and by hand: who was added knows of it through all its services. */
function byInstitution(
  agreements: readonly Affected[],
  { added }: Circumstances,
  serviceIds: string[],
): Judgement['affected'] {
  const found = new Map<string, Judgement['affected'][number]>();
  for (const { institutionId, code, serviceId } of agreements) {
    const one = found.get(institutionId) ?? { institutionId, code, serviceIds: [] };
    if (!one.serviceIds.includes(serviceId)) one.serviceIds.push(serviceId);
    found.set(institutionId, one);
  }
  for (const { institutionId, code } of added)
    if (!found.has(institutionId)) found.set(institutionId, { institutionId, code, serviceIds });
  return [...found.values()];
}
