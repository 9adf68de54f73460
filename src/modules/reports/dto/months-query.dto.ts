import { IsOptional, IsString, MaxLength } from 'class-validator';

/** A service, and months: of every report. */
export class MonthsQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

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
