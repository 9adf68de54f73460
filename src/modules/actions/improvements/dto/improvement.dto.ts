import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { improvementMoves, improvementStates } from '../domain/moves.js';
import { verdicts } from '../domain/reviews.js';

/** A colleague. */
export class ResponsiblePersonDto {
  id: string;
  name: string | null;
}

export class CauseDto {
  /** @example PRB-FUN-2026-00007 */
  reference: string;
  title: string;
  state: string;
}

/** One line of what a manager brings to the steering meeting. Dates are local ones of the institution. */
export class ImprovementDto {
  /** @example IMP-FUN-2026-00002 */
  reference: string;

  @ApiProperty({ enum: ['corrective', 'preventive'] })
  kind: string;

  @ApiProperty({ enum: improvementStates })
  state: string;
  title: string;

  /** By what one will see that it worked. */
  criterion: string;
  service: ServiceRefDto;

  /** The problem whose cause it is about. */
  problem: CauseDto;

  /** Reference of the change whose review asked for it. */
  change: string | null;

  /** Reference of an action of the catalogue. */
  action: string | null;
  owner: ResponsiblePersonDto;
  dueOn: string;

  /** When it is due, or its next review; null once nothing is. */
  nextOn: string | null;
  implementedAt: string | null;
  endedAt: string | null;

  @ApiProperty({ type: 'integer' })
  tasks: number;

  @ApiProperty({ type: 'integer' })
  tasksDone: number;

  /** How often its cause was seen after it was implemented: tickets opened later on its problem, the problem opened again. */
  @ApiProperty({ type: 'integer' })
  recurrences: number;
  recurredAt: string | null;

  /** For If-Match. */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class DoneTaskDto {
  id: string;
  title: string;
  doneAt: string | null;

  @ApiProperty({ type: ResponsiblePersonDto, nullable: true })
  doneBy: ResponsiblePersonDto | null;
}

export class ImprovementReviewDto {
  /** 30 or 90. */
  @ApiProperty({ type: 'integer' })
  afterDays: number;
  dueOn: string;

  /** When that was implemented which it judges. */
  implementedAt: string;

  @ApiProperty({ enum: verdicts, nullable: true })
  verdict: string | null;
  note: string | null;

  @ApiProperty({ type: ResponsiblePersonDto, nullable: true })
  by: ResponsiblePersonDto | null;
  at: string | null;
}

export class RecurrenceDto {
  /** A ticket that was opened later hangs on the problem; or the problem was opened again. */
  @ApiProperty({ enum: ['ticket', 'reopened'] })
  kind: string;

  /** Its reference, where the caller sees it. */
  ticket: string | null;
  at: string;
}

export class ImprovementDetailsDto extends ImprovementDto {
  /** What was done, why it was taken up again or given up. */
  note: string | null;
  createdAt: string;
  createdBy: ResponsiblePersonDto;

  @ApiProperty({ type: ResponsiblePersonDto, nullable: true })
  implementedBy: ResponsiblePersonDto | null;
  todo: DoneTaskDto[];
  reviews: ImprovementReviewDto[];

  /** The newest hundred, those too of what was implemented before. */
  recurred: RecurrenceDto[];

  @ApiProperty({ enum: improvementMoves, isArray: true })
  moves: string[];
}

export class ImprovementEntryDto {
  id: string;
  type: string;
  at: string;
  by: string | null;

  /** Ids, dates and codes of what happened. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}
