import { IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../http/index.js';
import { MonthsQueryDto } from './months-query.dto.js';
import { figureNames, type FigureName } from '../stores/unit-list.store.js';

export class ReportQueryDto extends MonthsQueryDto {
  /** Code of the institution that opened the tickets. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;
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
