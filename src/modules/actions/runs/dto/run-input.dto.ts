import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { Lines, PageQueryDto } from '../../../../http/index.js';
import { outcomes, type RunOutcome } from '../domain/finishing.js';
import { stepStates, type StepState } from '../domain/path.js';

const REFERENCE = /^ACT-[A-Z0-9]{2,12}-\d{4}-\d{5,12}$/;
const states = ['running', 'finished'] as const;

export class StartRunDto {
  /** @example ACT-FUN-2026-00001 */
  @IsString()
  @MaxLength(50)
  action: string;

  /** Its code; by default that of the ticket, or the only one that the action is of. */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  service?: string;

  /** By the names of the action's parameters: texts, and numbers for those of type number. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { host: 'db1.example.org' } })
  @IsOptional()
  @IsObject()
  parameters?: Record<string, unknown>;
}

export class FillRunDto {
  /** By the names of the action's parameters; those that are left out stay as they are. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { blockerPid: 4711 } })
  @IsObject()
  parameters: Record<string, unknown>;
}

export class RunQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(states)
  state?: (typeof states)[number];

  @IsOptional()
  @IsIn(outcomes)
  outcome?: RunOutcome;

  /** Those that lie with the caller. */
  @IsBoolean()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  mine?: boolean = false;

  /** Its reference. */
  @IsOptional()
  @Matches(REFERENCE)
  action?: string;

  /** Its code. */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  service?: string;
}

export class EndStepDto {
  @IsIn(stepStates)
  state: StepState;

  /** What was seen. */
  @ValidateIf(({ seen }: EndStepDto) => seen !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(5000)
  seen?: string;

  /** Why it was skipped (required then) or failed. */
  @ValidateIf(({ reason }: EndStepDto) => reason !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(2000)
  reason?: string;

  /** The branch of the step that was taken, from 1; without one the run goes on to the next step. */
  @ApiPropertyOptional({ type: 'integer' })
  @ValidateIf(({ branch }: EndStepDto) => branch !== undefined)
  @IsInt()
  @Min(1)
  @Max(100)
  branch?: number;
}

export class UndoStepDto {
  /** What was seen when it was undone. */
  @ValidateIf(({ seen }: UndoStepDto) => seen !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(5000)
  seen?: string;
}

export class HandOverRunDto {
  /** A colleague of the same side who may run the action, by id. */
  @IsUUID()
  to: string;

  @ValidateIf(({ note }: HandOverRunDto) => note !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(5000)
  note?: string;
}

export class FinishRunDto {
  @IsIn(outcomes)
  outcome: RunOutcome;

  /** Of work, not of the clock. */
  @ApiPropertyOptional({ type: 'integer' })
  @ValidateIf(({ minutes }: FinishRunDto) => minutes !== undefined)
  @IsInt()
  @Min(0)
  @Max(14_400)
  minutes?: number;

  @ValidateIf(({ note }: FinishRunDto) => note !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(5000)
  note?: string;

  /** What a control measured, by name: all that the action asks for, unless the run was abandoned. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { daysLeft: 43 } })
  @IsOptional()
  @IsObject()
  results?: Record<string, unknown>;
}

export class AddEvidenceDto {
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(20_000)
  text: string;

  /** The step that it is about, from 1. */
  @ApiProperty({ type: 'integer', required: false })
  @ValidateIf(({ n }: AddEvidenceDto) => n !== undefined)
  @IsInt()
  @Min(1)
  @Max(1000)
  n?: number;
}

/** The fields of the form beside its files. */
export class EvidenceFieldsDto {
  @ValidateIf(({ n }: EvidenceFieldsDto) => n !== undefined)
  @Matches(/^[1-9]\d{0,2}$/)
  n?: string;
}
