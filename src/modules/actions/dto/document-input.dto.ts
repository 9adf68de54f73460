import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  actionKinds,
  parameterTypes,
  risks,
  runRoles,
  type ActionKind,
  type Risk,
  type RunRole,
} from '../domain/action-document.js';

// The form of what is said. What it has to hold to be an action that somebody could follow is checked by `checkDocument`.

/** More than any text may have: the limits of each are told with everything else that is wrong. */
const MOST = 100_000;
const strings = { each: true } as const;

export class SaidActionTitleDto {
  @IsString()
  @MaxLength(MOST)
  fr: string;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  en?: string | null;
}

export class SaidActionTriggersDto {
  /** Each a set of labels that an alert must all have. */
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [{ alertname: 'PostgresqlBlockedQueries' }],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject(strings)
  alerts?: Record<string, string>[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  categories?: string[];

  /** Words and phrases of the symptom, in either language. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  words?: string[];
}

export class SaidActionParameterDto {
  /** Written `{{name}}` in texts. */
  @IsString()
  @MaxLength(MOST)
  name: string;

  @IsIn(parameterTypes)
  type: (typeof parameterTypes)[number];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidActionTitleDto)
  label?: SaidActionTitleDto;

  @IsOptional()
  @IsBoolean()
  required?: boolean;

  /** Of a choice. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  choices?: string[];

  /** Of a number. */
  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsNumber()
  min?: number | null;

  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsNumber()
  max?: number | null;
}

export class SaidActionBranchDto {
  /** What is seen. */
  @IsString()
  @MaxLength(MOST)
  when: string;

  /** The id of a later step; null: the end. */
  @ApiProperty({ type: String, nullable: true })
  @ValidateIf(({ to }: SaidActionBranchDto) => to !== null)
  @IsString()
  @MaxLength(MOST)
  to: string | null;
}

export class SaidActionStepDto {
  /** By default from its place. */
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  id?: string;

  @IsString()
  @MaxLength(MOST)
  title: string;

  /** What to do; Markdown without HTML. Nothing of it is ever executed. */
  @IsString()
  @MaxLength(MOST)
  do: string;

  /** What is to be seen then. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  expect?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  undo?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SaidActionBranchDto)
  branches?: SaidActionBranchDto[];
}

export class SaidActionResultDto {
  @IsString()
  @MaxLength(MOST)
  name: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidActionTitleDto)
  label?: SaidActionTitleDto;

  @IsIn(['number', 'boolean'])
  type: 'number' | 'boolean';

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  unit?: string | null;

  /** Of a number: good from here, */
  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsNumber()
  atLeast?: number | null;

  /** and up to here. */
  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsNumber()
  atMost?: number | null;

  /** Of a yes or no: the good one; by default yes. */
  @ApiPropertyOptional({ type: Boolean, nullable: true })
  @IsOptional()
  @IsBoolean()
  is?: boolean | null;
}

export class SaidActionRecurrenceDto {
  /**
   * RFC 5545, at most daily.
   * @example FREQ=MONTHLY;BYDAY=1MO
   */
  @IsString()
  @MaxLength(MOST)
  rule: string;

  /** @example 09:00 */
  @IsString()
  @MaxLength(MOST)
  time: string;

  /** To a working day. */
  @IsOptional()
  @IsIn(['none', 'next', 'previous'])
  move?: 'none' | 'next' | 'previous';
}

export class SaidActionLinkDto {
  @IsString()
  @MaxLength(MOST)
  title: string;

  /** http or https. */
  @IsString()
  @MaxLength(MOST)
  url: string;
}

/** What an action says. Limits: 60 steps, 20 parameters, 40 words, 20,000 characters a text, 200 KB in all. */
export class SaidActionDocumentDto {
  @IsIn(actionKinds)
  kind: ActionKind;

  @IsObject()
  @ValidateNested()
  @Type(() => SaidActionTitleDto)
  title: SaidActionTitleDto;

  /** What is seen, when to use it and when not to; Markdown without HTML, as every text here. */
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  summary?: string;

  /** Codes of services of which the institution holds a function. */
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  services: string[];

  /** Codes of components of these services. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  components?: string[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidActionTriggersDto)
  triggers?: SaidActionTriggersDto;

  @IsIn(risks)
  risk: Risk;

  /** Who may run it. */
  @IsArray()
  @ArrayMaxSize(1000)
  @IsIn(runRoles, strings)
  runBy: RunRole[];

  /** Whether a run opens a change before anything is done. */
  @IsOptional()
  @IsBoolean()
  needsChange?: boolean;

  /** How long it takes, expected: 1 to 1440. */
  @IsNumber()
  @ApiProperty({ type: 'integer' })
  minutes: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  prerequisites?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SaidActionParameterDto)
  parameters?: SaidActionParameterDto[];

  /** In order; a branch leads on, to a later step or to the end. */
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SaidActionStepDto)
  steps: SaidActionStepDto[];

  /** What shows that it worked. */
  @IsOptional()
  @IsString()
  @MaxLength(MOST)
  verification?: string;

  /** Of a control, at least one: what a run measures. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SaidActionResultDto)
  results?: SaidActionResultDto[];

  /** Of a preventive action or a control: what a plan of it begins with. */
  @ApiPropertyOptional({ type: SaidActionRecurrenceDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SaidActionRecurrenceDto)
  recurrence?: SaidActionRecurrenceDto | null;

  /** References of problems and known errors that the writer sees. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString(strings)
  problems?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SaidActionLinkDto)
  documents?: SaidActionLinkDto[];
}
