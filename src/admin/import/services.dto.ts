import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { serviceFunctions, type ServiceFunction } from '../../modules/catalogue/index.js';
import { COMPONENT, MOST_PARTS, code, IsInstitution, IsService, Name, ListOf } from './fields.js';

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
