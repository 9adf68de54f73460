import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { IsLocalDate, Lines, OneLine, PageQueryDto } from '../../../../http/index.js';
import { improvementStates, type ImprovementState } from '../domain/moves.js';
import { verdicts, type Verdict } from '../domain/reviews.js';
import type { ImprovementKind } from '../improvement.js';

const kinds = ['corrective', 'preventive'] as const;
const SAYS_SOMETHING = /\S/u;
const LONGEST = 5000;

/** Left out is as it was; null is refused. */
const IfSaid = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** What is left out stays as it is. Only while it is open: what was promised stays. */
export class ChangeImprovementDto {
  @IfSaid()
  @IsIn(kinds)
  kind?: ImprovementKind;

  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  title?: string;

  /**
   * By what one will see that it worked.
   * @example No ticket hangs on the problem for three months
   */
  @IfSaid()
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  criterion?: string;

  /** Id of the colleague who answers for it. */
  @IfSaid()
  @IsUUID()
  owner?: string;

  /**
   * Local date of the institution, not passed.
   * @example 2027-01-29
   */
  @IfSaid()
  @IsLocalDate()
  dueOn?: string;

  /** Reference of an action of the catalogue that it is about; null: none. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'ACT-FUN-2026-00004' })
  @IsOptional()
  @IsString()
  @Matches(/^ACT-[A-Z0-9]{2,12}-\d{4}-\d{5,12}$/)
  action?: string | null;
}

/** For the problem that the address or `problem` names. */
export class CommitImprovementDto extends ChangeImprovementDto {
  /** Removes the cause of what happened, or of what could. */
  @IsIn(kinds)
  declare kind: ImprovementKind;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  declare title: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  declare criterion: string;

  @IsUUID()
  declare owner: string;

  @IsLocalDate()
  declare dueOn: string;

  /** Reference of a problem of the own institution. */
  @IsString()
  @MaxLength(50)
  problem: string;

  /** What is to be done for it, in order. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Matches(SAYS_SOMETHING, { each: true })
  @MaxLength(200, { each: true })
  tasks?: string[];
}

export class ImplementedDto {
  /** What was done. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  note: string;
}

export class JudgeImprovementDto {
  /** Of the review that is due. `not_effective` ends it at once, the last review ends it in any case. */
  @IsIn(verdicts)
  verdict: Verdict;

  /** What it was judged by. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  note: string;
}

export class ResumeImprovementDto {
  /** Why it is taken up again. */
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  note: string;

  @IsLocalDate()
  dueOn: string;
}

export class CancelImprovementDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  reason: string;
}

export class ImprovementTaskDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @OneLine()
  @MaxLength(200)
  title: string;
}

export class TickDto {
  @IsBoolean()
  done: boolean;
}

const yesOrNo = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

export class ImprovementQueryDto extends PageQueryDto {
  /** One state, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'open,implemented' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(improvementStates.length)
  @IsIn(improvementStates, { each: true })
  state?: ImprovementState[];

  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Reference of a problem. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  problem?: string;

  /** Reference of the change whose review asked for it. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  change?: string;

  /** Id of whoever answers for it. */
  @IsOptional()
  @IsUUID()
  owner?: string;

  /** Only what is due, or to be reviewed, today or was before. */
  @IsOptional()
  @Transform(yesOrNo)
  @IsBoolean()
  due?: boolean;

  /** Only those whose cause came back, or only the others. */
  @IsOptional()
  @Transform(yesOrNo)
  @IsBoolean()
  recurred?: boolean;
}
