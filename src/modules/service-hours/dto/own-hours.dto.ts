import { ApiProperty } from '@nestjs/swagger';

const pair = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string' } } as const;

export class StoredHolidayDto {
  /** @example 2026-07-14 */
  date: string;

  /** @example Fête nationale */
  name: string;
}

/** Something to think about; it was recorded all the same. */
export class AdviceDto {
  /** @example holidays_end_soon */
  code: string;
  message: string;

  /** Into the body; absent when it is about the whole. */
  pointer?: string;
}

export class HoursVersionDto {
  number: number;
  effectiveFrom: string;
  recordedAt: string;

  /** Why; null when nobody said. */
  reason: string | null;

  /** @example Europe/Paris */
  timeZone: string;

  /** Open from the first time up to the second, by the clock on the wall. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: pair },
    example: { mon: [['08:00', '18:00']] },
  })
  weekly: Record<string, [open: string, close: string][]>;

  /** Where the holidays were taken from. */
  holidayRegion: string | null;

  /** As they were recorded. */
  holidays: StoredHolidayDto[];

  /** Closed from the first date to the second, both included. */
  @ApiProperty({ type: 'array', items: pair, example: [['2026-08-10', '2026-08-16']] })
  closures: [first: string, last: string][];
}

export class OwnHoursDto {
  id: string;
  name: string;

  /** Codes of the sites that work in them. */
  sites: string[];

  /** What is in effect now; null before the first version is. */
  version: HoursVersionDto | null;

  /** What takes effect later, in that order. */
  upcoming: HoursVersionDto[];
}

export class RecordedHoursDto extends HoursVersionDto {
  warnings: AdviceDto[];
}
