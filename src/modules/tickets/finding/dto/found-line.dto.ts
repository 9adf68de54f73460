import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { messageKinds } from '../../domain/message.js';
import { TicketQueryDto } from '../../dto/ticket-query.dto.js';
import { toTicketLineDto } from '../../dto/to-dto.js';
import { TicketLineDto } from '../../dto/ticket.dto.js';
import type { FoundLine } from '../searching.service.js';

export class SearchQueryDto extends TicketQueryDto {
  /**
   * Words that all have to occur, in what the caller may read: reference, title, service, texts, names of files. Without accents and in
   * another form too (French, English). `"in quotes"`: next to each other, as spelt; `-word`: not; `word*`: its beginning,
   * as for the last word unless a space follows. Refused (422) beyond 500 characters or 20 words.
   */
  @IsOptional()
  @IsString()
  q?: string;
}

/** A count has the filters of a list and no pages. */
export class CountQueryDto extends OmitType(SearchQueryDto, ['limit', 'cursor', 'sort'] as const) {}

export class TextPartDto {
  text: string;
  isMatch: boolean;
}

const fields = ['reference', 'title', 'service', 'attachment', ...messageKinds] as const;

export class HighlightDto {
  /** Where it was found. */
  @ApiProperty({ enum: fields })
  field: string;

  /** Of a text, or of the text that a file belongs to. */
  messageId: string | null;

  /** The text, or an excerpt of it, cut into what matches and what does not. Plain text: escape it like any other. */
  parts: TextPartDto[];
}

export class FoundLineDto extends TicketLineDto {
  /** Where `q` was found; empty without one, and where it was found only deep in a long ticket. */
  highlights: HighlightDto[];
}

export class TicketCountDto {
  count: number;

  /** False: there are more. */
  isExact: boolean;
}

export function toFoundLineDto({ line, highlights }: FoundLine): FoundLineDto {
  return Object.assign(toTicketLineDto(line), { highlights });
}
