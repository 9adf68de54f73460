import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  Equals,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDateOrInstant, IsLocalDate, OneLine } from '../../http/index.js';
import { MaintenanceInputDto, serviceFunctions, type ServiceFunction } from '../../modules/catalogue/index.js';
import { roles, type Role } from '../../modules/identity/index.js';
import { HolidayInputDto, Pairs, WeeklyDto } from '../../modules/service-hours/index.js';

/*
 * The file as docs/importing.md tells it. What a field says is judged by the parts of the program that keep it; here
 * stands which fields there are, and of what kind.
 */

const INSTITUTION = /^[A-Z0-9]{2,12}$/;
const SITE = /^[A-Z0-9][A-Z0-9_-]{0,19}$/;
const SERVICE = /^[A-Z0-9]{2,20}$/;
const COMPONENT = /^[a-z0-9][a-z0-9.-]{0,49}$/;

const MOST_ENTRIES = 50_000;
const MOST_PARTS = 500;

const optionalPauses = ['third_party', 'change', 'planned'] as const;

const code = (pattern: RegExp, what: string) => Matches(pattern, { message: `must be the code of ${what}` });
const IsInstitution = () => code(INSTITUTION, 'an institution: 2 to 12 of A-Z and 0-9');
const IsSite = () => code(SITE, 'a site: at most 20 of A-Z, 0-9, _ and -');
const IsService = () => code(SERVICE, 'a service: 2 to 20 of A-Z and 0-9');
const IsLocale = () => Matches(/^(?:fr|en)(?:-[A-Z]{2})?$/, { message: 'must be fr or en, as fr-FR' });

/** A text of one line that says something. */
function Name(most: number): PropertyDecorator {
  const all = [IsString(), IsNotEmpty(), MaxLength(most), OneLine()];
  return (target, property) => {
    for (const one of all) one(target, property);
  };
}

/** A list of what the given class says. */
function ListOf(type: () => new () => object, most = MOST_ENTRIES): PropertyDecorator {
  const all = [IsOptional(), IsArray(), ArrayMaxSize(most), ValidateNested({ each: true }), Type(type)];
  return (target, property) => {
    for (const one of all) one(target, property);
  };
}

/** From when on something holds, and by what that was agreed on. */
class EffectDto {
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

export class ComponentDto {
  @code(COMPONENT, 'a component: at most 50 of a-z, 0-9, . and -')
  code: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(/^[A-Z0-9]{2,20}\/[a-z0-9][a-z0-9.-]{0,49}$/, { each: true, message: 'must be components, as OAE/sign-in' })
  needs?: string[];
}

export class HolderInFileDto {
  @IsOptional()
  @IsInstitution()
  institution?: string;

  @IsOptional()
  @Name(200)
  external?: string;

  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  address?: string;
}

export class ResponsibilityInFileDto {
  @IsIn(serviceFunctions)
  function: ServiceFunction;

  @ArrayNotEmpty()
  @ListOf(() => HolderInFileDto, 50)
  holders: HolderInFileDto[];
}

export class ServiceInFileDto {
  @IsService()
  code: string;

  @Name(200)
  name: string;

  @IsInstitution()
  leadProvider: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_000_000_000)
  users?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_000_000_000)
  tenants?: number;

  @ListOf(() => ComponentDto, MOST_PARTS)
  components?: ComponentDto[];

  @ListOf(() => ResponsibilityInFileDto, serviceFunctions.length)
  responsibilities?: ResponsibilityInFileDto[];
}

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

export class GrantDto {
  @IsIn(roles)
  role: Role;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @Matches(SERVICE, { each: true, message: 'must be codes of services' })
  services?: string[];
}

export class MembershipInFileDto {
  @IsInstitution()
  institution: string;

  @IsOptional()
  @IsSite()
  site?: string;

  /** A role, or a role with the services it is limited to. */
  @IsArray()
  @ArrayMaxSize(roles.length)
  @ValidateNested({ each: true })
  // from what was said: by now a role that is a text would have been taken for a map
  @Transform(({ obj }: { obj: { roles?: unknown } }) =>
    Array.isArray(obj.roles)
      ? obj.roles.map((one: unknown) =>
          plainToInstance(GrantDto, typeof one === 'object' && one !== null ? one : { role: one }),
        )
      : obj.roles,
  )
  roles: GrantDto[];
}

export class PersonDto {
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254)
  email: string;

  @Name(200)
  name: string;

  @IsOptional()
  @IsLocale()
  locale?: string;

  @IsOptional()
  @Name(64)
  timeZone?: string;

  @ListOf(() => MembershipInFileDto, MOST_PARTS)
  memberships: MembershipInFileDto[];
}

export class FileDto {
  @Equals(1, { message: 'must be 1, the version of the format' })
  guichet: 1;

  @ListOf(() => InstitutionInFileDto)
  institutions?: InstitutionInFileDto[];

  @ListOf(() => ServiceInFileDto)
  services?: ServiceInFileDto[];

  @ListOf(() => NamedTermsDto, MOST_PARTS)
  terms?: NamedTermsDto[];

  @ListOf(() => AgreementInFileDto)
  agreements?: AgreementInFileDto[];

  @ListOf(() => PersonDto)
  people?: PersonDto[];
}
