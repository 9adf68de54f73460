import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDateOrInstant, OneLine } from '../../http/index.js';
import { HolidayInputDto, Pairs, WeeklyDto } from '../../modules/service-hours/index.js';

export const INSTITUTION = /^[A-Z0-9]{2,12}$/;
export const SITE = /^[A-Z0-9][A-Z0-9_-]{0,19}$/;
export const SERVICE = /^[A-Z0-9]{2,20}$/;
export const COMPONENT = /^[a-z0-9][a-z0-9.-]{0,49}$/;

export const MOST_ENTRIES = 50_000;
export const MOST_PARTS = 500;

export const optionalPauses = ['third_party', 'change', 'planned'] as const;

export const code = (pattern: RegExp, what: string) => Matches(pattern, { message: `must be the code of ${what}` });
export const IsInstitution = () => code(INSTITUTION, 'an institution: 2 to 12 of A-Z and 0-9');
export const IsSite = () => code(SITE, 'a site: at most 20 of A-Z, 0-9, _ and -');
export const IsService = () => code(SERVICE, 'a service: 2 to 20 of A-Z and 0-9');
export const IsLocale = () => Matches(/^(?:fr|en)(?:-[A-Z]{2})?$/, { message: 'must be fr or en, as fr-FR' });

/** A text of one line that says something. */
export function Name(most: number): PropertyDecorator {
  const all = [IsString(), IsNotEmpty(), MaxLength(most), OneLine()];
  return (target, property) => {
    for (const one of all) one(target, property);
  };
}

/** A list of what the given class says. */
export function ListOf(type: () => new () => object, most = MOST_ENTRIES): PropertyDecorator {
  const all = [IsOptional(), IsArray(), ArrayMaxSize(most), ValidateNested({ each: true }), Type(type)];
  return (target, property) => {
    for (const one of all) one(target, property);
  };
}

/** From when on something holds, and by what that was agreed on. */
export class EffectDto {
  @IsOptional()
  @IsDateOrInstant()
  effectiveFrom?: string;

  /** It is to hold for a time that has passed. */
  @IsOptional()
  @IsBoolean()
  retroactive?: boolean;

  @IsOptional()
  @Name(5000)
  reason?: string;
}

export class HoursDto extends EffectDto {
  @IsOptional()
  @Name(200)
  name?: string;

  @IsObject()
  @ValidateNested()
  @Type(() => WeeklyDto)
  weekly: WeeklyDto;

  @IsOptional()
  @Name(64)
  timeZone?: string;

  @IsOptional()
  @Name(16)
  holidayRegion?: string;

  @ListOf(() => HolidayInputDto, MOST_PARTS)
  holidays?: HolidayInputDto[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_PARTS)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  workedDays?: string[];

  @IsOptional()
  @Pairs({ most: MOST_PARTS, required: false, text: { format: 'date' }, example: ['2026-08-01', '2026-08-15'] })
  closures?: [first: string, last: string][];
}
