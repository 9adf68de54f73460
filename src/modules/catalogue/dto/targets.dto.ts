import { ApiProperty } from '@nestjs/swagger';
import { AdviceDto } from '../../service-hours/index.js';
import { targetsSchema, warningsSchema } from './commitment-schemas.js';
import { TermsInputDto } from './propose-version.dto.js';

/** What the institution promises its own people. What is left out is as in the version in effect now. */
export class RecordTargetsDto extends TermsInputDto {}

export class TargetsVersionDto {
  number: number;
  effectiveFrom: string;
  recordedAt: string;

  /** Why; null when nobody said. */
  reason: string | null;

  /** Working minutes in the hours of the ticket's site, by kind, priority and metric. */
  @ApiProperty(targetsSchema)
  targets: object;

  /** Shares of the target, in percent, at which level 1 is warned. */
  @ApiProperty(warningsSchema)
  warnings: object;

  /**
   * Causes of waiting that pause the resolution timer beside the usual ones.
   * @example ["third_party"]
   */
  alsoPauses: string[];
}

export class OwnTargetsDto {
  /** What is in effect now; null when nothing is promised. */
  version: TargetsVersionDto | null;

  /** What takes effect later. */
  upcoming: TargetsVersionDto[];
}

export class RecordedTargetsDto {
  number: number;
  effectiveFrom: string;
  recordedAt: string;
  version: TargetsVersionDto;

  /** What does not hinder it, and should be thought about: a target that is shorter than a provider's. */
  warnings: AdviceDto[];
}
