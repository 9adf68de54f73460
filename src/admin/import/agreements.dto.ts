import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsDateOrInstant, IsLocalDate } from '../../http/index.js';
import { MaintenanceInputDto } from '../../modules/catalogue/index.js';
import { optionalPauses, IsInstitution, IsService, Name, HoursDto } from './fields.js';

/** What a version of an agreement holds; also as a set with a name, for many agreements. */
export class TermsDto {
  @IsOptional()
  @IsObject()
  targets?: object;

  @IsOptional()
  @IsObject()
  warnings?: object;

  @IsOptional()
  @IsArray()
  @IsIn(optionalPauses, { each: true })
  alsoPauses?: (typeof optionalPauses)[number][];

  @IsOptional()
  @IsBoolean()
  binding?: boolean;

  @IsOptional()
  @IsBoolean()
  tacitTransmission?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => MaintenanceInputDto)
  maintenance?: MaintenanceInputDto;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => HoursDto)
  hours?: HoursDto;
}

export class NamedTermsDto extends TermsDto {
  @Name(60)
  name: string;
}

export class NoticeInFileDto {
  @IsInstitution()
  by: string;

  @Name(5000)
  reason: string;
}

export class AgreementInFileDto extends TermsDto {
  @IsInstitution()
  institution: string;

  @IsService()
  service: string;

  @IsOptional()
  @IsInstitution()
  leadProvider?: string;

  @IsLocalDate()
  startsOn: string;

  @IsOptional()
  @IsLocalDate()
  endsOn?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NoticeInFileDto)
  notice?: NoticeInFileDto;

  @IsOptional()
  @Name(60)
  terms?: string;

  @IsOptional()
  @IsDateOrInstant()
  effectiveFrom?: string;

  @IsOptional()
  @IsBoolean()
  retroactive?: boolean;

  /** By what both sides agreed: a document, a date. */
  @IsOptional()
  @Name(5000)
  signed?: string;
}
