import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { formatInstant } from '../../../../http/index.js';
import { InstitutionDto } from '../../../institutions/index.js';
import { OpenTicketDto } from '../../dto/open-ticket.dto.js';
import { TicketLineDto } from '../../dto/ticket.dto.js';
import { toTicketLineDto } from '../../dto/to-dto.js';
import type { Offers } from '../../problems/offers.service.js';
import { BilingualDto, ProblemFiguresDto } from '../../problems/dto/problem.dto.js';
import { toProblemDto } from '../../problems/dto/to-problem-dto.js';
import type { Duplicate, SimilarTicket } from '../alike.service.js';

export class FindDuplicatesDto extends PickType(OpenTicketDto, ['service', 'requester'] as const) {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title: string;

  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  description?: string;
}

export class DuplicateDto {
  ticket: TicketLineDto;

  /** The words in common. */
  words: string[];

  /** How much of what was asked it has, words that are rare on the service weighing more: 0 to 1. */
  likeness: number;

  /** Asked by the person for whom the ticket is opened. */
  sameRequester: boolean;
}

export class OfferedMajorDto {
  /** For `majorIncident` of the ticket that is opened. */
  id: string;
  title: string;

  /** Who leads it. */
  institution: InstitutionDto;
  since: string;

  /** The words in common; offered without any too, for it is about the whole service. */
  words: string[];
}

export class OfferedProblemDto {
  /** For `problem` of the ticket that is opened. */
  reference: string;
  title: BilingualDto;

  /** What helps until it is fixed. */
  workaround: BilingualDto;
  state: string;
  since: string;

  @ApiProperty({ type: ProblemFiguresDto, nullable: true })
  figures: ProblemFiguresDto | null;

  /** The words in common. */
  words: string[];

  /** How many of the words of the title it has: 0 to 1. */
  likeness: number;
}

export class DuplicatesDto {
  items: DuplicateDto[];

  /** Open ones of the service, those that have the most words in common first. */
  majorIncidents: OfferedMajorDto[];

  /** Those that have the most words in common first. */
  knownErrors: OfferedProblemDto[];
}

export class EndingDto {
  /** Null for an institution whose part had ended. */
  code: string | null;

  /** The beginning of the resolution or delivery; null where the caller may not read it. */
  text: string | null;
}

export class SimilarTicketDto {
  ticket: TicketLineDto;

  /** The words in common. */
  words: string[];

  /** How much of the ticket's words it has, words that are rare on the service weighing more: 0 to 1. */
  likeness: number;

  /** How it was settled; null while it is not. */
  resolution: EndingDto | null;
}

const rounded = (share: number) => Math.round(share * 100) / 100;

export function toSimilarDto({ line, words, likeness, ending }: SimilarTicket): SimilarTicketDto {
  return { ticket: toTicketLineDto(line), words, likeness: rounded(likeness), resolution: ending ?? null };
}

export function toDuplicatesDto({ tickets, offers }: { tickets: Duplicate[]; offers: Offers }): DuplicatesDto {
  return {
    items: tickets.map(toDuplicateDto),
    majorIncidents: offers.majors.map(({ id, title, institution, declaredAt, words }) => ({
      id,
      title,
      institution,
      since: formatInstant(declaredAt),
      words,
    })),
    knownErrors: offers.knownErrors.flatMap(({ problem, words, likeness }) => {
      const { reference, state, published, publishedAt, figures } = toProblemDto(problem);
      if (!published || publishedAt === null) return [];
      const { title, workaround } = published;
      return [{ reference, title, workaround, state, since: publishedAt, figures, words, likeness: rounded(likeness) }];
    }),
  };
}

function toDuplicateDto({ line, words, likeness, isSameRequester }: Duplicate): DuplicateDto {
  return { ticket: toTicketLineDto(line), words, likeness: rounded(likeness), sameRequester: isSameRequester };
}
