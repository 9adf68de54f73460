import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';

const kinds = ['freeze', 'same_service', 'dependency', 'outside_maintenance', 'implementer_twice'] as const;
const severities = ['blocks', 'lifted', 'costs', 'warns'] as const;

export class MetFreezeDto {
  id: string;

  /** Null where the reader does not see the freeze. */
  @ApiProperty({ type: 'string', nullable: true })
  title: string | null;

  @ApiProperty({ enum: ['consortium', 'service', 'institution'] })
  scope: 'consortium' | 'service' | 'institution';

  /** Code of the service or of the institution that it is for. */
  @ApiProperty({ type: 'string', nullable: true })
  of: string | null;
}

export class MetChangeDto {
  reference: string;

  /** Null where the reader does not see the change: it is known to be there, and no more. */
  @ApiProperty({ type: 'string', nullable: true })
  title: string | null;
  institution: InstitutionDto;

  /** Codes. */
  services: string[];
}

export class SaidDto {
  @ApiProperty({ type: 'string', nullable: true })
  by: string | null;
  reason: string;
  at: string;
}

export class AcceptedDto extends SaidDto {
  /** The change whose owner says so. */
  change: string;
}

export class ConflictDto {
  /** The same as long as the same things meet at the same time. */
  key: string;

  @ApiProperty({ enum: kinds })
  kind: (typeof kinds)[number];

  /** blocks: until it is moved, exempted or acknowledged; costs and warns are for those who decide. */
  @ApiProperty({ enum: severities })
  severity: (typeof severities)[number];
  from: string;
  to: string;

  @ApiProperty({ type: MetFreezeDto, nullable: true })
  freeze: MetFreezeDto | null;

  @ApiProperty({ type: MetChangeDto, nullable: true })
  change: MetChangeDto | null;

  @ApiProperty({ type: SaidDto, nullable: true })
  overridden: SaidDto | null;

  @ApiProperty({ type: SaidDto, nullable: true })
  exempted: SaidDto | null;

  /** Of an overlap on one service. It takes both owners. */
  acknowledgements: AcceptedDto[];
}

export class LeavesDto {
  service: ServiceRefDto;

  /** Where it is least. */
  institution: InstitutionDto;

  /** @example 2026-03 */
  month: string;
  agreedMinutes: number;

  /** Of the 1 % that may be lost, after everything that is announced; below zero it is too much. */
  leftMinutes: number;
}

export class FoundOnceDto {
  @ApiProperty({ enum: ['save', 'approve', 'schedule', 'start'] })
  occasion: string;

  @ApiProperty({ type: 'string', nullable: true })
  by: string | null;
  at: string;
  conflicts: SeenConflictDto[];
}

export class SeenConflictDto {
  key: string;

  @ApiProperty({ enum: kinds })
  kind: (typeof kinds)[number];

  @ApiProperty({ enum: severities })
  severity: (typeof severities)[number];
  overridden: boolean;
}

export class WindowOfChangeDto {
  from: string;
  to: string;
}

export class ConflictsDto {
  @ApiProperty({ type: WindowOfChangeDto, nullable: true })
  window: WindowOfChangeDto | null;

  /** The worst first. */
  conflicts: ConflictDto[];

  /** Overlaps that owners of other changes have accepted and ask to have accepted. */
  asked: AcceptedDto[];
  leaves: LeavesDto[];

  /** What was found when it was saved, decided and begun; the latest first. */
  earlier: FoundOnceDto[];
}

export class ExemptionDto extends SaidDto {
  id: string;
  change: string;

  /** Since when, by whom and why it lets the change pass no longer; null: it does. */
  @ApiProperty({ type: SaidDto, nullable: true })
  withdrawn: SaidDto | null;
}

export class WindowCostDto {
  institution: InstitutionDto;
  service: ServiceRefDto;

  /** Of its agreed hours, in the window. */
  serviceMinutes: number;

  /** By the clocks of its main site. @example 2026-03-10T06:30 */
  localFrom: string;
  localTo: string;
  timeZone: string;
}

export class OfferedWindowDto {
  from: string;
  to: string;

  /** Of the agreement that has most of them. */
  serviceMinutes: number;

  /** People of its services; null where nobody has said. */
  @ApiProperty({ type: 'integer', nullable: true })
  users: number | null;
  affected: WindowCostDto[];
  leaves: LeavesDto[];
}

export class ObstacleDto {
  @ApiProperty({ enum: ['no_notice', 'no_time', 'no_common_maintenance', 'maintenance_too_short', 'blocked'] })
  kind: string;

  /** no_time: that are missing; maintenance_too_short: of the longest common window. */
  @ApiProperty({ type: 'integer', nullable: true })
  minutes: number | null;

  /** no_common_maintenance: whose agreements allow no moment. */
  institutions: InstitutionDto[];

  @ApiProperty({ type: MetFreezeDto, nullable: true })
  freeze: MetFreezeDto | null;

  @ApiProperty({ type: MetChangeDto, nullable: true })
  change: MetChangeDto | null;
}

export class WindowsDto {
  /** The earliest begin with the notice of its class, announced now; null: never. */
  @ApiProperty({ type: 'string', nullable: true })
  earliest: string | null;
  windows: OfferedWindowDto[];

  /** When there is none: what stands in the way. */
  obstacles: ObstacleDto[];
}
