import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { formatInstant, IsInstant, PageQueryDto } from '../../../../http/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { addressees, decisions, type Addressees, type Decision } from '../domain/hierarchy.js';
import type { ReadHierarchicalEscalation } from '../stores/hierarchy.store.js';

export class AlertHierarchyDto {
  /** The managers of one's own institution, those of the lead provider, or both. */
  @IsIn(addressees)
  to: Addressees;

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;

  /** Until when a decision is wanted: an instant ahead, ISO 8601. */
  @IsInstant()
  decisionDueAt: string;
}

export class DecideHierarchyDto {
  @IsIn(decisions)
  decision: Decision;

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  text: string;
}

export class HierarchyQueryDto extends PageQueryDto {
  /** Those that wait for a decision, or those that were decided. */
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @IsBoolean()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  open?: boolean;
}

export class DecisionDto {
  @ApiProperty({ enum: decisions })
  decision: string;
  text: string;
  at: string;
  name: string;
  institution: InstitutionDto;
}

export class HierarchicalEscalationDto {
  id: string;
  reference: string;
  title: string;
  service: ServiceRefDto;

  /** That asks. */
  institution: InstitutionDto;

  @ApiProperty({ enum: ['user', 'provider'] })
  side: string;

  @ApiProperty({ enum: addressees })
  to: string;

  /** Who asks, by name. */
  askedBy: string;
  askedAt: string;
  reason: string;
  decisionDueAt: string;

  /** Null as long as nobody has decided. */
  decision: DecisionDto | null;
}

export function toHierarchicalEscalationDto(alert: ReadHierarchicalEscalation): HierarchicalEscalationDto {
  const { decision, decisionText, decidedAt, deciderName, deciderInstitution } = alert;
  return {
    id: alert.id,
    reference: alert.reference,
    title: alert.title,
    service: alert.service,
    institution: alert.institution,
    side: alert.side,
    to: alert.addressedTo,
    askedBy: alert.askerName,
    askedAt: formatInstant(alert.askedAt),
    reason: alert.reason,
    decisionDueAt: formatInstant(alert.decisionDueAt),
    decision:
      decision && decidedAt && deciderInstitution
        ? {
            decision,
            text: decisionText ?? '',
            at: formatInstant(decidedAt),
            name: deciderName ?? '',
            institution: deciderInstitution,
          }
        : null,
  };
}
