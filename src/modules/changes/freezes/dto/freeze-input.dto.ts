import { ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { IsDateOrInstant, IsInstant, IsLocalDate, Lines, OneLine, PageQueryDto } from '../../../../http/index.js';
import { LONGEST_RULE } from '../../../service-hours/index.js';

export const scopes = ['consortium', 'service', 'institution'] as const;

const trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class DeclareFreezeDto {
  @IsIn(scopes)
  scope: (typeof scopes)[number];

  /**
   * Of a freeze of a service, its code.
   * @example OAE
   */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  service?: string;

  /** @example Examens du premier semestre */
  @trimmed()
  @IsString()
  @Length(1, 200)
  @OneLine()
  title: string;

  @trimmed()
  @IsString()
  @Length(1, 5000)
  @Lines()
  reason: string;

  /**
   * In whose dates it is meant; by default that of the main site of whoever declares it.
   * @example Europe/Paris
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  timeZone?: string;

  /**
   * The first day, or an instant. Of what recurs, its first period.
   * @example 2027-01-04
   */
  @IsDateOrInstant()
  from: string;

  /**
   * The last day, within it; or the instant at which it ends.
   * @example 2027-01-15
   */
  @IsDateOrInstant()
  to: string;

  /**
   * A rule of RFC 5545, at most daily, that ends: by COUNT or UNTIL, or by `until`. Null: once.
   * @example FREQ=YEARLY;COUNT=3
   */
  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: LONGEST_RULE })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_RULE)
  recurrence?: string | null;

  /** The last day on which a period of what recurs begins; at most five years after the first. */
  @ApiPropertyOptional({ type: 'string', nullable: true })
  @IsOptional()
  @IsLocalDate()
  until?: string | null;
}

export class ChangeFreezeDto extends PartialType(OmitType(DeclareFreezeDto, ['scope', 'service'])) {}

export class LiftFreezeDto {
  @trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  @Lines()
  reason: string;

  /** From when on; now, if it is left out. */
  @IsOptional()
  @IsInstant()
  from?: string;
}

export class FreezeQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(scopes)
  scope?: (typeof scopes)[number];

  @IsOptional()
  @IsString()
  @MaxLength(20)
  service?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  institution?: string;

  /** Those that hold at some time after it. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Those that hold at some time before it. */
  @IsOptional()
  @IsInstant()
  to?: string;
}

export class ImportQueryDto {
  @IsIn(scopes)
  scope: (typeof scopes)[number];

  @IsOptional()
  @IsString()
  @MaxLength(20)
  service?: string;

  /** For what names no zone; by default that of the main site. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  timeZone?: string;

  /** Where a rule that says no end is cut. */
  @IsOptional()
  @IsLocalDate()
  until?: string;

  /** Of events without a description. */
  @IsOptional()
  @IsString()
  @Length(1, 1000)
  @Matches(/\S/)
  @OneLine()
  reason?: string;

  /** Shows what would be made, and makes nothing. */
  @IsBoolean()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  preview?: boolean = false;
}
