import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../catalogue/index.js';
import { InstitutionDto } from '../../institutions/index.js';
import { movesOfAnswering, movesOfVotes, offeredMoves } from '../domain/admission.js';
import { changeMachine } from '../domain/states.js';
import { environments } from '../change.js';

export const classes = ['standard', 'normal', 'major', 'own_tenant', 'emergency', 'security_patch'] as const;
export const kinds = ['standard', 'normal', 'own_tenant', 'emergency', 'security_patch'] as const;
export const outcomes = [
  'successful',
  'with_issues',
  'backed_out',
  'failed',
  'not_implemented',
  'unauthorised',
  'withdrawn',
] as const;

export class ClassReasonDto {
  /** @example interruption_in_service_hours */
  code: string;

  /** The figure that was found, and the one that it was held against. */
  found?: number;
  limit?: number;
}

export class WindowDto {
  from: string;
  /** Not within it any more. */
  to: string;
}

export class ChangeComponentDto {
  service: string;
  code: string;
}

export class AssessedPointDto {
  /** answer: of a question; record: what similar changes add. */
  @ApiProperty({ enum: ['answer', 'record'] })
  source: string;
  id: string;
  points: number;
}

export class AssessmentDto {
  @ApiProperty({ enum: ['low', 'medium', 'high'] })
  level: string;
  points: number;

  @ApiProperty({ type: [AssessedPointDto] })
  because: AssessedPointDto[];
}

export class ChangeInsideDto {
  plan: string;
  tests: string;
  backoutPlan: string;

  /** Null: it cannot be undone. */
  @ApiProperty({ type: Number, nullable: true })
  backoutMinutes: number | null;
  wasTried: boolean;
  losesFunction: boolean;
  takesPersonalData: boolean;
  isMajorVersion: boolean;
  /** The model that it follows, by id. */
  model: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  answers: Record<string, string>;

  /** Where its risk comes from; null while the questionnaire is not answered, and where it follows an approved model. */
  @ApiProperty({ type: AssessmentDto, nullable: true })
  assessment: AssessmentDto | null;

  /** People of the institution that makes it, by id. */
  implementers: string[];
  author: string;
  owner: string;
  emergencyReason: string | null;
}

export class ChangeReleaseDto {
  /** @example REL-FUN-2026-00003 */
  reference: string;

  /** @example 4.2.1 */
  version: string;

  @ApiProperty({ enum: ['minor', 'major'] })
  kind: string;
}

export class ChangeDto {
  /** @example CHG-FUN-2026-00007 */
  reference: string;
  title: string;

  /** For those affected: what for, and what they will notice. */
  why: string;

  /** What it was prepared as. */
  @ApiProperty({ enum: kinds })
  kind: string;

  /** What it is: its authority and its notice follow from it. */
  @ApiProperty({ enum: classes })
  class: string;

  @ApiProperty({ type: [ClassReasonDto] })
  classReasons: ClassReasonDto[];

  @ApiProperty({ enum: changeMachine.states })
  state: string;

  @ApiProperty({ enum: outcomes, nullable: true })
  outcome: string | null;

  /** Who makes it. */
  institution: InstitutionDto;

  services: ServiceRefDto[];
  components: ChangeComponentDto[];

  @ApiProperty({ enum: environments, isArray: true })
  environments: string[];

  /** Whose own tenant it is. */
  @ApiProperty({ type: InstitutionDto, nullable: true })
  tenant: InstitutionDto | null;

  /** Whose SPOC asked for it. */
  @ApiProperty({ type: InstitutionDto, nullable: true })
  askedBy: InstitutionDto | null;

  @ApiProperty({ type: WindowDto, nullable: true })
  window: WindowDto | null;

  /** Planned, in minutes. */
  interruptionMinutes: number;

  /** The real one, once it ended. */
  @ApiProperty({ type: Number, nullable: true })
  interruptedMinutes: number | null;

  @ApiProperty({ enum: ['low', 'medium', 'high'] })
  risk: string;

  announcedAt: string | null;
  decidedAt: string | null;
  heldAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  closedAt: string | null;

  /** The release that it is in; of users, once its notes are published. */
  @ApiProperty({ type: ChangeReleaseDto, nullable: true })
  release: ChangeReleaseDto | null;

  /** For those who make it, and those who decide on it. */
  @ApiProperty({ type: ChangeInsideDto, nullable: true })
  inside: ChangeInsideDto | null;

  version: number;
}

export class ChangePartyDto {
  institution: InstitutionDto;

  @ApiProperty({ enum: ['affected', 'tenant', 'board', 'asker'] })
  as: string;

  /** Since when it may know. */
  shownAt: string | null;

  /** Of an affected institution: when it took note of the last announcement. */
  acknowledgedAt: string | null;

  /** Why it was added or taken out by hand, for those who make the change; null: by the agreements. */
  reason: string | null;

  /** Since when it is taken out by hand. */
  removedAt: string | null;
}

export class ObjectionDto {
  institution: InstitutionDto;
  reason: string;
  isSecurity: boolean;
  objectedAt: string;
  withdrawnAt: string | null;
}

export class OpinionDto {
  @ApiProperty({ enum: ['peer', 'authority', 'emergency'] })
  as: string;
  institution: InstitutionDto;

  @ApiProperty({ enum: ['approve', 'reject'] })
  decision: string;
  reason: string | null;
  saidAt: string;

  /** What it was said of was changed. */
  voidedAt: string | null;
}

export class ChangeDetailsDto extends ChangeDto {
  /** All of them for those who make it, those taken out by hand too; oneself for everybody else. */
  @ApiProperty({ type: [ChangePartyDto] })
  parties: ChangePartyDto[];

  /** All of them for those who make it, one's own for everybody else. */
  @ApiProperty({ type: [ObjectionDto] })
  objections: ObjectionDto[];

  @ApiProperty({ type: [OpinionDto] })
  opinions: OpinionDto[];

  /** What the reader may do with it now: each the last part of its path. */
  @ApiProperty({ enum: [...offeredMoves, ...movesOfAnswering, ...movesOfVotes], isArray: true })
  moves: string[];
}

export class ChangeNoteDto {
  @ApiProperty({ enum: ['internal', 'shared'] })
  audience: string;
  body: string;
  author: string | null;
  institution: InstitutionDto;
  writtenAt: string;
}

export class ChangeEntryDto {
  id: string;
  /** @example change.scheduled */
  type: string;
  at: string;

  @ApiProperty({ enum: ['shared', 'internal'] })
  audience: string;

  /** Null where their name is not known to the reader. */
  actor: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}
