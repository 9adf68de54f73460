import { formatInstant } from '../../../http/index.js';
import type { Action, ActionVersion, ListedAction } from '../action.js';
import type { ActionDetails } from '../action-desk.js';
import type { ReadVersion } from '../action-reading.service.js';
import type { ActionEntry } from '../action-record.js';
import type { FieldChange, Difference } from '../domain/difference.js';
import type {
  ActionDto,
  ActionEntryDto,
  ActionPersonDto,
  ActionStandingDto,
  ActionVersionDto,
  ActionDifferenceDto,
  ListedActionDto,
  OpenVersionDto,
} from './action.dto.js';

const instant = (at: Date | null): string | null => at && formatInstant(at);

export function toListedDto(listed: ListedAction): ListedActionDto {
  const { kind, title, services, risk, minutes } = listed;
  const standing = standingOf(listed, { number: listed.number, state: listed.versionState });
  return Object.assign(standing, { kind, title, services, risk, minutes });
}

export function toActionDto({ action, holding, open, names, moves }: ActionDetails): ActionDto {
  return Object.assign(standingOf(action, holding), holding.document, {
    draft: open ? openOf(open, names) : null,
    moves: [...moves],
  });
}

export function toVersionDto({ version, isOwn, names, reviewNote }: ReadVersion): ActionVersionDto {
  const { number, state, authorIds, reviewedBy, reviewedAt, publishedAt, document } = version;
  return {
    number,
    state,
    authors: isOwn ? authorIds.map((id) => personOf(id, names)) : [],
    reviewedBy: isOwn && reviewedBy ? personOf(reviewedBy, names) : null,
    reviewedAt: isOwn ? instant(reviewedAt) : null,
    reviewNote,
    publishedAt: instant(publishedAt),
    document,
  };
}

export function toDifferenceDto({ fields, steps }: Difference): ActionDifferenceDto {
  return { fields: fields.map(changeOf), steps: steps.map((step) => ({ ...step, fields: step.fields.map(changeOf) })) };
}

export function toEntryDto({ id, type, occurredAt, actorName, data }: ActionEntry): ActionEntryDto {
  const number = typeof data['number'] === 'number' ? data['number'] : null;
  return { id, type, at: formatInstant(occurredAt), by: actorName, number };
}

const changeOf = ({ field, before, after }: FieldChange) => ({ field, before: before ?? null, after: after ?? null });

const personOf = (id: string, names: ReadonlyMap<string, string>): ActionPersonDto => ({
  id,
  name: names.get(id) ?? null,
});

function openOf(version: ActionVersion, names: ReadonlyMap<string, string>): OpenVersionDto {
  const { number, state, authorIds, reviewedBy, reviewedAt, usedAt, document } = version;
  return {
    number,
    state,
    authors: authorIds.map((id) => personOf(id, names)),
    reviewedBy: reviewedBy === null ? null : personOf(reviewedBy, names),
    reviewedAt: instant(reviewedAt),
    used: usedAt !== null,
    document,
  };
}

function standingOf(action: Action, holding: Pick<ActionVersion, 'number' | 'state'>): ActionStandingDto {
  const { reference, key, state, sharing, institution, owner, reviewOn, suspendedAt, suspendedBecause } = action;
  const written = holding.state === 'reviewed' ? 'reviewed' : 'draft';
  return {
    reference,
    key,
    state,
    sharing,
    institution,
    owner,
    number: holding.number,
    banner: state === 'published' ? null : state === 'draft' ? written : state,
    publishedAt: instant(action.publishedAt),
    reviewOn,
    suspended:
      suspendedAt === null || suspendedBecause === null
        ? null
        : { since: formatInstant(suspendedAt), because: suspendedBecause },
    retiredAt: instant(action.retiredAt),
    updatedAt: formatInstant(action.updatedAt),
    version: action.version,
  };
}
