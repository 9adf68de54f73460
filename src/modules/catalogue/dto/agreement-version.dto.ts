import { ApiProperty } from '@nestjs/swagger';
import {
  maintenanceSchema,
  targetsSchema,
  warningsSchema,
  weeklySchema,
  closuresSchema,
} from './commitment-schemas.js';

export class HolidayDto {
  /** @example 2026-07-14 */
  date: string;

  /** @example Fête nationale */
  name: string;
}

export class ServiceHoursDto {
  name: string;

  /** @example Europe/Paris */
  timeZone: string;

  /** Open from the first time up to the second, by the clock on the wall. */
  @ApiProperty(weeklySchema)
  weekly: Record<string, [open: string, close: string][]>;

  /**
   * Where the holidays were taken from.
   * @example FR-57
   */
  holidayRegion: string | null;

  /** As they were recorded: later corrections make a new version. */
  holidays: HolidayDto[];

  /** Closed from the first date to the second, both included. */
  @ApiProperty(closuresSchema)
  closures: [first: string, last: string][];
}

export class AgreementVersionDto {
  /** @example 1 */
  number: number;

  /** False for a pilot: measured, and binding nobody. */
  binding: boolean;

  /** Whether a delivery that is left alone for three working days is transmitted by itself. */
  tacitTransmission: boolean;
  serviceHours: ServiceHoursDto;

  /** Working minutes within the service hours, by kind, priority and metric; what is missing is not promised. */
  @ApiProperty(targetsSchema)
  targets: object;

  /** Shares of the target, in percent, at which the side that owes the step is warned. */
  @ApiProperty(warningsSchema)
  warnings: object;

  /**
   * Causes of waiting that pause the resolution timer beside the usual ones.
   * @example ["third_party"]
   */
  alsoPauses: string[];

  /** When the service may be interrupted. */
  @ApiProperty(maintenanceSchema)
  maintenance: object;

  effectiveFrom: string;
}
