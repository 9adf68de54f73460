import { formatInstant } from '../../../../http/index.js';
import { ALLOWED_DAYS } from '../../domain/allowance.js';
import type { Imported } from '../freeze-imports.service.js';
import type { StoredPeriod } from '../freeze-periods.store.js';
import type { ShownFreeze } from '../freezes.service.js';
import type { FreezeDetailsDto, FreezeDto, FreezePeriodDto, ImportDto } from './freeze.dto.js';

export function toFreezeDto(shown: ShownFreeze, now: Date): FreezeDto {
  const { freeze } = shown;
  const next = shown.periods.find(({ to, isLifted }) => to > now && !isLifted);
  return {
    id: freeze.id,
    scope: freeze.scope,
    institution: freeze.institution,
    service: freeze.service,
    title: freeze.title,
    reason: freeze.reason,
    timeZone: freeze.timeZone,
    wholeDays: freeze.firstDay !== null,
    from: freeze.firstDay ?? formatInstant(freeze.fromAt ?? freeze.startsAt),
    to: freeze.lastDay ?? formatInstant(freeze.toAt ?? freeze.endsAt),
    recurrence: freeze.rule,
    until: freeze.until,
    excluded: freeze.excluded,
    startsAt: formatInstant(freeze.startsAt),
    endsAt: formatInstant(freeze.endsAt),
    periodCount: freeze.periodCount,
    next: next ? toPeriodDto(shown, next) : null,
    lifted: freeze.liftedAt && { from: formatInstant(freeze.liftedAt), reason: freeze.liftReason ?? '' },
    isImported: freeze.uid !== null,
    declaredAt: formatInstant(freeze.declaredAt),
    updatedAt: formatInstant(freeze.updatedAt),
    version: freeze.version,
  };
}

export function toFreezeDetailsDto(shown: ShownFreeze, now: Date): FreezeDetailsDto {
  return Object.assign(toFreezeDto(shown, now), { periods: shown.periods.map((period) => toPeriodDto(shown, period)) });
}

export function toImportDto({ isPreview, events, refusals }: Imported): ImportDto {
  return {
    preview: isPreview,
    events: events.map(({ from, to, ...event }) => ({
      ...event,
      startsAt: from === null ? null : formatInstant(from),
      endsAt: to === null ? null : formatInstant(to),
    })),
    refusals: [...refusals],
  };
}

function toPeriodDto({ freeze, used }: ShownFreeze, period: StoredPeriod): FreezePeriodDto {
  const isCounted = freeze.scope === 'institution';
  const year = Number(period.on.slice(0, 4));
  return {
    from: formatInstant(period.from),
    to: formatInstant(period.to),
    on: period.on,
    isLifted: period.isLifted,
    blocksShared: isCounted ? period.blocksShared : null,
    why: period.why,
    workingDays: isCounted ? period.workingDays.length : null,
    declaredAhead: period.ahead,
    allowance: isCounted ? { year, used: used.find((one) => one.year === year)?.used ?? 0, of: ALLOWED_DAYS } : null,
  };
}
