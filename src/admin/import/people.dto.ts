import { plainToInstance, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsEmail,
  IsIn,
  IsOptional,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { roles, type Role } from '../../modules/identity/index.js';
import { SERVICE, MOST_PARTS, IsInstitution, IsSite, IsLocale, Name, ListOf } from './fields.js';

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
