import { formatInstant } from '../../../../../http/index.js';
import { movesOf, shownStanding, type ModelContent } from '../domain/model.js';
import type { ModelChanges } from '../models.service.js';
import type { ChangeModel, Plan } from '../models.store.js';
import type { ChangeModelDto, PlanOfModelDto } from './change-model.dto.js';
import type { EditChangeModelDto, DraftChangeModelDto } from './change-model-input.dto.js';

/** The version that a reader can be sure of: insiders see more change. */
export const tagOf = ({ version, inside }: ChangeModel): number => inside?.version ?? version;

export function toChangeModelDto(model: ChangeModel, now: Date): ChangeModelDto {
  const { id, service, institution, approvedNumber, inside, suspendedAt, suspendedFor } = model;
  const draft = inside?.draft;
  return {
    id,
    service,
    institution,
    title: model.title ?? { fr: draft?.titleFr ?? '', en: draft?.titleEn ?? '' },
    standing: shownStanding(model, now),
    number: approvedNumber,
    approvedAt: instant(model.approvedAt),
    expiresAt: instant(model.expiresAt),
    suspended: suspendedAt && suspendedFor ? { since: formatInstant(suspendedAt), because: suspendedFor } : null,
    withdrawnAt: instant(model.withdrawnAt),
    inside: inside && {
      approved: inside.approved && toPlanDto(inside.approved),
      draft: inside.draft && toPlanDto(inside.draft),
      reason: inside.reason,
      failures: inside.failures.map(({ changeId, at }) => ({ change: changeId, at: formatInstant(new Date(at)) })),
      moves: [...movesOf(model, now)],
    },
  };
}

function toPlanDto(plan: Plan): PlanOfModelDto {
  return {
    number: plan.number,
    title: { fr: plan.titleFr, en: plan.titleEn },
    description: plan.description,
    steps: plan.steps,
    tests: plan.tests,
    backout: plan.backout,
    backOutMinutes: plan.backOutMinutes,
    interruptionMinutes: plan.interruptionMinutes,
    needsMaintenanceWindow: plan.needsMaintenanceWindow,
    risk: 'low',
  };
}

const instant = (at: Date | null) => (at ? formatInstant(at) : null);

export function changesOf(body: EditChangeModelDto): ModelChanges {
  const { title, description, steps, tests, backout } = body;
  const { backOutMinutes, interruptionMinutes, needsMaintenanceWindow } = body;
  const said = { description, steps, tests, backout, backOutMinutes, interruptionMinutes, needsMaintenanceWindow };
  return { ...said, titleFr: title?.fr, titleEn: title?.en };
}

export function contentOf(body: DraftChangeModelDto): ModelContent {
  const { title, description, steps, tests, backout } = body;
  const { backOutMinutes, interruptionMinutes, needsMaintenanceWindow } = body;
  const said = { description, steps, tests, backout, backOutMinutes, interruptionMinutes, needsMaintenanceWindow };
  return { ...said, titleFr: title.fr, titleEn: title.en };
}
