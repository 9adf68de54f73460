import { ApiProperty } from '@nestjs/swagger';
import { targetsSchema } from '../../catalogue/index.js';
import { TimerDto, priorities } from './ticket.dto.js';

const pauseCauses = [
  'requester',
  'third_party',
  'change',
  'scheduled',
  'approval',
  'spoc',
  'planned',
  'resolved',
  'closed',
  'cancelled',
  'merged',
  'delivered',
  'confirmed',
  'returned',
  'recalled',
] as const;

/** A part `[from, to)` of the life of a timer. In order, without a gap: the lengths of those that counted add up to `consumedMs`. */
export class ExplainedSegmentDto {
  from: string;
  to: string;

  /** Milliseconds. */
  ms: number;

  counted: boolean;

  /** Why it did not count; null when it did. Only working time is a pause: nights and holidays in it are what they are. */
  @ApiProperty({ enum: ['closed', 'holiday', 'closure', 'pause', null], type: String, nullable: true })
  reason: string | null;

  /** Of a holiday. */
  name: string | null;

  /** Of a pause: what was waited for, or what had ended the timer for a time. Several, when each alone was enough. */
  @ApiProperty({ enum: pauseCauses, isArray: true })
  causes: readonly string[];

  /** The event with which the pause began, as in the timeline; null where the caller may not read it. */
  eventId: string | null;

  /** The number of the version of the service hours that held; null before the first. */
  hoursVersion: number | null;
}

/** So many working minutes from an instant on. A timer is due at the earliest instant at which one of them is used up. */
export class PromiseDto {
  from: string;

  @ApiProperty({ enum: priorities })
  priority: string;

  targetMinutes: number;

  /** Outside the pauses so far; null over 100 years ahead. */
  dueAt: string | null;
}

export class WarningDto {
  /** Share of the target, 100 for the miss. */
  percent: number;

  /** When it is reached; null while that cannot be known. */
  at: string | null;

  toldAt: string | null;
  eventId: string | null;
}

/** What a new priority would make of the timer now. */
export class AlternativeDto {
  @ApiProperty({ enum: priorities })
  priority: string;

  /** `corrected` by who had set it: from the start. `raised` by the other side or on new facts: from now. */
  @ApiProperty({ enum: ['corrected', 'raised'] })
  rule: string;

  dueAt: string | null;

  /** It would be missed at once. */
  isMissed: boolean;
}

class UsedVersionDto {
  number: number;
  effectiveFrom: string;
  recordedAt: string;
}

export class UsedTermsDto extends UsedVersionDto {
  @ApiProperty(targetsSchema)
  targets: object;

  /** What pauses a resolution beside the usual. */
  alsoPauses: string[];
}

export class UsedHoursDto extends UsedVersionDto {
  /** @example Europe/Paris */
  timeZone: string;
}

export class TotalsDto {
  wallMs: number;
  countedMs: number;
  closedMs: number;
  holidayMs: number;
  closureMs: number;
  pausedMs: number;
}

export class ExplanationDto {
  timer: TimerDto;

  /** From the start of the timer. */
  from: string;

  /** To its end, or to now. */
  to: string;

  segments: ExplainedSegmentDto[];

  /** True when there are more segments than are told; then nothing adds up. */
  isCut: boolean;

  /** The sums of the segments by reason; together the wall time. */
  totals: TotalsDto;

  /** Working time that counted: the sum of the counted segments. */
  consumedMs: number;

  promises: PromiseDto[];
  warnings: WarningDto[];

  /** What a new priority would do; empty once the timer is decided or over. */
  ifPriority: AlternativeDto[];

  /** The versions of what was promised and of the hours that were used, as they were known at `knownAt`. */
  terms: UsedTermsDto[];
  hours: UsedHoursDto[];

  /** A decided timer is judged by what was recorded when its verdict fell, any other by what is recorded now. */
  knownAt: string;
}
