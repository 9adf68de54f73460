import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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
import { problemStates, type ProblemState } from '../domain/moves.js';

const LONGEST = 20_000;
const SAYS_SOMETHING = /\S/u;

export class PublicTitleDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  fr: string;

  @IsOptional()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  en?: string;
}

export class PublicTextDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  fr: string;

  @IsOptional()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  en?: string;
}

/** In both languages: it is mailed to people who read one of them. */
export class ShippedTextDto {
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

export class ShipDto {
  /** What everybody concerned is told. */
  @IsObject()
  @ValidateNested()
  @Type(() => ShippedTextDto)
  text: ShippedTextDto;
}

/** What is left out stays as it is; null takes it away. */
export class ChangeProblemDto {
  /** Inside. */
  @ValidateIf(({ title }: ChangeProblemDto) => title !== undefined)
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  title?: string;

  /** Inside: what is known of the cause. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  cause?: string | null;

  /** Under which it is to be published. */
  @ApiPropertyOptional({ type: PublicTitleDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PublicTitleDto)
  publicTitle?: PublicTitleDto | null;

  /** To be published: what helps until it is fixed. */
  @ApiPropertyOptional({ type: PublicTextDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PublicTextDto)
  workaround?: PublicTextDto | null;

  /** Codes of components of the service that it touches. */
  @ValidateIf(({ components }: ChangeProblemDto) => components !== undefined)
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  components?: string[];
}

export class OpenProblemDto extends ChangeProblemDto {
  /** Code of a service of which the institution holds a function. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  declare title: string;
}

export class NoteDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  body: string;
}

export class WhyDto {
  /** Kept inside, as a note. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason: string;
}

export class NamedProblemDto {
  /**
   * Reference of a problem.
   * @example PRB-FUN-2026-00007
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  problem: string;
}

export class ProblemQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** One state, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'known_error,fixing' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(problemStates.length)
  @IsIn(problemStates, { each: true })
  state?: ProblemState[];

  /** Only known errors; or only what is still inside. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  published?: boolean;

  /** Words in the public texts, and inside in those of one's own; as in the search of tickets. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  q?: string;
}
