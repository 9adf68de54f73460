import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { InstitutionDto } from '../../institutions/index.js';
import { BodyDto } from './escalation-moves.dto.js';

const audiences = ['requester', 'shared', 'internal'] as const;

export class PostMessageDto extends BodyDto {
  /** `requester`: the person who asked and the staff of the owner; `shared`: the staff of both sides; `internal`: one's own side. */
  @IsIn(audiences)
  audience: (typeof audiences)[number];
}

export class AuthorDto {
  /** Null for a person of the other side, who has a name and an institution, never an address. */
  id: string | null;
  name: string;
  institution: InstitutionDto;

  @ApiProperty({ enum: ['requester', 'user', 'provider'] })
  side: string;
}

export class MessageDto {
  id: string;

  @ApiProperty({ enum: ['message', 'question', 'answer', 'reason', 'delivery', 'resolution'] })
  kind: string;

  @ApiProperty({ enum: audiences })
  audience: string;

  author: AuthorDto;
  body: string;

  /** The escalation it was written for. */
  escalation: number | null;

  postedAt: string;
}

export class TimelineActorDto {
  /** Null for people of other institutions and for what happens by itself. */
  name: string | null;
  institution: InstitutionDto;

  /** What time did by itself. */
  isSystem: boolean;
}

export class TimelineEntryDto {
  id: string;

  /** @example ticket.escalated */
  type: string;

  at: string;

  @ApiProperty({ enum: audiences })
  audience: string;

  actor: TimelineActorDto;

  /** Codes and numbers that go with the type: state, cause, n, function, priority, code, percent... */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}

export class MoveNowDto {
  /** @example escalate */
  move: string;

  @ApiProperty({ enum: ['ticket', 'escalation'] })
  on: string;

  /** Which escalation. */
  n: number | null;
}
