import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { decodeCursor, formatInstant, toPage, type Page, type PageQueryDto } from '../../http/index.js';
import { Clock, notFound } from '../../kernel/index.js';
import { requirePermission } from '../identity/index.js';
import { toVersionDto } from './agreements.service.js';
import { isSide } from './domain/admission.js';
import { type DatedVersionDto, type VersionAnswerDto } from './dto/version.dto.js';
import { type VersionAnswer } from './proposals.service.js';
import {
  openAgreement,
  versionByNumber,
  versionsBefore,
  type DatedVersion,
  type OpenAgreement,
} from './versions.store.js';

/** Reads the versions of an agreement. What was not accepted the wall shows to the two sides only. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  list(actor: Actor, agreementId: string, query: PageQueryDto): Promise<Page<Readonly<DatedVersionDto>>> {
    const { limit = 50, cursor } = query;
    const before = decodeCursor(cursor, (key): key is number => Number.isInteger(key) && Number(key) < 2 ** 31);
    return this.work.run(actor, async (tx) => {
      const agreement = await this.readable(tx, agreementId);
      const rows = await versionsBefore(tx, agreementId, before, limit + 1);
      const toDto = (version: DatedVersion) => toDatedVersionDto(version, sees(agreement, actor));
      return toPage(rows, limit, ({ number }) => number, toDto);
    });
  }

  read(actor: Actor, agreementId: string, number: number): Promise<Readonly<DatedVersionDto>> {
    return this.work.run(actor, async (tx) => {
      const visible = await openAgreement(tx, agreementId, this.clock.now());
      const version = visible && (await versionByNumber(tx, agreementId, number));
      if (!version) throw notFound();
      requirePermission(actor, 'agreement.read', visible.serviceId);
      return toDatedVersionDto(version, sees(visible, actor));
    });
  }

  private async readable(tx: Transaction, agreementId: string): Promise<OpenAgreement> {
    const agreement = await openAgreement(tx, agreementId, this.clock.now());
    if (!agreement) throw notFound();
    requirePermission(tx.actor, 'agreement.read', agreement.serviceId);
    return agreement;
  }
}

function sees(agreement: OpenAgreement, actor: Actor): boolean {
  return isSide(agreement, actor.institution.id);
}

/** Whoever moves a version is one of its sides. */
export function toVersionAnswerDto({ version, warnings }: VersionAnswer): Readonly<VersionAnswerDto> {
  const dto = toDatedVersionDto(version, true);
  const { number, state, effectiveFrom, recordedAt } = dto;
  return { number, state, effectiveFrom, recordedAt, version: dto, warnings: [...warnings] };
}

/** What the sides said to each other stays between them. */
function toDatedVersionDto(version: DatedVersion, isSideOfIt: boolean): Readonly<DatedVersionDto> {
  const { state, recordedAt, retroactive, proposedBy, proposedAt, reason, decidedAt, decisionReason } = version;
  return {
    ...toVersionDto(version),
    state,
    recordedAt: instantOf(recordedAt),
    retroactive,
    proposedBy,
    proposedAt: instantOf(proposedAt),
    reason: isSideOfIt ? reason : null,
    decidedAt: instantOf(decidedAt),
    decisionReason: isSideOfIt ? decisionReason : null,
  };
}

function instantOf(instant: Date | null): string | null {
  return instant && formatInstant(instant);
}
