import { ApiProperty } from '@nestjs/swagger';
import {
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { formatInstant, IsInstant, OneLine } from '../../../../http/index.js';
import type { Task } from '../tasks.store.js';

const isGiven = (_: object, value: unknown) => value !== null && value !== undefined;

export class AddTaskDto {
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  /** Id of a colleague. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  assignee?: string | null;

  /** Id of a team of level 1, whose it is while nobody has it. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  team?: string | null;

  /** Told a day before, and when it has come. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsInstant()
  dueAt?: string | null;

  /** The team or the function that it is for. */
  @IsOptional()
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(100)
  intendedFor?: string;

  /** The ticket is not resolved before. */
  @IsOptional()
  @IsBoolean()
  mustBeDone?: boolean;
}

export class ChangeTaskDto {
  @IsOptional()
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title?: string;

  /** Id of a colleague; null for nobody. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  assignee?: string | null;

  /** Id of a team of level 1; null for none. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsUUID()
  team?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false })
  @ValidateIf(isGiven)
  @IsInstant()
  dueAt?: string | null;

  @IsOptional()
  @IsBoolean()
  done?: boolean;

  /** Where it stands; of two with the same the older comes first. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  position?: number;
}

export class TaskPersonDto {
  id: string;
  name: string;
}

export class TaskDto {
  id: string;

  @ApiProperty({ type: 'integer' })
  position: number;

  title: string;
  intendedFor: string | null;
  assignee: TaskPersonDto | null;
  team: TaskPersonDto | null;
  dueAt: string | null;
  mustBeDone: boolean;
  doneAt: string | null;
  doneBy: TaskPersonDto | null;

  /** For If-Match. */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export function toTaskDto(task: Task): TaskDto {
  const { assigneeId, assigneeName, teamId, teamName, doneBy, doneByName } = task;
  return {
    id: task.id,
    position: task.position,
    title: task.title,
    intendedFor: task.intendedFor,
    assignee: assigneeId ? { id: assigneeId, name: assigneeName ?? '' } : null,
    team: teamId ? { id: teamId, name: teamName ?? '' } : null,
    dueAt: task.dueAt ? formatInstant(task.dueAt) : null,
    mustBeDone: task.mustBeDone,
    doneAt: task.doneAt ? formatInstant(task.doneAt) : null,
    doneBy: doneBy ? { id: doneBy, name: doneByName ?? '' } : null,
    version: task.version,
  };
}
