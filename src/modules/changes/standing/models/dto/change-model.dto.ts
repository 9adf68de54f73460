import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../../catalogue/index.js';
import { InstitutionDto } from '../../../../institutions/index.js';
import { modelMoves, modelStandings } from '../domain/model.js';

export class TitleOfModelDto {
  fr: string;
  en: string;
}

export class PlanOfModelDto {
  @ApiProperty({ type: 'integer' })
  number: number;
  title: TitleOfModelDto;
  description: string;
  steps: string[];
  tests: string;
  backout: string;

  @ApiProperty({ type: 'integer' })
  backOutMinutes: number;

  @ApiProperty({ type: 'integer' })
  interruptionMinutes: number;
  needsMaintenanceWindow: boolean;

  /** Every change that follows a model has this risk. */
  @ApiProperty({ enum: ['low'] })
  risk: string;
}

export class FailureOfModelDto {
  /** Id of the change. */
  change: string;
  at: string;
}

export class InsideOfModelDto {
  /** What changes follow; null before the first approval. */
  @ApiProperty({ type: PlanOfModelDto, nullable: true })
  approved: PlanOfModelDto | null;

  /** What may be approved next. */
  @ApiProperty({ type: PlanOfModelDto, nullable: true })
  draft: PlanOfModelDto | null;

  /** Why it was suspended or withdrawn, where somebody said so. */
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  failures: FailureOfModelDto[];

  /** What is possible now, for whoever may. */
  @ApiProperty({ enum: modelMoves, isArray: true })
  moves: string[];
}

export class SuspensionDto {
  since: string;

  /** `failures`: two within ninety days; `decision`: somebody’s. */
  @ApiProperty({ enum: ['failures', 'decision'] })
  because: string;
}

export class ChangeModelDto {
  id: string;
  service: ServiceRefDto;

  /** Who drafted it first. */
  institution: InstitutionDto;

  /** Of the approved version, and before there is one, inside, of the draft. */
  title: TitleOfModelDto;

  @ApiProperty({ enum: modelStandings })
  standing: string;

  /** The version that changes follow. */
  @ApiProperty({ type: 'integer', nullable: true })
  number: number | null;
  approvedAt: string | null;
  expiresAt: string | null;

  @ApiProperty({ type: SuspensionDto, nullable: true })
  suspended: SuspensionDto | null;
  withdrawnAt: string | null;

  /** Null for everybody but the provider side of those who run the service. */
  @ApiProperty({ type: InsideOfModelDto, nullable: true })
  inside: InsideOfModelDto | null;
}
