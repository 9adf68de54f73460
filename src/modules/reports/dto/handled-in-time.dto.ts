import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../catalogue/index.js';
import { InstitutionDto } from '../../institutions/index.js';

const percent = { type: Number, nullable: true, example: 94.736 } as const;

export class CountDto {
  met: number;
  missed: number;

  /** Met and missed. */
  total: number;

  /** Of 100, cut after three decimals; null of none. */
  @ApiProperty(percent)
  percent: number | null;
}

export class ResponsesDto {
  met: number;
  missed: number;
}

export class ExcludedDto {
  /** Why these units have no verdict that counts, as `recalled` or `out_of_scope`. */
  reason: string;
  count: number;
}

export class FigureDto extends CountDto {
  /** @example 18 of 19 */
  text: string;

  /** 95 % were handled in time; less than 20 of one institution are not judged. */
  @ApiProperty({ enum: ['held', 'broken', 'not_judged'] })
  judgement: string;

  /** Of the same units: whether the first answer came in time. */
  response: ResponsesDto;
  excluded: ExcludedDto[];
}

/** What binds (SLA) and what is aimed at (SLO), never added up. */
export class BothDto {
  sla: FigureDto;
  slo: FigureDto;
}

export class PublishedDto {
  agreementId: string;
  at: string;
  sla: CountDto;
  slo: CountDto;
}

export class CorrectionDto {
  agreementId: string;
  at: string;
  reference: string;

  /** `open`: no verdict in this month. */
  @ApiProperty({ enum: ['met', 'missed', 'excluded', 'open'] })
  from: string;

  @ApiProperty({ enum: ['met', 'missed', 'excluded', 'open'] })
  to: string;

  /** Why, as `delivery_refused` or `settled`. */
  reason: string;
}

export class MonthFiguresDto extends BothDto {
  /** @example 2026-03 */
  month: string;

  /** What was published of it, agreement by agreement; it stays. */
  published: PublishedDto[];

  /** What changed since. */
  corrections: CorrectionDto[];
}

export class QuarterFiguresDto extends BothDto {
  /** @example 2026-Q1 */
  quarter: string;
}

export class RollingFiguresDto extends BothDto {
  from: string;
  to: string;
}

export class PaceDto {
  /** Of the last so many days of 24 hours. */
  days: number;
  total: number;
  missed: number;

  /** 1: misses come just as fast as they are allowed; null without verdicts. */
  @ApiProperty({ type: Number, nullable: true })
  burnRate: number | null;

  /** The local date on which the budget is used up if it goes on like this; null: not in this quarter. */
  @ApiProperty({ type: String, nullable: true, example: '2026-03-27' })
  runsOutOn: string | null;
}

/** Of the SLA verdicts of the running quarter 5 % may be misses. */
export class BudgetDto {
  quarter: string;
  total: number;
  missed: number;
  allowed: number;

  /** Negative once it is overspent. */
  left: number;
  pace: PaceDto[];
}

export class InstitutionFiguresDto extends BothDto {
  agreementId: string;
  institution: InstitutionDto;
}

export class HolderFigureDto {
  /** Code of the institution that held the escalation. */
  institution: string;
  units: number;
  missed: number;

  /** Working milliseconds of these units that it took. */
  consumedMs: number;
}

export class ServiceFiguresDto extends BothDto {
  service: ServiceRefDto;
  leadProvider: InstitutionDto;
  months: MonthFiguresDto[];
  quarters: QuarterFiguresDto[];

  /** The twelve months that end with the last one. */
  rolling: RollingFiguresDto;
  budget: BudgetDto;
  institutions: InstitutionFiguresDto[];
  holders: HolderFigureDto[];

  /** Questions to the SPOC when nine tenths of the target were used up. */
  lateQuestions: number;
  returns: number;

  /** Units without a verdict yet. */
  open: number;
}

export class HandledInTimeDto {
  /** First and last month. */
  from: string;
  to: string;

  /** The instant at which it was counted. */
  at: string;
  services: ServiceFiguresDto[];
}

/** The facts behind the figures; docs/handled-in-time.md describes each part. */
export class HandledInTimeExportDto {
  @ApiProperty({ enum: ['guichet/handled-in-time/1'] })
  format: string;
  generatedAt: string;

  @ApiProperty({ type: Object, additionalProperties: true })
  asked: object;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  agreements: object[];

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  units: object[];

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  months: object[];
  figures: HandledInTimeDto;
}

export class PublishedMonthDto extends PublishedDto {
  month: string;
}
