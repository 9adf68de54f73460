import { PickType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import { ScheduleDto } from './schedule.dto.js';

export class HolidayInputDto {
  /**
   * Local date, closed all day.
   * @example 2026-12-24
   */
  @IsString()
  @MaxLength(64)
  date: string;

  /** @example Fermeture du campus */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;
}

/** Service hours that are to be recorded: the holidays of the region are stored as dates from here on. */
export class HoursInputDto extends PickType(ScheduleDto, ['timeZone', 'weekly', 'holidayRegion', 'closures']) {
  /** Closed beside the holidays of the region. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => HolidayInputDto)
  holidays?: HolidayInputDto[];

  /**
   * Holidays of the region that are worked.
   * @example ["2027-05-17"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  workedDays?: string[];
}

/** A version of the own service hours. */
export class RecordHoursDto extends HoursInputDto {
  /** When it begins to hold: ISO 8601 with an offset. */
  @IsInstant()
  effectiveFrom: string;

  /** It is to hold for a time that has passed; needs a reason, and a manager of all services. */
  @IsOptional()
  @IsBoolean()
  retroactive?: boolean;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;
}
