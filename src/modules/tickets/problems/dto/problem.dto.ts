import { ApiProperty } from '@nestjs/swagger';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { problemMoves, problemStates } from '../domain/moves.js';

export class BilingualDto {
  fr: string;
  en: string | null;
}

export class PublishedProblemDto {
  title: BilingualDto;

  /** What helps until it is fixed. */
  workaround: BilingualDto;

  /** What was told when it was fixed; null while it is not. */
  @ApiProperty({ type: BilingualDto, nullable: true })
  fixed: BilingualDto | null;

  components: string[];
}

export class ProblemFiguresDto {
  /** How many, never who. */
  institutions: number;
  tickets: number;

  /** Others than its own institution read how many there were when the day (UTC) began, or at the publication. */
  countedAt: string;
}

export class InsideDto {
  title: string;
  cause: string | null;

  /** What is to be published next. */
  @ApiProperty({ type: BilingualDto, nullable: true })
  publicTitle: BilingualDto | null;

  @ApiProperty({ type: BilingualDto, nullable: true })
  workaround: BilingualDto | null;
  components: string[];
  openedAt: string;
  updatedAt: string;
}

export class ProblemDto {
  /** @example PRB-FUN-2026-00007 */
  reference: string;

  @ApiProperty({ enum: problemStates })
  state: string;

  service: ServiceRefDto;

  /** Who works on it. */
  institution: InstitutionDto;

  /** Since when it is a known error; null while it is inside. */
  publishedAt: string | null;
  fixedAt: string | null;

  @ApiProperty({ type: PublishedProblemDto, nullable: true })
  published: PublishedProblemDto | null;

  @ApiProperty({ type: ProblemFiguresDto, nullable: true })
  figures: ProblemFiguresDto | null;

  /** Null for everybody but the provider side of its institution. */
  @ApiProperty({ type: InsideDto, nullable: true })
  inside: InsideDto | null;

  /** Whether the caller asked to be told. */
  followed: boolean;

  /** For If-Match. */
  version: number;
}

export class ShippingDto {
  /** People who were told, each once. */
  told: number;

  /** Tickets that waited for the change, and were taken up. */
  resumed: number;

  /** Tickets on which it was noted: they did not wait for it. */
  noted: number;

  /** Tickets that are still to be done. */
  pending: number;

  /** Tickets that were left as they are, by reason. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  left: Record<string, number>;
}

export class ProblemDetailsDto extends ProblemDto {
  /** What came of its last shipping; for its own institution. */
  @ApiProperty({ type: ShippingDto, nullable: true })
  shipping: ShippingDto | null;

  /** What its own institution may do with it now. */
  @ApiProperty({ enum: problemMoves, isArray: true })
  moves: string[];
}

export class PublicationDto {
  number: number;
  title: BilingualDto;
  workaround: BilingualDto;

  @ApiProperty({ type: BilingualDto, nullable: true })
  fixed: BilingualDto | null;
  components: string[];
  publishedAt: string;

  /** What was withdrawn is read inside alone. */
  withdrawnAt: string | null;
}

export class ProblemNoteDto {
  id: string;
  body: string;
  author: string | null;
  at: string;
}

export class LinkedToProblemDto {
  reference: string;
  title: string;
  state: string;
  institution: InstitutionDto;
  linkedAt: string;
}

export class ProblemEntryDto {
  id: string;

  /** @example problem.published */
  type: string;
  at: string;

  /** Null where the name is not known to the reader. */
  by: string | null;

  /** Where it stood then; null where that did not change. */
  state: string | null;
}

export class ReadyResolutionDto {
  @ApiProperty({ enum: ['known_error'] })
  code: string;

  /** The workaround in the language of the ticket's owner. */
  text: string;
}

export class TicketProblemDto extends ProblemDto {
  /** With which `resolve` and `deliver` answer in one click: name the problem, and nothing else. */
  @ApiProperty({ type: ReadyResolutionDto, nullable: true })
  readyText: ReadyResolutionDto | null;
}
