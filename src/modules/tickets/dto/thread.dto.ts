import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsInstant } from '../../../http/index.js';
import { InstitutionDto } from '../../institutions/index.js';
import { messageKinds } from '../domain/message.js';
import { BodyDto } from './escalation-moves.dto.js';

const audiences = ['requester', 'shared', 'internal'] as const;

export class PostMessageDto extends BodyDto {
  /** `requester`: the person who asked and the staff of the owner; `shared`: the staff of both sides; `internal`: one's own side. */
  @IsIn(audiences)
  audience: (typeof audiences)[number];

  /** Ids of colleagues of one's own side who are to be told. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  mentions?: string[];

  /** Also forgets what one was writing on this ticket. */
  @IsOptional()
  @IsBoolean()
  discardDraft?: boolean;
  /** A call or a visit that is logged: the requester was answered by a person. Level 1 of the owner only. */
  @IsOptional()
  @IsIn(['phone', 'counter'])
  channel?: 'phone' | 'counter';

  /** When it was held, if that was before; only with `channel`. The answer counts when it is logged. */
  @IsOptional()
  @IsInstant()
  calledAt?: string;
}

export class AuthorDto {
  /** Null for a person of the other side, who has a name and an institution, never an address. */
  id: string | null;
  name: string;
  institution: InstitutionDto;

  @ApiProperty({ enum: ['requester', 'user', 'provider'] })
  side: string;
}

export class MentionDto {
  id: string;
  name: string;
}

export class AttachmentDto {
  id: string;
  name: string;

  /** In bytes. */
  size: number;

  /** What the content says it is, whatever was declared. */
  mediaType: string;

  sha256: string;

  /** `quarantined` until a scanner has answered: then it cannot be downloaded yet. `unscanned`: there is no scanner. */
  @ApiProperty({ enum: ['unscanned', 'quarantined', 'clean', 'rejected', 'not_scanned', 'erased'] })
  state: string;
}

export class MessageDto {
  id: string;

  @ApiProperty({ enum: messageKinds })
  kind: string;

  @ApiProperty({ enum: audiences })
  audience: string;

  author: AuthorDto;
  body: string;

  /** The escalation it was written for. */
  escalation: number | null;

  /** Files, read by whoever reads the message. */
  attachments: AttachmentDto[];

  /** Colleagues whom it mentions; people of other institutions are never told who. */
  mentions: MentionDto[];

  postedAt: string;

  /** When it was last edited; the earlier texts are kept. */
  editedAt: string | null;

  version: number;
  /** Of a logged call or visit. */
  @ApiProperty({ enum: ['phone', 'counter', null], type: String, nullable: true })
  channel: string | null;

  /** When it was held, if somebody said so. */
  calledAt: string | null;
}

export class PostedMessageDto extends MessageDto {
  /** The reference of the ticket on which it stands. */
  ticket: string;
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
