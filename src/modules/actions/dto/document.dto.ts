import { ApiProperty } from '@nestjs/swagger';
import { actionKinds, parameterTypes, risks, runRoles } from '../domain/action-document.js';

export class ActionTitleDto {
  fr: string;
  en: string | null;
}

export class ActionTriggersDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } } })
  alerts: Record<string, string>[];

  categories: string[];
  words: string[];
}

export class ActionParameterDto {
  name: string;

  @ApiProperty({ enum: parameterTypes })
  type: string;

  label: ActionTitleDto;
  required: boolean;
  choices: string[];
  min: number | null;
  max: number | null;
}

export class ActionBranchDto {
  when: string;

  /** The id of a later step; null: the end. */
  to: string | null;
}

export class ActionStepDto {
  id: string;
  title: string;

  /** Markdown; nothing of it is ever executed. */
  do: string;
  expect: string | null;
  undo: string | null;

  @ApiProperty({ type: [ActionBranchDto] })
  branches: ActionBranchDto[];
}

export class ActionResultFieldDto {
  name: string;
  label: ActionTitleDto;

  @ApiProperty({ enum: ['number', 'boolean'] })
  type: string;

  unit: string | null;
  atLeast: number | null;
  atMost: number | null;
  is: boolean | null;
}

export class ActionRecurrenceDto {
  rule: string;
  time: string;

  @ApiProperty({ enum: ['none', 'next', 'previous'] })
  move: string;
}

export class ActionLinkDto {
  title: string;
  url: string;
}

/** What an action says. */
export class ActionDocumentDto {
  @ApiProperty({ enum: actionKinds })
  kind: string;

  title: ActionTitleDto;
  summary: string;
  services: string[];
  components: string[];
  triggers: ActionTriggersDto;

  @ApiProperty({ enum: risks })
  risk: string;

  @ApiProperty({ enum: runRoles, isArray: true })
  runBy: string[];

  needsChange: boolean;

  @ApiProperty({ type: 'integer' })
  minutes: number;

  prerequisites: string[];

  @ApiProperty({ type: [ActionParameterDto] })
  parameters: ActionParameterDto[];

  @ApiProperty({ type: [ActionStepDto] })
  steps: ActionStepDto[];

  verification: string;

  @ApiProperty({ type: [ActionResultFieldDto] })
  results: ActionResultFieldDto[];

  @ApiProperty({ type: ActionRecurrenceDto, nullable: true })
  recurrence: ActionRecurrenceDto | null;

  /** Those that the reader sees. */
  problems: string[];

  @ApiProperty({ type: [ActionLinkDto] })
  documents: ActionLinkDto[];
}
