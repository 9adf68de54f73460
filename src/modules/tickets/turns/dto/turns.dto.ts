import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQueryDto } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { AssigneeDto, TicketLineDto } from '../../dto/ticket.dto.js';
import { turnKindNames, type TurnKind } from '../../domain/turn-kinds.js';

export class MyTurnQueryDto extends PageQueryDto {
  /** Only what one has to act on for this reason. */
  @IsOptional()
  @IsIn(turnKindNames)
  kind?: TurnKind;
}

/** The target that runs out, or has run out. */
export class TimerAtRiskDto {
  id: string;

  @ApiProperty({ enum: ['user', 'provider'] })
  side: string;

  @ApiProperty({ enum: ['response', 'resolution'] })
  metric: string;

  @ApiProperty({ enum: ['running', 'missed'] })
  state: string;

  dueAt: string | null;
}

/** A decision that is asked of one, with what one is shown of it: one need not see the ticket. */
export class TurnApprovalDto {
  id: string;

  /** Reference of the ticket. */
  ticket: string;

  title: string;
  service: ServiceRefDto;
  requester: AssigneeDto;
}

/** A ticket on which one has to act, or a decision that one has to give. */
export class TurnDto {
  /** Why; where there are several reasons, the most urgent one. */
  @ApiProperty({ enum: turnKindNames, enumName: 'TurnKind' })
  kind: string;

  /** The other reasons. */
  @ApiProperty({ enum: turnKindNames, enumName: 'TurnKind', isArray: true })
  also: string[];

  /** Since when, for the first reason. */
  since: string;

  /** Null of a decision. */
  @ApiProperty({ type: String, enum: ['user', 'provider', null], nullable: true })
  side: string | null;

  /** Null of a decision. */
  ticket: TicketLineDto | null;

  /** What one decides on; else null. */
  approval: TurnApprovalDto | null;

  /** The escalation that it is about, if there is one. */
  escalation: number | null;

  timerAtRisk: TimerAtRiskDto | null;

  /** Null: nobody has it yet. */
  assignee: AssigneeDto | null;

  /** Whose ticket or decision it is, when one acts for somebody who is away. */
  for: AssigneeDto | null;
}

/** How much there is to act on, by the first reason of each ticket. */
export class TurnCountsDto implements Record<TurnKind | 'total', number> {
  question: number;
  transmit: number;
  return: number;
  accept: number;
  refused: number;
  answered: number;
  dispute: number;
  draft: number;
  answer: number;
  follow_up: number;
  at_risk: number;
  qualify: number;
  take: number;
  task: number;
  approval: number;
  total: number;
}

export class MyTurnDto {
  items: TurnDto[];

  /** Of the whole list, whichever part of it is shown. */
  counts: TurnCountsDto;

  nextCursor: string | null;
}

export class SeenDto {
  /** The last message that was read; without it, everything there is. */
  @IsOptional()
  @IsUUID()
  message?: string;
}

export class SeenUpToDto {
  /** Null: nobody has written anything that would have to be read. */
  seenAt: string | null;
}
