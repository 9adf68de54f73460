import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../http/index.js';
import type { TicketState } from '../../timers/index.js';
import { ticketMachine } from '../domain/states.js';

export const sorts = ['openedAt', '-openedAt', 'updatedAt', '-updatedAt', 'dueAt', '-dueAt'] as const;

export class TicketQueryDto extends PageQueryDto {
  /** One state, or several between commas. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
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
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsIn([true, false])
  late?: boolean;

  /** A minus sorts the newest first. Sorting by `dueAt` lists only what has a due instant. */
  @IsOptional()
  @IsIn(sorts)
  sort?: (typeof sorts)[number];
}
