import { type InstitutionDto } from '../../institutions/index.js';
import { type AdviceDto } from '../../service-hours/index.js';
import { AgreementVersionDto } from './agreement-version.dto.js';

/** A version with how it came about. */
export class DatedVersionDto extends AgreementVersionDto {
  /** Only an `accepted` one counts; the others are shown to the two sides. */
  state: 'proposed' | 'accepted' | 'rejected' | 'withdrawn' | 'replaced';

  /** Since when it is known; null unless it was accepted. */
  recordedAt: string | null;

  /** Meant to hold for a time that lies before its acceptance. */
  retroactive: boolean;

  /** Null where it was recorded without a proposal. */
  proposedBy: InstitutionDto | null;
  proposedAt: string | null;

  /** Why it was proposed; null when nobody said, and for others than the two sides. */
  reason: string | null;
  decidedAt: string | null;

  /** What the side that decided said; null when nothing, and for others than the two sides. */
  decisionReason: string | null;
}

/** What became of a version, and what to think about. */
export class VersionAnswerDto {
  number: number;
  state: 'proposed' | 'accepted' | 'rejected' | 'withdrawn' | 'replaced';
  effectiveFrom: string;
  recordedAt: string | null;
  version: DatedVersionDto;

  /** What does not hinder it, and should be thought about. */
  warnings: AdviceDto[];
}
