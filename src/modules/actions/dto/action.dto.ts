import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { InstitutionDto } from '../../institutions/index.js';
import { actionKinds, risks, sharings } from '../domain/action-document.js';
import { actionMoves, actionStates, versionStates } from '../domain/moves.js';
import { ActionDocumentDto, ActionTitleDto } from './document.dto.js';

export class ActionPersonDto {
  id: string;

  /** Null where the name is not known to the reader. */
  name: string | null;
}

export class ActionSuspensionDto {
  since: string;
  because: string;
}

export const banners = ['draft', 'reviewed', 'suspended', 'retired'] as const;

/** What holds of an action, whatever it says. */
export class ActionStandingDto {
  /** @example ACT-FUN-2026-00001 */
  reference: string;

  /** The name of its file. */
  key: string;

  @ApiProperty({ enum: actionStates })
  state: string;

  @ApiProperty({ enum: sharings })
  sharing: string;

  institution: InstitutionDto;

  /** Who answers for it; null elsewhere than at home. */
  @ApiProperty({ type: ActionPersonDto, nullable: true })
  owner: ActionPersonDto | null;

  /** Of the version that holds: the published one, else, at home, the one that is being written. */
  @ApiProperty({ type: 'integer' })
  number: number;

  /** What is to be known before one uses it; null: it is published. */
  @ApiProperty({ enum: banners, nullable: true, type: String })
  banner: string | null;

  /** The first publication. */
  publishedAt: string | null;

  /** When it is to be looked at again: a local date. */
  reviewOn: string | null;

  @ApiProperty({ type: ActionSuspensionDto, nullable: true })
  suspended: ActionSuspensionDto | null;

  retiredAt: string | null;
  updatedAt: string;

  /** For If-Match. */
  @ApiProperty({ type: 'integer' })
  version: number;
}

/** As a list shows it. */
export class ListedActionDto extends ActionStandingDto {
  @ApiProperty({ enum: actionKinds })
  kind: string;

  title: ActionTitleDto;
  services: string[];

  @ApiProperty({ enum: risks })
  risk: string;

  @ApiProperty({ type: 'integer' })
  minutes: number;
}

export class OpenVersionDto {
  @ApiProperty({ type: 'integer' })
  number: number;

  @ApiProperty({ enum: ['draft', 'reviewed'] })
  state: string;

  /** Whoever wrote any of it. */
  @ApiProperty({ type: [ActionPersonDto] })
  authors: ActionPersonDto[];

  @ApiProperty({ type: ActionPersonDto, nullable: true })
  reviewedBy: ActionPersonDto | null;
  reviewedAt: string | null;

  /** Whether somebody ran it: an edit then makes another one. */
  used: boolean;

  document: ActionDocumentDto;
}

/** An action with what the version that holds says. */
export class ActionDto extends IntersectionType(ActionStandingDto, ActionDocumentDto) {
  /** The version that is being written; at home. */
  @ApiProperty({ type: OpenVersionDto, nullable: true })
  draft: OpenVersionDto | null;

  /** What the caller may do with it now. */
  @ApiProperty({ enum: actionMoves, isArray: true })
  moves: string[];
}

export class ActionVersionDto {
  @ApiProperty({ type: 'integer' })
  number: number;

  @ApiProperty({ enum: versionStates })
  state: string;

  /** At home; none elsewhere. */
  @ApiProperty({ type: [ActionPersonDto] })
  authors: ActionPersonDto[];

  @ApiProperty({ type: ActionPersonDto, nullable: true })
  reviewedBy: ActionPersonDto | null;
  reviewedAt: string | null;

  /** What the reviewer said; at home. */
  reviewNote: string | null;
  publishedAt: string | null;
  document: ActionDocumentDto;
}

/** Whatever a field of a document may hold. */
const anything = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'array', items: {} },
  { type: 'object', additionalProperties: true, nullable: true },
];

export class ActionFieldChangeDto {
  field: string;

  /** As it was; null where it was not there. */
  @ApiProperty({ oneOf: anything })
  before: unknown;

  @ApiProperty({ oneOf: anything })
  after: unknown;
}

export class ActionStepChangeDto {
  id: string;

  @ApiProperty({ enum: ['added', 'removed', 'moved', 'changed'] })
  change: string;

  /** Its places, from 1; null where it is not. */
  @ApiProperty({ type: 'integer', nullable: true })
  from: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  to: number | null;

  @ApiProperty({ type: [ActionFieldChangeDto] })
  fields: ActionFieldChangeDto[];
}

export class ActionDifferenceDto {
  /** Of the document, without its steps. */
  @ApiProperty({ type: [ActionFieldChangeDto] })
  fields: ActionFieldChangeDto[];

  @ApiProperty({ type: [ActionStepChangeDto] })
  steps: ActionStepChangeDto[];
}

export class ActionEntryDto {
  id: string;

  /** @example action.published */
  type: string;
  at: string;

  /** Null where the name is not known to the reader. */
  by: string | null;

  /** Of the version that it is about; null where it is about none. */
  @ApiProperty({ type: 'integer', nullable: true })
  number: number | null;
}
