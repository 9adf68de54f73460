import { IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../http/index.js';
import { figureNames, type FigureName } from '../stores/unit-list.store.js';

export class ReportQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Code of the institution that opened the tickets. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;

  /**
   * The first month, or a date in it; else eleven months before the last one.
   * @example 2026-01
   */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  from?: string;

  /**
   * The last month, or a date in it; else the present one. At most 36 months.
   * @example 2026-03
   */
  @IsOptional()
  @IsString()
  @MaxLength(10)
  to?: string;
}

export class FigureTicketsQueryDto extends IntersectionType(ReportQueryDto, PageQueryDto) {
  /** Behind which figure. */
  @IsIn(figureNames)
  figure: FigureName;

  /**
   * One month of the range.
   * @example 2026-03
   */
  @IsOptional()
  @IsString()
  @MaxLength(7)
  month?: string;

  /** The SLA or the SLO alone. */
  @IsOptional()
  @IsIn(['sla', 'slo'])
  commitment?: 'sla' | 'slo';
}
