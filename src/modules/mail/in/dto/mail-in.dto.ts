import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsNotEmpty, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { outcomes, type Outcome } from '../domain/judge.js';

export class InboundQueryDto {
  /**
   * The address to which the mail server delivered it; by default the one to which answers go.
   * @example guichet+ulco.oae@guichet.example
   */
  @IsOptional()
  @IsEmail({ require_tld: false, allow_utf8_local_part: true })
  @MaxLength(254)
  mailbox?: string;
}

export class MailFileDto {
  /** @example report.pdf */
  name: string;

  /** In bytes. */
  size: number;
}

export class InboundMessageDto {
  /** In lower case; null when there is no one valid address. */
  from: string | null;

  subject: string;

  /** Without what was quoted and signed. */
  text: string;

  attachments: MailFileDto[];
  isAutoReply: boolean;
  isBounce: boolean;
}

export class InboundDto {
  @ApiProperty({ enum: outcomes })
  outcome: Outcome;

  /**
   * That was created or written on.
   * @example ULCO-2026-00042
   */
  ticket?: string;

  /**
   * Why, in a word. Of what the same person would be refused on the web it is the code of that refusal, so the list is open.
   * @example answer
   */
  reason: string;

  message: InboundMessageDto;
}

export class QuarantinedDto {
  id: string;
  receivedAt: string;

  /** @example not_authenticated */
  reason: string;

  /** In bytes, as it came. */
  size: number;

  /** As it says; null for the operator, who reads no texts. */
  from: string | null;

  subject: string | null;

  /** In the list its beginning, at most 2,000 characters. */
  text: string | null;

  /** How many characters there are in all; released, all of them are filed. */
  textLength: number | null;

  /** That are filed with it. */
  files: MailFileDto[] | null;

  /**
   * The ticket to which it seems to belong.
   * @example ULCO-2026-00042
   */
  ticket: string | null;
}

export class ReleaseDto {
  /**
   * On which it is filed; by default the one that is proposed.
   * @example ULCO-2026-00042
   */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(/^[A-Z0-9]{2,12}-\d{4}-\d{5,}$/, { message: 'must be the reference of a ticket' })
  ticket?: string;
}

export class ReleasedDto {
  /** @example ULCO-2026-00042 */
  ticket: string;
}

export class DiscardDto {
  /** @example Advertising. */
  @IsString()
  @IsNotEmpty()
  @Length(1, 500)
  reason: string;
}

export class SuppressionDto {
  id: string;

  /** @example jeanne.dupont@ulco.example */
  address: string;

  since: string;
}
