import { Type } from 'class-transformer';
import { IsNotEmpty, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { InstitutionDto } from '../../../../institutions/index.js';

/** A component, anywhere. */
export class ComponentRefDto {
  /**
   * Code of its service.
   * @example OAE
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  /** @example search */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  component: string;
}

export class SayDependencyDto {
  /** Code of a component of this service. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  component: string;

  /** What it does not work without. */
  @IsObject()
  @ValidateNested()
  @Type(() => ComponentRefDto)
  needs: ComponentRefDto;
}

export class DependencyDto {
  id: string;
  component: ComponentRefDto;
  needs: ComponentRefDto;

  /** Who said so. */
  institution: InstitutionDto;
  addedAt: string;
}
