import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { scopes } from './freeze-input.dto.js';

const whys = ['within_allowance', 'declared_too_late', 'allowance_used', 'no_service_hours'] as const;

export class AllowanceDto {
  /** @example 2027 */
  @ApiProperty({ type: 'integer' })
  year: number;

  /** Working days of that year that its freezes block, on instances that it shares with others. */
  @ApiProperty({ type: 'integer' })
  used: number;

  @ApiProperty({ type: 'integer', example: 10 })
  of: number;
}

export class FreezePeriodDto {
  from: string;
  to: string;

  /** The local date on which it begins. */
  on: string;

  isLifted: boolean;

  /** Whether it stops changes of instances that are shared with others; if not, it shows as a cost. Null: it blocks anyway. */
  @ApiProperty({ type: 'boolean', nullable: true })
  blocksShared: boolean | null;

  @ApiProperty({ type: 'string', enum: [...whys, null], nullable: true })
  why: (typeof whys)[number] | null;

  /** Of the institution, in its own service hours. */
  @ApiProperty({ type: 'integer', nullable: true })
  workingDays: number | null;

  /** How many working days before its begin it was declared; 20 stands for as many or more. */
  @ApiProperty({ type: 'integer', nullable: true })
  declaredAhead: number | null;

  /** Of the year in which it begins. */
  @ApiProperty({ type: AllowanceDto, nullable: true })
  allowance: AllowanceDto | null;
}

export class LiftedDto {
  from: string;
  reason: string;
}

export class FreezeDto {
  id: string;

  @ApiProperty({ enum: scopes })
  scope: (typeof scopes)[number];

  /** Who declared it; null: the consortium. */
  @ApiProperty({ type: InstitutionDto, nullable: true })
  institution: InstitutionDto | null;

  @ApiProperty({ type: ServiceRefDto, nullable: true })
  service: ServiceRefDto | null;

  title: string;
  reason: string;
  timeZone: string;

  /** Whether `from` and `to` are local dates, both within. */
  wholeDays: boolean;

  from: string;
  to: string;

  @ApiProperty({ type: 'string', nullable: true })
  recurrence: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  until: string | null;

  /** Local dates on which it does not begin, whatever the rule says. */
  excluded: string[];

  /** From the begin of its first period to the end of its last. */
  startsAt: string;
  endsAt: string;

  @ApiProperty({ type: 'integer' })
  periodCount: number;

  /** The one that holds now, or comes next. */
  @ApiProperty({ type: FreezePeriodDto, nullable: true })
  next: FreezePeriodDto | null;

  @ApiProperty({ type: LiftedDto, nullable: true })
  lifted: LiftedDto | null;

  /** Whether an iCalendar file brought it. */
  isImported: boolean;

  declaredAt: string;
  updatedAt: string;

  @ApiProperty({ type: 'integer' })
  version: number;
}

export class FreezeDetailsDto extends FreezeDto {
  periods: FreezePeriodDto[];
}

export class ImportedEventDto {
  /** Where it begins in the file. */
  @ApiProperty({ type: 'integer' })
  line: number;

  uid: string;
  title: string;

  /** `unchanged`: nothing newer than what is there; `skip`: cancelled, over, or lifted by hand. */
  @ApiProperty({ enum: ['declare', 'change', 'lift', 'unchanged', 'skip'] })
  action: 'declare' | 'change' | 'lift' | 'unchanged' | 'skip';

  /** Of a `skip`, why. */
  @ApiProperty({ type: 'string', nullable: true })
  code: string | null;

  /** The freeze that it is now; null where there is none, and of what a preview would declare. */
  @ApiProperty({ type: 'string', nullable: true })
  id: string | null;

  @ApiProperty({ type: 'integer' })
  periodCount: number;

  @ApiProperty({ type: 'string', nullable: true })
  startsAt: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  endsAt: string | null;
}

export class ImportRefusalDto {
  @ApiProperty({ type: 'integer' })
  line: number;

  @ApiProperty({ type: 'string', nullable: true })
  uid: string | null;

  code: string;
  message: string;
}

export class ImportDto {
  preview: boolean;
  events: ImportedEventDto[];
  refusals: ImportRefusalDto[];
}
