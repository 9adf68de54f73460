import { ApiProperty } from '@nestjs/swagger';
import { InstitutionDto } from '../../../institutions/index.js';

export class SuccessIntervalDto {
  /** Of a hundred runs that were not abandoned, those that worked, to one decimal; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  percent: number | null;

  /** Between these it lies in 95 of 100 cases (Wilson). */
  @ApiProperty({ type: Number, nullable: true })
  low: number | null;

  @ApiProperty({ type: Number, nullable: true })
  high: number | null;
}

export class RunFiguresDto {
  @ApiProperty({ type: 'integer' })
  runs: number;

  @ApiProperty({ type: 'integer' })
  worked: number;

  @ApiProperty({ type: 'integer' })
  partly: number;

  @ApiProperty({ type: 'integer' })
  noEffect: number;

  @ApiProperty({ type: 'integer' })
  madeWorse: number;

  @ApiProperty({ type: 'integer' })
  abandoned: number;
  success: SuccessIntervalDto;

  /** Of work, over the runs of which it was said; nearest rank. */
  @ApiProperty({ type: Number, nullable: true })
  medianMinutes: number | null;
}

export class ReportedTitleDto {
  fr: string;

  @ApiProperty({ type: String, nullable: true })
  en: string | null;
}

export class ReportedActionDto {
  /** @example ACT-FUN-2026-00004 */
  reference: string;
  kind: string;
  state: string;
  title: ReportedTitleDto;
  institution: InstitutionDto;
}

export class ActionFiguresDto extends RunFiguresDto {
  /** Null: it is no longer shared with the reader. */
  @ApiProperty({ type: ReportedActionDto, nullable: true })
  action: ReportedActionDto | null;

  /** Code of a service. */
  service: string;

  /** Run often enough, and even at best it works less than every other time. */
  isWeak: boolean;
}

export class RestoringDto {
  @ApiProperty({ type: 'integer' })
  incidents: number;

  /** By the clock, to two decimals; nearest rank; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  medianMinutes: number | null;
}

export class ServiceRestoringDto {
  /** Null: of all of them. */
  @ApiProperty({ type: String, nullable: true })
  service: string | null;

  /** Incidents on which a run of the own side worked. */
  withAction: RestoringDto;
  without: RestoringDto;
}

export class SideReportDto extends RunFiguresDto {
  byAction: ActionFiguresDto[];

  /** Of incidents resolved from their opening on (level 1), or delivered from their arrival on (provider). */
  restore: ServiceRestoringDto[];
}

export class StaleActionDto {
  reference: string;
  title: ReportedTitleDto;
  reviewOn: string;
}

export class CatalogueStateDto {
  @ApiProperty({ type: 'integer' })
  published: number;

  @ApiProperty({ type: 'integer' })
  drafts: number;

  @ApiProperty({ type: 'integer' })
  suspended: number;

  /** Published, with a review that is overdue; the first hundred. */
  stale: StaleActionDto[];
}

export class ImprovementCountsDto {
  /** As they stand today. */
  @ApiProperty({ type: 'integer' })
  open: number;

  @ApiProperty({ type: 'integer' })
  overdue: number;

  @ApiProperty({ type: 'integer' })
  toReview: number;

  /** In these months. */
  @ApiProperty({ type: 'integer' })
  implemented: number;

  @ApiProperty({ type: 'integer' })
  effective: number;

  @ApiProperty({ type: 'integer' })
  ineffective: number;

  @ApiProperty({ type: 'integer' })
  recurred: number;
}

export class ProviderActionsDto extends SideReportDto {
  catalogue: CatalogueStateDto;
  improvements: ImprovementCountsDto;
}

export class ActionReportDto {
  from: string;
  to: string;
  at: string;

  /** Null for who has no part in level 1. */
  @ApiProperty({ type: SideReportDto, nullable: true })
  level1: SideReportDto | null;

  /** Null for who has no part in a provider's work. */
  @ApiProperty({ type: ProviderActionsDto, nullable: true })
  provider: ProviderActionsDto | null;
}
