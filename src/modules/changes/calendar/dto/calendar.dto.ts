import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, Length } from 'class-validator';
import { IsDateOrInstant, OneLine } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { calendarKinds, type CalendarKind } from '../calendar-sources.js';

export class CalendarQueryDto {
  /**
   * A date (of the main site of the own institution) or an instant.
   * @example 2026-03-01
   */
  @IsDateOrInstant()
  from: string;

  /**
   * A date, within it, or an instant; at most 400 days after `from`.
   * @example 2026-03-31
   */
  @IsDateOrInstant()
  to: string;
}

export class WholeDaysDto {
  first: string;
  last: string;
}

export class CalendarItemDto {
  @ApiProperty({ enum: calendarKinds })
  kind: CalendarKind;

  /** Of its kind, the same however often it moves. */
  id: string;

  title: string;

  @ApiProperty({ type: 'string', nullable: true })
  description: string | null;

  /** Of a change: for how long at most nobody can work. */
  @ApiProperty({ type: 'integer', nullable: true })
  interruptionMinutes: number | null;

  from: string;
  to: string;

  /** Both within; null where it is told in hours. */
  @ApiProperty({ type: WholeDaysDto, nullable: true })
  wholeDays: WholeDaysDto | null;

  @ApiProperty({ enum: ['confirmed', 'tentative', 'cancelled'] })
  status: 'confirmed' | 'tentative' | 'cancelled';

  @ApiProperty({ type: ServiceRefDto, nullable: true })
  service: ServiceRefDto | null;

  /** Whose it is; of maintenance, with whom it was agreed. */
  institutions: InstitutionDto[];

  @ApiProperty({ type: 'string', nullable: true })
  reference: string | null;

  /** Where more is read, below the address of the installation. */
  @ApiProperty({ type: 'string', nullable: true })
  path: string | null;

  updatedAt: string;
}

export class NewFeedDto {
  /**
   * What the calendar is called.
   * @example Guichet
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 100)
  @OneLine()
  name?: string;
}

export class FeedDto {
  id: string;
  name: string;
  createdAt: string;

  /** To the hour; null as long as nobody has fetched it. */
  @ApiProperty({ type: 'string', nullable: true })
  lastReadAt: string | null;
}

export class MadeFeedDto extends FeedDto {
  /** Told this once. Whoever has it reads the calendar. */
  url: string;
}
