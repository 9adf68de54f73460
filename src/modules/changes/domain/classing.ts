/** Which authority decides, and how long before the start it is announced. */
export type ChangeClass = 'standard' | 'normal' | 'major' | 'own_tenant' | 'emergency' | 'security_patch';

export type RiskLevel = 'low' | 'medium' | 'high';

/** What whoever prepares a change says it is; the class follows from it and from the facts. */
export type AskedClass = 'standard' | 'normal' | 'own_tenant' | 'emergency' | 'security_patch';

export interface Nature {
  asked: AskedClass;
  /** An approved, valid model or a minor release that it follows; null for neither. */
  follows: 'model' | 'minor_release' | null;
  interruption: {
    /** Of the interruption, the minutes in the service hours of the institution that has most of them. */
    minutesInServiceHours: number;
    isInsideMaintenance: boolean;
  };
  /** Minutes that backing out takes; null when it cannot be undone. */
  backOutMinutes: number | null;
  wasTriedBefore: boolean;
  losesFunction: boolean;
  takesNewPersonalData: boolean;
  isMajorVersion: boolean;
  risk: RiskLevel;
  /** Institutions that it affects, by their code; `own_tenant`: the one that it is for. */
  affected: readonly string[];
  tenant: string | null;
  objections: readonly { institution: string; isSecurity: boolean }[];
}

/** Why a change has its class: a code, and the figures that it was worked out from. */
export interface ClassReason {
  code: string;
  found?: number;
  limit?: number;
}

export interface Classed {
  class: ChangeClass;
  /** What made it so; of a change that was asked for as a lesser class, why it is not that. */
  reasons: ClassReason[];
}

const MOST_INTERRUPTED_MINUTES = 60;
const MOST_BACK_OUT_MINUTES = 30;
const LEAST_OBJECTIONS = 3;
const OBJECTION_PERCENT = 20;

/**
 * The class of a change, and so its authority. An emergency is one because two persons answer for it; everything else is
 * worked out. What makes it major does so whatever it was asked for as; one reasoned objection takes away that it is
 * standard; a security objection, or one of max(3, 20 %) of the affected institutions, makes it major.
 */
export function classOf(nature: Nature): Classed {
  if (nature.asked === 'emergency') return { class: 'emergency', reasons: [{ code: 'declared_emergency' }] };
  const others = nature.affected.filter((institution) => institution !== nature.tenant);
  if (nature.asked === 'own_tenant' && nature.tenant !== null && others.length === 0)
    return { class: 'own_tenant', reasons: [{ code: 'touches_one_institution' }] };
  const lost: ClassReason[] =
    nature.asked === 'own_tenant' ? [{ code: 'touches_other_institutions', found: others.length, limit: 0 }] : [];
  const major = reasonsForMajor(nature);
  if (major.length > 0) return { class: 'major', reasons: [...lost, ...major] };
  if (nature.asked === 'standard' || nature.asked === 'security_patch') {
    const against = reasonsAgainstStandard(nature);
    if (against.length > 0) return { class: 'normal', reasons: against };
    return { class: nature.asked, reasons: [{ code: 'reversible_tried_and_without_interruption' }] };
  }
  return { class: 'normal', reasons: [...lost, { code: 'nothing_makes_it_major' }] };
}

function reasonsForMajor(nature: Nature): ClassReason[] {
  const { minutesInServiceHours: found } = nature.interruption;
  const objecting = new Set(nature.objections.map(({ institution }) => institution)).size;
  const limit = objectionsThatRaise(nature.affected.length);
  const tests: [boolean, ClassReason][] = [
    [
      found > MOST_INTERRUPTED_MINUTES,
      { code: 'interruption_in_service_hours', found, limit: MOST_INTERRUPTED_MINUTES },
    ],
    [nature.losesFunction, { code: 'loss_of_function' }],
    [nature.backOutMinutes === null, { code: 'irreversible' }],
    [nature.takesNewPersonalData, { code: 'new_personal_data' }],
    [nature.isMajorVersion, { code: 'major_version' }],
    [nature.risk === 'high', { code: 'high_risk' }],
    [nature.objections.some(({ isSecurity }) => isSecurity), { code: 'security_objection' }],
    [objecting >= limit, { code: 'objections', found: objecting, limit }],
  ];
  return tests.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

function reasonsAgainstStandard(nature: Nature): ClassReason[] {
  const { backOutMinutes: found } = nature;
  const objecting = nature.objections.length;
  const tests: [boolean, ClassReason][] = [
    [nature.asked === 'standard' && nature.follows === null, { code: 'no_approved_model' }],
    [
      found !== null && found > MOST_BACK_OUT_MINUTES,
      { code: 'slow_to_back_out', found: found ?? 0, limit: MOST_BACK_OUT_MINUTES },
    ],
    [!nature.interruption.isInsideMaintenance, { code: 'interruption_outside_maintenance' }],
    [!nature.wasTriedBefore, { code: 'not_tried_before' }],
    [nature.risk !== 'low', { code: 'risk_above_low' }],
    [objecting > 0, { code: 'objections', found: objecting, limit: 1 }],
  ];
  return tests.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

/** How many institutions that object make a change major: three, or a fifth of the affected where that is more. */
export function objectionsThatRaise(affected: number): number {
  return Math.max(LEAST_OBJECTIONS, Math.ceil((affected * OBJECTION_PERCENT) / 100));
}
