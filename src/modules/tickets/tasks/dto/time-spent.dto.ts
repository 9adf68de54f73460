import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { formatInstant, Lines } from '../../../../http/index.js';
import type { TimeSpent } from '../time-spent.store.js';
import { TaskPersonDto } from './task.dto.js';

export class EnterTimeDto {
  /** Whole minutes, a day at most. */
  @IsInt()
  @Min(1)
  @Max(1440)
  minutes: number;

  /** The local date; by default today. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  on?: string;

  @IsOptional()
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(500)
  note?: string;
}

export class TimeSpentDto {
  id: string;
  person: TaskPersonDto;

  @ApiProperty({ type: 'integer' })
  minutes: number;

  on: string;
  note: string | null;
  enteredAt: string;

  /** Taken back: it counts no more. */
  withdrawnAt: string | null;
}

export class TimeSpentPageDto {
  items: TimeSpentDto[];
  nextCursor: string | null;

  /** Of all entries of one's own side, on every page. */
  @ApiProperty({ type: 'integer' })
  totalMinutes: number;
}

export function toTimeSpentDto(entry: TimeSpent): TimeSpentDto {
  return {
    id: entry.id,
    person: { id: entry.personId, name: entry.personName ?? '' },
    minutes: entry.minutes,
    on: entry.spentOn,
    note: entry.note,
    enteredAt: formatInstant(entry.enteredAt),
    withdrawnAt: entry.withdrawnAt ? formatInstant(entry.withdrawnAt) : null,
  };
}
