import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength, ValidateIf } from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import type { TicketWait } from '../../timers/index.js';
import { levels, type Level } from '../domain/priority.js';
import { resolutionCodes, waitCauses } from '../domain/ticket.js';

/** A person, a team, or both; what is left out stays as it is. */
export class AssignDto {
  /** Id of a person of the own institution; null takes the assignment away. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @ValidateIf(({ assignee, team }: AssignDto) => assignee !== null && (assignee !== undefined || team === undefined))
  @IsUUID()
  assignee?: string | null;

  /** Id of a team of the own side: into its queue, and to whom it gives it, if it does; null takes it out. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @ValidateIf(({ team }: AssignDto) => team !== null && team !== undefined)
  @IsUUID()
  team?: string | null;
}

export class WaitDto {
  @IsIn(waitCauses)
  cause: TicketWait;

  /** When we look again: an instant ahead, ISO 8601. */
  @IsInstant()
  followUpAt: string;

  /** To the requester; required when waiting for them. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  message?: string;
}

export class ResolveDto {
  /** With a problem it is `known_error`, and may be left out. */
  @ValidateIf(({ problem, code }: ResolveDto) => problem === undefined || code !== undefined)
  @IsIn(resolutionCodes)
  code?: (typeof resolutionCodes)[number];

  /** What the requester is told. With a problem its workaround stands in. */
  @ValidateIf(({ problem, text }: ResolveDto) => problem === undefined || text !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  text?: string;

  /** With the code `known_error`: reference of a known error; the ticket is linked with it. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  problem?: string;

  /** Of a parent: resolve its children too, each by itself, with the same code and text. Those with an open escalation are left. */
  @IsOptional()
  @IsBoolean()
  resolveChildren?: boolean;
}

export class ReasonDto {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class OptionalReasonDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;
}

export class QualifyDto {
  @IsIn(levels)
  impact: Level;

  @IsIn(levels)
  urgency: Level;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason?: string;

  /** Not a correction: something new is known, so time already used is not taken back. */
  @IsOptional()
  @IsBoolean()
  newFacts?: boolean;
}
