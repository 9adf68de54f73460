import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { decodeCursor, formatInstant, toPage, type Page } from '../../http/index.js';
import { Clock, notFound, parseLocalDate } from '../../kernel/index.js';
import { requirePermission, servicesFor } from '../identity/index.js';
import {
  agreementsAfter,
  currentVersion,
  listedAgreementById,
  type AgreementKey,
  type AgreementVersion,
  type ListedAgreement,
} from './agreements.store.js';
import { type AgreedHours } from './domain/proposal.js';
import { type AgreementVersionDto, type HolidayDto, type ServiceHoursDto } from './dto/agreement-version.dto.js';
import { type AgreementDetailsDto, type AgreementDto, type NoticeDto } from './dto/agreement.dto.js';
import { type AgreementsQueryDto } from './dto/agreements-query.dto.js';

@Injectable()
export class AgreementsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: AgreementsQueryDto): Promise<Page<Readonly<AgreementDto>>> {
    const { limit = 50, cursor, service, institution } = query;
    const after = decodeCursor(cursor, isAgreementKey);
    const filter = { service, institution, scope: servicesFor(actor, 'agreement.read') };
    const rows = await this.work.run(actor, (tx) => agreementsAfter(tx, filter, after, limit + 1, this.clock.now()));
    return toPage(rows, limit, keyOf, toAgreementDto);
  }

  async read(actor: Actor, id: string): Promise<Readonly<AgreementDetailsDto>> {
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      const agreement = await listedAgreementById(tx, id, now);
      if (!agreement) throw notFound();
      requirePermission(actor, 'agreement.read', agreement.serviceId);
      const version = await currentVersion(tx, id, now);
      return {
        ...toAgreementDto(agreement),
        notice: noticeOf(agreement),
        version: version ? toVersionDto(version) : null,
      };
    });
  }
}

function keyOf({ service, institution, startsOn }: ListedAgreement): AgreementKey {
  return [service.code, institution.code, startsOn];
}

function isAgreementKey(key: unknown): key is AgreementKey {
  if (!Array.isArray(key) || key.length !== 3) return false;
  const parts: unknown[] = key;
  return parts.every((part) => typeof part === 'string') && isDate(parts[2]);
}

function isDate(text: unknown): boolean {
  return typeof text === 'string' && text >= '1000' && parseLocalDate(text) !== undefined;
}

function noticeOf({ noticeGivenAt, noticeBy }: ListedAgreement): Readonly<NoticeDto> | null {
  return noticeGivenAt && noticeBy && { givenAt: formatInstant(noticeGivenAt), by: noticeBy };
}

function toAgreementDto(agreement: ListedAgreement): Readonly<AgreementDto> {
  const { id, institution, service, leadProvider, status, startsOn, endsOn } = agreement;
  return { id, institution, service, leadProvider, status, startsOn, endsOn };
}

export function toVersionDto(version: AgreementVersion): Readonly<AgreementVersionDto> {
  const { number, binding, tacitTransmission, hours, targets, warnings, alsoPauses, maintenance, effectiveFrom } =
    version;
  return {
    number,
    binding,
    tacitTransmission,
    serviceHours: toServiceHoursDto(hours),
    targets,
    warnings,
    alsoPauses,
    maintenance,
    effectiveFrom: formatInstant(effectiveFrom),
  };
}

function toServiceHoursDto(hours: AgreedHours): Readonly<ServiceHoursDto> {
  const { name, timeZone, weekly, holidayRegion, closures } = hours;
  const holidays: Readonly<HolidayDto>[] = hours.holidays;
  return { name, timeZone, weekly, holidayRegion, holidays, closures };
}
