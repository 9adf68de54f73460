import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsInstant, Lines, OneLine } from '../../../http/index.js';
import { environments, type Environment } from '../change.js';
import type { AskedClass } from '../domain/classing.js';
import { kinds } from './change.dto.js';

const LONGEST = 20_000;
const SAYS_SOMETHING = /\S/u;
const MOST_MINUTES = 7 * 24 * 60;

/** Left out is as it was; null is refused. */
const IfSaid = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

const MOST_ANSWERS = 50;
const isShort = (text: unknown): boolean => typeof text === 'string' && text.length <= 50;

/** A map of short texts. */
function IsAnswers(): PropertyDecorator {
  return ValidateBy({
    name: 'isAnswers',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length <= MOST_ANSWERS &&
        Object.entries(value).every(([question, choice]) => isShort(question) && isShort(choice)),
      defaultMessage: () => 'must be an object of at most 50 short texts',
    },
  });
}

export class SaidWindowDto {
  @IsInstant()
  from: string;

  /** Not within it any more. */
  @IsInstant()
  to: string;
}

export class SaidComponentDto {
  @IsString()
  @MaxLength(50)
  service: string;

  @IsString()
  @MaxLength(50)
  code: string;
}

/** What is left out stays as it is. */
export class EditChangeDto {
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  title?: string;

  /** For those affected: what for, and what they will notice. */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  why?: string;

  /** What it is prepared as; what it is follows from everything that is said of it. */
  @ApiPropertyOptional({ enum: kinds })
  @IfSaid()
  @IsIn(kinds)
  kind?: AskedClass;

  /** Codes. */
  @IfSaid()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(50, { each: true })
  services?: string[];

  @IfSaid()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => SaidComponentDto)
  components?: SaidComponentDto[];

  /** By default production; what happens elsewhere affects nobody. */
  @ApiPropertyOptional({ enum: environments, isArray: true })
  @IfSaid()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsIn(environments, { each: true })
  environments?: Environment[];

  /** Code of the institution whose own tenant it is; with `own_tenant`. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  tenant?: string | null;

  @ApiPropertyOptional({ type: SaidWindowDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidWindowDto)
  window?: SaidWindowDto | null;

  /** Minutes in which users cannot work, at the most. */
  @IfSaid()
  @IsInt()
  @Min(0)
  @Max(MOST_MINUTES)
  interruptionMinutes?: number;

  @IfSaid()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  plan?: string;

  @IfSaid()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  tests?: string;

  @IfSaid()
  @IsString()
  @Lines()
  @MaxLength(LONGEST)
  backoutPlan?: string;

  /** Null: it cannot be undone. */
  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST_MINUTES)
  backoutMinutes?: number | null;

  /** Tried before where nobody works with it. */
  @IfSaid()
  @IsBoolean()
  wasTried?: boolean;

  @IfSaid()
  @IsBoolean()
  losesFunction?: boolean;

  @IfSaid()
  @IsBoolean()
  takesPersonalData?: boolean;

  @IfSaid()
  @IsBoolean()
  isMajorVersion?: boolean;

  /** Answers to the risk questionnaire of its first service: the id of each question, and of the choice. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IfSaid()
  @IsAnswers()
  answers?: Record<string, string>;

  /** The approved model that it follows, by id. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsUUID()
  model?: string | null;

  /** People of the institution that makes it, by id. */
  @IfSaid()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID('all', { each: true })
  implementers?: string[];

  @IfSaid()
  @IsUUID()
  owner?: string;

  /** With `emergency`: why it cannot wait. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  emergencyReason?: string | null;
}

export class OpenChangeDto extends EditChangeDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  declare title: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  declare why: string;

  @IsIn(kinds)
  declare kind: AskedClass;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(50, { each: true })
  declare services: string[];
}

export class ChangeReasonDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason: string;
}

export class DecideChangeDto {
  @IsIn(['approve', 'reject'])
  decision: 'approve' | 'reject';

  /** Required of whoever rejects. */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason?: string;
}

export class ObjectDto extends ChangeReasonDto {
  /** It endangers somebody's data or systems. */
  @IfSaid()
  @IsBoolean()
  isSecurity?: boolean;
}

export class ImplementDto {
  @IsIn(['successful', 'with_issues', 'failed'])
  outcome: 'successful' | 'with_issues' | 'failed';

  /** Minutes in which users could not work, in truth. */
  @IsInt()
  @Min(0)
  @Max(MOST_MINUTES)
  interruptedMinutes: number;
}

export class BackOutDto extends ChangeReasonDto {
  @IsInt()
  @Min(0)
  @Max(MOST_MINUTES)
  interruptedMinutes: number;
}

export class CloseChangeDto {
  /** What was learned; or why it was never begun. */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  text?: string;

  /** As it turned out in the review. */
  @IfSaid()
  @IsIn(['successful', 'with_issues', 'backed_out', 'failed'])
  outcome?: 'successful' | 'with_issues' | 'backed_out' | 'failed';
}

export class ChangeMessageDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  body: string;

  /** internal: those who make it; shared: whomever it concerns. */
  @IsIn(['internal', 'shared'])
  audience: 'internal' | 'shared';
}
