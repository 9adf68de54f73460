import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import { HoursInputDto, WeeklyDto } from '../../service-hours/index.js';
import { optionalPauses, type OptionalPause } from '../domain/commitment.js';
import { targetsSchema, warningsSchema } from './commitment-schemas.js';

const trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class AgreedHoursInputDto extends HoursInputDto {
  /** What the two sides call them; as before when left out. */
  @IsOptional()
  @trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;
}

/** Weekly windows in which the service may be interrupted. */
export class MaintenanceInputDto {
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => WeeklyDto)
  weekly?: WeeklyDto;

  /**
   * IANA time zone of the windows.
   * @example Europe/Paris
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  timeZone?: string;
}

/** What one side promises, and from when on; what is left out stays as it is. */
export class TermsInputDto {
  /** When it begins to hold: ISO 8601 with an offset. */
  @IsInstant()
  effectiveFrom: string;

  /** It is to hold for a time that has passed; needs a reason, and a manager of all services on each side. */
  @IsOptional()
  @IsBoolean()
  retroactive?: boolean;

  /** Working minutes by kind, priority and metric: whole and positive. What is missing is not promised. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional(targetsSchema)
  targets?: object;

  /** Shares of the target, in percent from 1 to 99, ascending, at which the side that owes the step is warned. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional(warningsSchema)
  warnings?: object;

  /** Causes of waiting that pause the resolution timer beside the usual ones. */
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(optionalPauses, { each: true })
  @ApiPropertyOptional({ type: 'array', items: { type: 'string', enum: [...optionalPauses] } })
  alsoPauses?: OptionalPause[];

  @IsOptional()
  @trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;
}

/** A version of an agreement as one side would have it. What is left out is as in the version in effect now. */
export class ProposeVersionDto extends TermsInputDto {
  /** False for a pilot: measured, and binding nobody. */
  @IsOptional()
  @IsBoolean()
  binding?: boolean;

  /** Whether a delivery that is left alone is transmitted by itself. */
  @IsOptional()
  @IsBoolean()
  tacitTransmission?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => MaintenanceInputDto)
  maintenance?: MaintenanceInputDto;

  /** The hours as a whole: of them only the name is taken over when it is left out. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgreedHoursInputDto)
  hours?: AgreedHoursInputDto;
}

export class RejectVersionDto {
  @trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class DecideVersionDto {
  @IsOptional()
  @trimmed()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;
}

export class GiveNoticeDto extends RejectVersionDto {
  /**
   * The last day, a local date of the lead provider that lies ahead.
   * @example 2027-06-30
   */
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  endsOn: string;
}
