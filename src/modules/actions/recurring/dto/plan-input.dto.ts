import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsLocalDate, Lines, OneLine, PageQueryDto } from '../../../../http/index.js';
import { serviceFunctions, type ServiceFunction } from '../../../catalogue/index.js';
import { LONGEST_RULE, movings, type Moving } from '../../../service-hours/index.js';
import { planStates, type PlanState } from '../domain/plan.js';

const isGiven = (_: object, value: unknown) => value !== null && value !== undefined;
const several = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value);
const yesOrNo = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

export class MakePlanDto {
  /**
   * Reference of a control or preventive action that is published for the service.
   * @example ACT-FUN-2026-00007
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  action: string;

  /** Code of a service of which the own institution holds a function. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service: string;

  /** Code of a site, whose clocks and working days count; by default the institution's usual one. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  site?: string;

  /** Of its tickets; by default that of the action. */
  @IsOptional()
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title?: string;

  /** By which of the functions that it holds the institution works on it; by default hosting, then those that come after. */
  @IsOptional()
  @IsIn(serviceFunctions)
  function?: ServiceFunction;

  /** Id of a colleague to whom each ticket is given; one who has left meanwhile is given nothing. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  assignee?: string | null;

  /** Id of a team of engineers. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  team?: string | null;

  /**
   * RFC 5545, daily at most; by default what the action says.
   * @example FREQ=MONTHLY;BYDAY=1MO
   */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST_RULE)
  recurrence?: string;

  /**
   * Not before this date, from which intervals count; by default today.
   * @example 2026-04-01
   */
  @IsOptional()
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  startsOn?: string;

  /**
   * On the clocks of the site; by default what the action says.
   * @example 08:00
   */
  @IsOptional()
  @IsString()
  @Matches(/^\d{2}:\d{2}$/)
  atTime?: string;

  /** What becomes of a date on which the site does not work; by default what the action says. */
  @IsOptional()
  @IsIn(movings)
  moveToWorkingDay?: Moving;

  /** Working days after which what is due is overdue; by default 5. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(60)
  graceDays?: number;
}

export class ChangePlanDto extends PartialType(OmitType(MakePlanDto, ['action', 'service', 'site'] as const)) {}

export class PlanQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Reference of an action. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  action?: string;

  /** One state, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'running,paused' })
  @IsOptional()
  @Transform(several)
  @IsArray()
  @ArrayMaxSize(planStates.length)
  @IsIn(planStates, { each: true })
  state?: PlanState[];

  /** Whether something of it is overdue. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(yesOrNo)
  @IsBoolean()
  overdue?: boolean;
}

export class SkipPlanDateDto {
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;
}

export class LinkRunDto {
  /** Id of a run of the same action on the same service, which came to its end. */
  @IsUUID()
  run: string;
}

export class ResultsQueryDto {
  /** Local date of the plan's site; by default two years before the end. */
  @IsOptional()
  @IsLocalDate()
  from?: string;

  /** Local date, included; by default today. */
  @IsOptional()
  @IsLocalDate()
  to?: string;
}
