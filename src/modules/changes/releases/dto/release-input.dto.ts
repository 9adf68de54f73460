import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Lines, OneLine, PageQueryDto } from '../../../../http/index.js';

const LONGEST = 20_000;
const SAYS_SOMETHING = /\S/u;
const MOST_CHANGES = 100;

/** Left out is as it was; null is refused. */
const IfSaid = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export class SaidNotesDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  fr: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  en: string;
}

export class SaidIssuesDto {
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  fr?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  en?: string | null;
}

/** What is left out stays as it is. Of what is published, notes and known issues alone. */
export class EditReleaseDto {
  /** @example 4.2.1 */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(50)
  version?: string;

  @IfSaid()
  @IsIn(['minor', 'major'])
  kind?: 'minor' | 'major';

  @IfSaid()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidNotesDto)
  notes?: SaidNotesDto;

  @IfSaid()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidIssuesDto)
  knownIssues?: SaidIssuesDto;

  /** References of changes of its service, all of the institution that makes the release; each in one release at most. */
  @IfSaid()
  @IsArray()
  @ArrayMaxSize(MOST_CHANGES)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(50, { each: true })
  changes?: string[];
}

export class OpenReleaseDto extends EditReleaseDto {
  /** Code of a service. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(50)
  declare version: string;

  @IsIn(['minor', 'major'])
  declare kind: 'minor' | 'major';

  @IsObject()
  @ValidateNested()
  @Type(() => SaidNotesDto)
  declare notes: SaidNotesDto;
}

export class ReleaseQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;
}
