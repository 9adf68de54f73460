import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { OneLine } from '../../../../../http/index.js';

const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const SAYS_SOMETHING = /\S/u;
const MOST_POINTS = 100;

export class WordedDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(300)
  fr: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(300)
  en: string;
}

export class RiskAnswerDto {
  /** @example partly */
  @IsString()
  @Matches(KEY)
  id: string;

  @IsObject()
  @ValidateNested()
  @Type(() => WordedDto)
  label: WordedDto;

  /** What it adds to the risk. */
  @IsInt()
  @Min(0)
  @Max(MOST_POINTS)
  @ApiProperty({ type: 'integer' })
  points: number;
}

export class RiskQuestionDto {
  /** @example tried */
  @IsString()
  @Matches(KEY)
  id: string;

  @IsObject()
  @ValidateNested()
  @Type(() => WordedDto)
  text: WordedDto;

  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => RiskAnswerDto)
  choices: RiskAnswerDto[];
}

export class PublishQuestionnaireDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => RiskQuestionDto)
  questions: RiskQuestionDto[];

  /** From so many points on, risk is medium. */
  @IsInt()
  @Min(0)
  @Max(10_000)
  @ApiProperty({ type: 'integer' })
  mediumFrom: number;

  /** From so many points on, risk is high. */
  @IsInt()
  @Min(0)
  @Max(10_000)
  @ApiProperty({ type: 'integer' })
  highFrom: number;
}

export class QuestionnaireDto extends PublishQuestionnaireDto {
  id: string;

  @ApiProperty({ type: 'integer' })
  version: number;

  /** The one that every service begins with. */
  isBuiltIn: boolean;
  publishedAt: string | null;
}
