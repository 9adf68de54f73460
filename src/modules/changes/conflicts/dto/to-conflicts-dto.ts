import { formatInstant } from '../../../../http/index.js';
import type { Freeze } from '../../domain/conflicts.js';
import type { Acknowledgement, Word } from '../answers.store.js';
import type { ShownConflicts } from '../conflicts.service.js';
import type { FoundConflict } from '../conflicts.js';
import type { ShownExemption } from '../exemptions.service.js';
import type { Leaves } from '../domain/budget.js';
import type { Labels } from '../labels.store.js';
import type { Neighbour } from '../neighbours.js';
import type { Offered, OfferedWindow } from '../windows.service.js';
import type {
  AcceptedDto,
  ConflictDto,
  ConflictsDto,
  ExemptionDto,
  LeavesDto,
  MetChangeDto,
  MetFreezeDto,
  OfferedWindowDto,
  SaidDto,
  WindowsDto,
} from './conflicts.dto.js';

type People = ReadonlyMap<string, string>;

export function toConflictsDto({
  window,
  conflicts,
  asked,
  leaves,
  earlier,
  labels,
  people,
}: ShownConflicts): ConflictsDto {
  return {
    window: window && spanOf(window),
    conflicts: conflicts.map((one) => toConflictDto(one, labels, people)),
    asked: asked.map((one) => toAcceptedDto(one, people)),
    leaves: leaves.map(toLeavesDto),
    earlier: earlier.map(({ occasion, foundFor, foundAt, found }) => ({
      occasion,
      by: people.get(foundFor) ?? null,
      at: formatInstant(foundAt),
      conflicts: found.map(({ key, kind, severity, overridden }) => ({ key, kind, severity, overridden })),
    })),
  };
}

function toConflictDto(one: FoundConflict, labels: Labels, people: People): ConflictDto {
  const { key, kind, severity, freeze, change, override, exemption, acknowledgements } = one;
  return {
    key,
    kind,
    severity,
    ...spanOf(one),
    freeze: freeze && toMetFreezeDto(freeze, labels),
    change: change && toMetChangeDto(change, labels),
    overridden: override && toSaidDto(override, people),
    exempted: exemption && toSaidDto(exemption, people),
    acknowledgements: acknowledgements.map((said) => toAcceptedDto(said, people)),
  };
}

function toMetFreezeDto({ id, scope }: Freeze, { freezes }: Labels): MetFreezeDto {
  const of = scope.kind === 'service' ? scope.service : scope.kind === 'institution' ? scope.institution : null;
  return { id, title: freezes.get(id) ?? null, scope: scope.kind, of };
}

const toMetChangeDto = ({ id, reference, institution, services }: Neighbour, { changes }: Labels): MetChangeDto => ({
  reference,
  title: changes.get(id) ?? null,
  institution,
  services: [...services],
});

const toSaidDto = ({ reason, saidBy, saidAt }: Word, people: People): SaidDto => ({
  by: people.get(saidBy) ?? null,
  reason,
  at: formatInstant(saidAt),
});

const toAcceptedDto = (said: Acknowledgement, people: People): AcceptedDto => ({
  by: people.get(said.saidBy) ?? null,
  reason: said.reason,
  at: formatInstant(said.saidAt),
  change: said.changeReference,
});

const toLeavesDto = ({ service, institution, month, agreedMinutes, leftMinutes }: Leaves): LeavesDto => ({
  service: { code: service.code, name: service.name },
  institution,
  month,
  agreedMinutes,
  leftMinutes,
});

export const toExemptionDto = ({ withdrawn, withdrawnBy, ...said }: ShownExemption): ExemptionDto => ({
  id: said.id,
  change: said.changeReference,
  by: said.by,
  reason: said.reason,
  at: formatInstant(said.saidAt),
  withdrawn: withdrawn && {
    by: withdrawnBy,
    reason: withdrawn.reason,
    at: formatInstant(new Date(withdrawn.saidAt)),
  },
});

export function toWindowsDto({ earliest, windows, obstacles, labels }: Offered): WindowsDto {
  return {
    earliest: earliest === null ? null : formatInstant(earliest),
    windows: windows.map(toWindowDto),
    obstacles: obstacles.map(({ kind, minutes, institutions, freeze, change }) => ({
      kind,
      minutes,
      institutions,
      freeze: freeze && toMetFreezeDto(freeze, labels),
      change: change && toMetChangeDto(change, labels),
    })),
  };
}

function toWindowDto(window: OfferedWindow): OfferedWindowDto {
  const { costs, users, leaves } = window;
  return {
    ...spanOf(window),
    serviceMinutes: Math.max(0, ...costs.map(({ serviceMinutes }) => serviceMinutes)),
    users,
    affected: costs.map(({ agreed, serviceMinutes, localFrom, localTo }) => ({
      institution: agreed.institution,
      service: { code: agreed.service.code, name: agreed.service.name },
      serviceMinutes,
      localFrom,
      localTo,
      timeZone: agreed.siteZone,
    })),
    leaves: leaves.map(toLeavesDto),
  };
}

const spanOf = ({ from, to }: { from: number; to: number }) => ({ from: formatInstant(from), to: formatInstant(to) });
