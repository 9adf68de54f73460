import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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
import { Lines, OneLine, PageQueryDto } from '../../../../../http/index.js';

const LONGEST = 20_000;
const SAYS_SOMETHING = /\S/u;
const LINES = /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|[\t\n\r])*$/u;

/** In both languages: those whom a change concerns read one of them. */
export class ModelTitleDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  fr: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  en: string;
}

export class DraftChangeModelDto {
  /** Code of a service that the institution runs. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  @IsObject()
  @ValidateNested()
  @Type(() => ModelTitleDto)
  title: ModelTitleDto;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  description: string;

  /** What is done, in order. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Matches(SAYS_SOMETHING, { each: true })
  @Matches(LINES, { each: true })
  @MaxLength(2000, { each: true })
  steps: string[];

  /** How one knows that it worked. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  tests: string;

  /** How it is undone. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  backout: string;

  /** How long undoing it takes: what takes longer is no standard change. */
  @IsInt()
  @Min(0)
  @Max(30)
  @ApiProperty({ type: 'integer' })
  backOutMinutes: number;

  @IsInt()
  @Min(0)
  @Max(1440)
  @ApiProperty({ type: 'integer' })
  interruptionMinutes: number;

  /** Is done in the agreed maintenance window; what interrupts the service always is. */
  @IsBoolean()
  needsMaintenanceWindow: boolean;
}

/** What is left out stays as it is; null is no value. */
export class EditChangeModelDto extends PartialType(OmitType(DraftChangeModelDto, ['service'] as const), {
  skipNullProperties: false,
}) {}

export class WhyModelDto {
  /** Kept inside. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason: string;
}

export class ChangeModelQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;
}
