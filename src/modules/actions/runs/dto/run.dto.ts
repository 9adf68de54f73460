import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { versionStates } from '../../domain/moves.js';
import { outcomes } from '../domain/finishing.js';
import { changeProgresses, waitCodes } from '../domain/needed-change.js';
import { stepStates } from '../domain/path.js';
import { banners } from '../run.js';

const inAnyLanguage = {
  type: 'object',
  properties: { fr: { type: 'string' }, en: { type: 'string', nullable: true } },
} as const;
const values = { type: 'object', additionalProperties: true } as const;

/** Somebody of the side that makes the run. */
export class WorkerDto {
  id: string;
  /** Null: no colleague any more. */
  name: string | null;
}

export class RunActionDto {
  /** Null: not shared with the caller any more. */
  reference: string | null;
  institution: InstitutionDto;

  @ApiProperty({ ...inAnyLanguage, required: ['fr', 'en'] })
  title: { fr: string; en: string | null };

  /** @example recovery */
  kind: string;
}

/** The version that the run stays on. */
export class RunVersionDto {
  @ApiProperty({ type: 'integer' })
  number: number;

  @ApiProperty({ enum: versionStates })
  state: string;
}

export class RunDto {
  id: string;

  @ApiProperty({ enum: ['user', 'provider'] })
  side: string;
  action: RunActionDto;
  actionVersion: RunVersionDto;

  /** What to know first: the action is not shared any more, suspended, retired, written anew, or this is a draft. */
  @ApiProperty({ type: String, enum: [...banners, null], nullable: true })
  banner: string | null;
  service: ServiceRefDto;

  /** Its reference; null where there is none, or none that the caller sees. */
  ticket: string | null;

  /** Reference of the change that it opened. */
  change: string | null;

  @ApiProperty({ enum: ['running', 'finished'] })
  state: string;

  @ApiProperty({ type: String, enum: [...outcomes, null], nullable: true })
  outcome: string | null;

  /** With whom it lies. */
  assignee: WorkerDto;
  startedBy: WorkerDto;
  startedAt: string;

  @ApiProperty({ type: WorkerDto, nullable: true })
  finishedBy: WorkerDto | null;
  finishedAt: string | null;

  /** Of work, as whoever finished it said. */
  @ApiProperty({ type: 'integer', nullable: true })
  minutes: number | null;
  note: string | null;

  @ApiProperty({ type: 'integer' })
  version: number;
  updatedAt: string;
}

export class RunBranchDto {
  @ApiProperty({ type: 'integer' })
  n: number;
  /** What is seen then. */
  when: string;

  /** The step that it leads to; null: the end. */
  @ApiProperty({ type: 'integer', nullable: true })
  to: number | null;
}

export class UndoneDto {
  by: WorkerDto;
  at: string;
  seen: string | null;
}

/** A step, its texts filled in: Markdown, as data. */
export class RunStepDto {
  @ApiProperty({ type: 'integer' })
  n: number;
  id: string;
  title: string;
  do: string;
  expect: string | null;
  undo: string | null;

  @ApiProperty({ type: [RunBranchDto] })
  branches: RunBranchDto[];

  @ApiProperty({ enum: ['open', ...stepStates] })
  state: string;

  /** Whether the way leads over it, as far as it is known. */
  isOnPath: boolean;

  /** Whether it may be done now. */
  isOpen: boolean;
  seen: string | null;
  reason: string | null;

  /** The branch that was taken. */
  @ApiProperty({ type: 'integer', nullable: true })
  branch: number | null;

  @ApiProperty({ type: WorkerDto, nullable: true })
  by: WorkerDto | null;
  at: string | null;

  @ApiProperty({ type: UndoneDto, nullable: true })
  undone: UndoneDto | null;

  /** How often something was said of it; what is shown was said last. */
  @ApiProperty({ type: 'integer' })
  revisions: number;
}

export class RunResultDto {
  name: string;

  @ApiProperty({ ...inAnyLanguage, required: ['fr', 'en'] })
  label: { fr: string; en: string | null };

  @ApiProperty({ enum: ['number', 'boolean'] })
  type: string;
  unit: string | null;

  /** Null: not said. */
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'null' }] })
  value: number | boolean | null;

  /** Whether it is as the action says it should be; null where there is nothing to say. */
  isGood: boolean | null;
}

export class EvidenceFileDto {
  name: string;
  /** As the content says. */
  mediaType: string;

  @ApiProperty({ type: 'integer' })
  size: number;
  sha256: string;
}

export class EvidenceDto {
  id: string;

  /** `hand_over`: what was said when the run was handed over. */
  @ApiProperty({ enum: ['text', 'file', 'hand_over'] })
  kind: string;

  @ApiProperty({ type: 'integer', nullable: true })
  n: number | null;
  text: string | null;

  @ApiProperty({ type: EvidenceFileDto, nullable: true })
  file: EvidenceFileDto | null;
  by: WorkerDto;
  at: string;
}

export class AddedEvidenceDto {
  @ApiProperty({ type: [EvidenceDto] })
  items: EvidenceDto[];
}

export class LookDto extends WorkerDto {
  since: string;
}

export class ProgressDto {
  /** Steps of the path that are ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;

  /** Those that are left, as far as the path is known. */
  @ApiProperty({ type: 'integer' })
  left: number;

  /** Whether it is known to its end: a step that leads to several places hides what comes after it. */
  isKnownToTheEnd: boolean;
}

export class RunWindowDto {
  from: string;
  /** Not within it any more. */
  to: string;
}

/** The change of a run as it stands now. */
export class RunChangeDto {
  reference: string;
  /** @example scheduled */
  state: string;
  /** @example normal */
  class: string;

  @ApiProperty({ type: RunWindowDto, nullable: true })
  window: RunWindowDto | null;

  /** `begun`: also what was made since; `dropped`: given up before it began. */
  @ApiProperty({ enum: changeProgresses })
  progress: string;
}

/** Everything that whoever works on it needs. */
export class RunDetailsDto extends RunDto {
  /** Markdown, as data. */
  summary: string;

  @ApiProperty({ enum: ['low', 'medium', 'high'] })
  risk: string;

  /** Whether a change is opened, decided and begun before anything is done. */
  needsChange: boolean;

  /** Null where there is no change, or none that the caller sees. */
  @ApiProperty({ type: RunChangeDto, nullable: true })
  changeStanding: RunChangeDto | null;

  /** Why no step may be done yet: the code with which one is refused. */
  @ApiProperty({ type: String, enum: [...waitCodes, null], nullable: true })
  waitsFor: string | null;

  @ApiProperty({ type: 'integer' })
  expectedMinutes: number;
  prerequisites: string[];

  @ApiProperty(values)
  parameters: Record<string, string | number>;

  @ApiProperty({ type: [RunStepDto] })
  steps: RunStepDto[];

  /** The step to do next. */
  @ApiProperty({ type: 'integer', nullable: true })
  next: number | null;
  progress: ProgressDto;

  /** Done steps that can be undone, the one to undo first at the beginning. */
  @ApiProperty({ type: 'array', items: { type: 'integer' } })
  undoPath: number[];

  /** What shows that it worked; Markdown, as data. */
  verification: string;

  @ApiProperty({ type: [RunResultDto] })
  results: RunResultDto[];

  @ApiProperty({ type: [EvidenceDto] })
  evidence: EvidenceDto[];

  /** Who has it before them. */
  @ApiProperty({ type: [LookDto] })
  looking: LookDto[];

  /** What the caller may do now. */
  moves: string[];
}

export class RunEntryDto {
  id: string;
  /** @example run.step_done */
  type: string;
  at: string;

  /** Null where their name is not known to the reader. */
  actor: string | null;

  @ApiProperty(values)
  data: Record<string, unknown>;
}
