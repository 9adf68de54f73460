import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, Matches, ValidateNested } from 'class-validator';
import {
  MOST_PARTS,
  optionalPauses,
  IsInstitution,
  IsSite,
  IsLocale,
  Name,
  ListOf,
  EffectDto,
  HoursDto,
} from './fields.js';

export class SiteInFileDto {
  @IsSite()
  code: string;

  @IsOptional()
  @Name(64)
  timeZone?: string;

  @IsOptional()
  @Name(16)
  holidayRegion?: string;

  @IsOptional()
  @IsBoolean()
  default?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => HoursDto)
  hours?: HoursDto;
}

export class OwnTargetsInFileDto extends EffectDto {
  @IsOptional()
  @IsObject()
  incident?: object;

  @IsOptional()
  @IsObject()
  request?: object;

  @IsOptional()
  @IsObject()
  warnings?: object;

  @IsOptional()
  @IsArray()
  @IsIn(optionalPauses, { each: true })
  alsoPauses?: (typeof optionalPauses)[number][];
}

export class InstitutionInFileDto {
  @IsInstitution()
  code: string;

  @Name(200)
  name: string;

  @Matches(/^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, { message: 'must be a domain, as univ-littoral.example' })
  domain: string;

  @Name(64)
  timeZone: string;

  @Name(16)
  holidayRegion: string;

  @IsLocale()
  locale: string;

  @ListOf(() => SiteInFileDto, MOST_PARTS)
  sites?: SiteInFileDto[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OwnTargetsInFileDto)
  targets?: OwnTargetsInFileDto;
}
