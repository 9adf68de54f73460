import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Lines, OneLine } from '../../../../http/index.js';
import { taskEnds, taskKinds, type TaskEnd, type TaskKind } from '../domain/tasks.js';

export class StepOfChangeDto {
  /** From 1, in order. */
  n: number;

  @ApiProperty({ enum: taskKinds })
  kind: string;
  title: string;
  holder: string | null;

  /** Planned. */
  @ApiProperty({ type: Number, nullable: true })
  minutes: number | null;

  @ApiProperty({ enum: ['open', ...taskEnds] })
  state: string;
  endedAt: string | null;
  endedBy: string | null;
  note: string | null;
}

export class SaidTaskDto {
  /** go_no_go: somebody looks whether to go on; backout: a step of undoing it. */
  @IsIn(taskKinds)
  kind: TaskKind;

  @IsString()
  @Matches(/\S/u)
  @OneLine()
  @MaxLength(200)
  title: string;

  /** Somebody of the institution that makes the change, by id. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsUUID()
  holder?: string | null;

  @ApiPropertyOptional({ type: Number, nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_080)
  minutes?: number | null;
}

export class PutTasksDto {
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => SaidTaskDto)
  items: SaidTaskDto[];
}

export class EndTaskDto {
  @IsIn(taskEnds)
  state: TaskEnd;

  /** Required of what was not done. */
  @ValidateIf(({ note }: EndTaskDto) => note !== undefined)
  @IsString()
  @Matches(/\S/u)
  @Lines()
  @MaxLength(5000)
  note?: string;
}

export class StepsOfChangeDto {
  @ApiProperty({ type: [StepOfChangeDto] })
  items: StepOfChangeDto[];

  /** The last instant at which undoing it still ends within its window; null where it cannot be undone. */
  pointOfNoReturn: string | null;
}
