import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstant, PageQueryDto } from '../../../http/index.js';
import { changeMachine, type ChangeState } from '../domain/states.js';
import { classes } from './change.dto.js';

const several = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value);

export class ChangeQueryDto extends PageQueryDto {
  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Code of the institution that makes it. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;

  /** One state, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'approved,scheduled' })
  @IsOptional()
  @Transform(several)
  @IsArray()
  @ArrayMaxSize(changeMachine.states.length)
  @IsIn(changeMachine.states, { each: true })
  state?: ChangeState[];

  /** One class, or several between commas. */
  @ApiPropertyOptional({ type: String, example: 'major' })
  @IsOptional()
  @Transform(several)
  @IsArray()
  @ArrayMaxSize(classes.length)
  @IsIn(classes, { each: true })
  class?: string[];

  /** Whose window lies after this instant, wholly or in part. */
  @IsOptional()
  @IsInstant()
  from?: string;

  @IsOptional()
  @IsInstant()
  to?: string;

  /** Those alone on which something waits for the caller: to vote, to decide, to read, to acknowledge, to schedule, to begin, to end, to review. */
  @IsBoolean()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  myTurn?: boolean = false;
}
