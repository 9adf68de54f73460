import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsNumber, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { type Pair, Pairs } from './pairs.js';
import { ScheduleDto } from './schedule.dto.js';
import { SegmentDto } from './segment.dto.js';

/** When is so much working time used up? */
export class DueQuestionDto {
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
  start: string;

  /**
   * Working minutes; 0 and fractions are allowed, taken to the millisecond.
   * @example 240
   */
  @IsNumber()
  targetMinutes: number;

  /** Pauses `[from, to)`, instants. They may overlap and come in any order. */
  @IsOptional()
  @Pairs({
    most: 2000,
    required: false,
    text: { format: 'date-time' },
    example: ['2026-03-06T16:00:00Z', '2026-03-09T08:00:00Z'],
  })
  pauses?: Pair[];
}

export class DueAnswerDto {
  /** The first instant at which the working time is used up: at closing, not at the next opening. */
  @ApiProperty({ format: 'date-time' })
  dueAt: string;

  /** The time from the start to `dueAt`, in order and without a gap. */
  segments: SegmentDto[];

  /** Present when there were more segments than an answer holds; the first ones are given. */
  segmentsTruncated?: true;
}
