import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { type Pair, Pairs } from './pairs.js';

const hours = { most: 50, required: false, text: { pattern: '^\\d{2}:\\d{2}$' }, example: ['08:00', '18:00'] as Pair };

/**
 * Intervals `[from, to)` of local wall-clock time, `HH:MM`; `24:00` is the end of the local day. They may touch, not
 * overlap. A weekday that is missing or empty is closed; hours over midnight are two intervals.
 */
export class WeeklyDto {
  @IsOptional()
  @Pairs(hours)
  mon?: Pair[];

  @IsOptional()
  @Pairs(hours)
  tue?: Pair[];

  @IsOptional()
  @Pairs(hours)
  wed?: Pair[];

  @IsOptional()
  @Pairs(hours)
  thu?: Pair[];

  @IsOptional()
  @Pairs(hours)
  fri?: Pair[];

  @IsOptional()
  @Pairs(hours)
  sat?: Pair[];

  @IsOptional()
  @Pairs(hours)
  sun?: Pair[];
}

/** Service hours: when somebody works. */
export class ScheduleDto {
  /**
   * IANA time zone of the wall clock.
   * @example 'Europe/Paris'
   */
  @IsString()
  @MaxLength(64)
  timeZone: string;

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => WeeklyDto)
  weekly: WeeklyDto;

  /**
   * Region whose public holidays are closed.
   * @example 'FR-57'
   */
  @IsOptional()
  @IsString()
  @MaxLength(16)
  holidayRegion?: string;

  /**
   * More local dates that are closed all day, `YYYY-MM-DD`.
   * @example ['2026-05-15']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5000)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  holidays?: string[];

  /** First and last local date of each closure, both closed. */
  @IsOptional()
  @Pairs({ most: 500, required: false, text: { format: 'date' }, example: ['2026-08-01', '2026-08-15'] })
  closures?: Pair[];
}
