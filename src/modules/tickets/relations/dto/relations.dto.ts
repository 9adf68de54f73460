import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { formatInstant, Lines, OneLine } from '../../../../http/index.js';
import { linkKinds } from '../../domain/links.js';
import type { Kind } from '../../domain/ticket.js';
import type { LinkedTicket } from '../../stores/links.store.js';

export class LinkDto {
  /** Reference of another ticket of the own institution. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  to: string;

  /** What `to` is to this ticket: something related, its parent, or what this one follows up on. */
  @IsIn(linkKinds)
  kind: (typeof linkKinds)[number];
}

export class MergeDto {
  /** Reference of the ticket under which this one goes on: open, of the own institution, about the same service. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  into: string;
}

export class SplitDto {
  @IsString()
  @OneLine()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  /** By default the title. */
  @IsOptional()
  @IsString()
  @Lines()
  @IsNotEmpty()
  @MaxLength(20_000)
  description?: string;

  /** What comes along, quoted: ids of messages of the thread, or the word `description`. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(/^(description|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/, { each: true })
  messages: string[];

  @IsOptional()
  @IsIn(['incident', 'request'])
  kind?: Kind;

  /** Code of another service. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  service?: string;
}

export class LinkedTicketDto {
  /** What the other ticket is to this one. */
  @ApiProperty({
    enum: ['relates', 'parent', 'child', 'follows_up', 'follow_up', 'split_from', 'split', 'merged_into', 'merged'],
  })
  kind: string;

  reference: string;
  title: string;
  state: string;
  since: string;

  /** Of a child whose parent was resolved together with its children: `pending`, `done` or `left`. */
  outcome: string | null;

  /** Why it was left. */
  reason: string | null;
}

const words: Record<LinkedTicket['kind'], [from: string, to: string]> = {
  relates: ['relates', 'relates'],
  parent: ['parent', 'child'],
  follow_up: ['follows_up', 'follow_up'],
  split: ['split_from', 'split'],
  merged: ['merged_into', 'merged'],
};

export function toLinkedTicketDto(link: LinkedTicket): LinkedTicketDto {
  const { reference, title, state, createdAt, outcome, reason } = link;
  const kind = words[link.kind][link.isFrom ? 0 : 1];
  return { kind, reference, title, state, since: formatInstant(createdAt), outcome, reason };
}
