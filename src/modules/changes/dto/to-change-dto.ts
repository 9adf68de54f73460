import { formatInstant } from '../../../http/index.js';
import type { Change, Inside } from '../change.js';
import { versionOf } from '../moves/change-desk.js';
import type { ChangeEntry } from '../moves/change-record.js';
import type { ChangeDetails } from '../changes.service.js';
import type { ChangeNote } from '../stores/notes.store.js';
import type { ChangeDetailsDto, ChangeDto, ChangeEntryDto, ChangeInsideDto, ChangeNoteDto } from './change.dto.js';

const instant = (at: Date | null): string | null => at && formatInstant(at);

export function toChangeDto(change: Change): ChangeDto {
  const { reference, title, why, asked, state, outcome, institution, services, components, inside } = change;
  const { environments, tenant, askedBy, interruptionMinutes, interruptedMinutes, risk, windowFrom, windowTo } = change;
  return {
    reference,
    title,
    why,
    kind: asked,
    class: change.class,
    classReasons: change.classReasons,
    state,
    outcome,
    institution,
    services,
    components,
    environments,
    tenant,
    askedBy,
    window: windowFrom && windowTo ? { from: formatInstant(windowFrom), to: formatInstant(windowTo) } : null,
    interruptionMinutes,
    interruptedMinutes,
    risk,
    announcedAt: instant(change.announcedAt),
    decidedAt: instant(change.decidedAt),
    heldAt: instant(change.heldAt),
    startedAt: instant(change.startedAt),
    endedAt: instant(change.endedAt),
    closedAt: instant(change.closedAt),
    release: change.release,
    inside: inside && toInsideDto(inside),
    version: versionOf(change),
  };
}

function toInsideDto(inside: Inside): ChangeInsideDto {
  const { plan, tests, backoutPlan, backoutMinutes, wasTried, losesFunction, takesPersonalData } = inside;
  return {
    plan,
    tests,
    backoutPlan,
    backoutMinutes,
    wasTried,
    losesFunction,
    takesPersonalData,
    isMajorVersion: inside.isMajorVersion,
    model: inside.modelId,
    answers: inside.answers,
    assessment: inside.assessment,
    implementers: inside.implementerIds,
    author: inside.authorId,
    owner: inside.ownerId,
    emergencyReason: inside.emergencyReason,
  };
}

export function toChangeDetailsDto({
  change,
  parties,
  takenOut,
  objections,
  opinions,
  moves,
}: ChangeDetails): ChangeDetailsDto {
  return Object.assign(toChangeDto(change), {
    parties: [
      ...parties.map(({ institution, kind, shownAt, acknowledgedAt, addedReason }) => ({
        institution,
        as: kind,
        shownAt: instant(shownAt),
        acknowledgedAt: instant(acknowledgedAt),
        reason: change.inside && addedReason,
        removedAt: null,
      })),
      ...takenOut.map(({ institution, reason, removedAt }) => ({
        institution,
        as: 'affected',
        shownAt: null,
        acknowledgedAt: null,
        reason,
        removedAt: formatInstant(removedAt),
      })),
    ],
    objections: objections.map(({ institution, reason, isSecurity, objectedAt, withdrawnAt }) => ({
      institution,
      reason,
      isSecurity,
      objectedAt: formatInstant(objectedAt),
      withdrawnAt: instant(withdrawnAt),
    })),
    opinions: opinions.map(({ asWhat, institution, decision, reason, saidAt, voidedAt }) => ({
      as: asWhat,
      institution,
      decision,
      reason,
      saidAt: formatInstant(saidAt),
      voidedAt: instant(voidedAt),
    })),
    moves: [...moves],
  });
}

export function toChangeNoteDto({ audience, body, author, institution, writtenAt }: ChangeNote): ChangeNoteDto {
  return { audience, body, author, institution, writtenAt: formatInstant(writtenAt) };
}

export function toChangeEntryDto({ id, type, occurredAt, audience, actorName, data }: ChangeEntry): ChangeEntryDto {
  return { id, type, at: formatInstant(occurredAt), audience, actor: actorName, data };
}
