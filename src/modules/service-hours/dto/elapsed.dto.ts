import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { type Pair, Pairs } from './pairs.js';
import { ScheduleDto } from './schedule.dto.js';
import { SegmentDto } from './segment.dto.js';

/** How much working time lies between two instants? */
export class ElapsedQuestionDto {
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ScheduleDto)
  schedule: ScheduleDto;

  /**
   * ISO 8601 with an offset.
   * @example '2026-03-06T16:00:00Z'
   */
  @IsString()
  @MaxLength(64)
  from: string;

  /**
   * ISO 8601 with an offset. Not after `from`: no time.
   * @example '2026-03-09T08:00:00Z'
   */
  @IsString()
  @MaxLength(64)
  to: string;

  /** Pauses `[from, to)`, instants. They may overlap and come in any order. */
  @IsOptional()
  @Pairs({
    most: 2000,
    required: false,
    text: { format: 'date-time' },
    example: ['2026-03-06T16:30:00Z', '2026-03-09T07:30:00Z'],
  })
  pauses?: Pair[];
}

export class ElapsedAnswerDto {
  /** Working time, exact. */
  elapsedMs: number;

  /** The same in minutes: `elapsedMs / 60000`. */
  minutes: number;

  /** The time from `from` to `to`, in order and without a gap. */
  segments: SegmentDto[];

  /** Present when there were more segments than an answer holds; the first ones are given. */
  segmentsTruncated?: true;
}
