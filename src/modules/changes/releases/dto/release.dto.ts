import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { changeMachine } from '../../domain/states.js';

export class NotesDto {
  fr: string;
  en: string;
}

export class KnownIssuesDto {
  fr: string | null;
  en: string | null;
}

export class ReleaseNotesDto {
  /** 1: as it was published; every one after that corrects it. */
  number: number;
  notes: NotesDto;
  knownIssues: KnownIssuesDto;
  writtenAt: string;
}

export class ReleasedChangeDto {
  reference: string;
  title: string;

  @ApiProperty({ enum: changeMachine.states })
  state: string;
}

export class ServiceReleaseDto {
  /** @example REL-FUN-2026-00003 */
  reference: string;
  service: ServiceRefDto;

  /** Who makes it. */
  institution: InstitutionDto;

  /** @example 4.2.1 */
  version: string;

  @ApiProperty({ enum: ['minor', 'major'] })
  kind: string;

  @ApiProperty({ enum: ['draft', 'published'] })
  state: string;
  publishedAt: string | null;

  /** As they stand. */
  notes: NotesDto;
  knownIssues: KnownIssuesDto;

  /** Those that the caller may know of. */
  @ApiProperty({ type: [ReleasedChangeDto] })
  changes: ReleasedChangeDto[];

  /** All that were said, the newest first. */
  @ApiProperty({ type: [ReleaseNotesDto] })
  versions: ReleaseNotesDto[];

  /** For If-Match. */
  revision: number;
}
