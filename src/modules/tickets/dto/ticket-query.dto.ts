import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsInstant, PageQueryDto } from '../../../http/index.js';
import type { Priority, TicketState } from '../../timers/index.js';
import { ticketMachine } from '../domain/states.js';
import type { Kind } from '../domain/ticket.js';
import { waitingCauses, type WaitingCause } from '../stores/ticket-filter.js';
import { priorities } from './ticket.dto.js';

export const sorts = [
  'openedAt',
  '-openedAt',
  'updatedAt',
  '-updatedAt',
  'dueAt',
  '-dueAt',
  'priority',
  '-priority',
] as const;

const several = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value);
const truth = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

/** What a list, a count and a saved view can be asked for. */
export class TicketFilterDto extends PageQueryDto {
  /** One state, or several between commas. */
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(10)
  @IsIn(ticketMachine.states, { each: true })
  state?: TicketState[];

  /** Code of a service. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Code of the institution that opened it. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;

  /** Code of the institution that holds the open escalation. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  holder?: string;

  /** A kind of actor (`provider`), or the code of the institution that owes the next step. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  nextActor?: string;

  /** Whether a target was missed and the miss stands. */
  @IsOptional()
  @Transform(truth)
  @IsIn([true, false])
  late?: boolean;

  @IsOptional()
  @IsIn(['incident', 'request'])
  kind?: Kind;

  /** One priority, or several between commas. */
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(4)
  @IsIn(priorities, { each: true })
  priority?: Priority[];

  /** Who works on it on one's own side: `me`, `none`, or the id of a person. */
  @IsOptional()
  @Matches(/^(me|none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i)
  assignee?: string;

  /** Id of a team of one's own side: its queue. */
  @IsOptional()
  @IsUUID()
  team?: string;

  /** Id of the person who asked; of the own institution. */
  @IsOptional()
  @IsUUID()
  requester?: string;

  /** Opened at this instant or later. */
  @IsOptional()
  @IsInstant()
  openedFrom?: string;

  /** Opened before this instant. */
  @IsOptional()
  @IsInstant()
  openedTo?: string;

  @IsOptional()
  @IsInstant()
  updatedFrom?: string;

  /** What the ticket waits for, or its escalation (`spoc`, `planned`, `third_party`). */
  @IsOptional()
  @IsIn(waitingCauses)
  waitingCause?: WaitingCause;

  /** Whether something was written that nobody who should has read. */
  @IsOptional()
  @Transform(truth)
  @IsIn([true, false])
  unread?: boolean;

  /** Whether one watches it. */
  @IsOptional()
  @Transform(truth)
  @IsIn([true, false])
  watched?: boolean;

  /** The date on which one's side looks again lies before this instant. */
  @IsOptional()
  @IsInstant()
  followUpBefore?: string;
}

export class TicketQueryDto extends TicketFilterDto {
  /** A minus sorts the newest first. Sorting by `dueAt` lists only what has a due instant. */
  @IsOptional()
  @IsIn(sorts)
  sort?: (typeof sorts)[number];
}
