import { ApiProperty } from '@nestjs/swagger';
import { targetsSchema } from '../../../catalogue/index.js';
import { CountDto } from '../../dto/handled-in-time.dto.js';

const pair = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string' } } as const;

export class ComparedDto {
  /** As it was counted. */
  actual: CountDto;

  /** As it would have been. */
  simulated: CountDto;
}

export class ComparedPriorityDto extends ComparedDto {
  /** The last one that was set. */
  priority: string;
}

export class ComparedMonthDto extends ComparedDto {
  /** @example 2026-03 */
  month: string;
  byPriority: ComparedPriorityDto[];
}

export class ComparedFigureDto {
  total: ComparedDto;
  months: ComparedMonthDto[];
}

export class FlipSideDto {
  verdict: 'met' | 'missed' | 'open' | 'excluded';

  /** The month in which it counts; of an open one that in which it would be missed. */
  month: string | null;
  dueAt: string | null;
}

export class FlipDto {
  reference: string;
  kind: string;
  priority: string;
  from: FlipSideDto;
  to: FlipSideDto;
}

export class SimulationResultDto {
  /** What bound the provider: whether a verdict binds is not simulated. */
  sla: ComparedFigureDto;

  /** What was measured only, as in a pilot. */
  slo: ComparedFigureDto;

  /** How many tickets would have had another verdict. */
  flipped: number;

  /** The first 5000 of them. */
  flips: FlipDto[];

  /** Whether there are more than stand here. */
  isCut: boolean;
}

export class SimulatedHolidayDto {
  date: string;
  name: string;
}

export class SimulatedHoursDto {
  timeZone: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'array', items: pair } })
  weekly: Record<string, [open: string, close: string][]>;

  holidays: SimulatedHolidayDto[];

  @ApiProperty({ type: 'array', items: pair })
  closures: (readonly [first: string, last: string])[];
}

export class SimulatedTermsDto {
  @ApiProperty(targetsSchema)
  targets: object;
  alsoPauses: string[];
  hours: SimulatedHoursDto;
}

/** A simulation that was asked for; only the institution that asked sees it. */
export class SimulationDto {
  id: string;
  state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  from: string;
  to: string;
  askedAt: string;

  /** Kept for 90 days after it. */
  finishedAt: string | null;

  /** Tickets counted so far, of `total`. */
  done: number;
  total: number;

  /** Why it failed. */
  error: string | null;
}

export class WholeSimulationDto extends SimulationDto {
  /** What was tried out, in full. */
  terms: SimulatedTermsDto;

  /** Null until it is done. */
  result: SimulationResultDto | null;
}
