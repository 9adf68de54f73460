import { PickType } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { OpenTicketDto } from '../../dto/open-ticket.dto.js';
import { TicketLineDto } from '../../dto/ticket.dto.js';
import { toTicketLineDto } from '../../dto/to-dto.js';
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

export class DuplicatesDto {
  items: DuplicateDto[];
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

export function toDuplicateDto({ line, words, likeness, isSameRequester }: Duplicate): DuplicateDto {
  return { ticket: toTicketLineDto(line), words, likeness: rounded(likeness), sameRequester: isSameRequester };
}
