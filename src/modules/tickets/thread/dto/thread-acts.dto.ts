import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';

const audiences = ['requester', 'shared', 'internal'] as const;

export class EditMessageDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  body: string;
}

/** What a message said before it was edited. */
export class MessageVersionDto {
  number: number;
  body: string;
  writtenAt: string;
}

export class MessageVersionsDto {
  /** Oldest first; the last one is what the message says now. */
  items: MessageVersionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class SaveDraftDto {
  @IsString()
  @MaxLength(20_000)
  body: string;

  @IsIn(audiences)
  audience: (typeof audiences)[number];
}

/** What one is writing on a ticket. Version 0: nothing. */
export class DraftDto {
  body: string;

  @ApiProperty({ enum: audiences, nullable: true, type: String })
  audience: (typeof audiences)[number] | null;

  @ApiProperty({ type: String, nullable: true })
  savedAt: string | null;

  version: number;
}

export class ShareMessagesDto {
  /** Ids of messages of the thread, and the word `description`. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  messages: string[];
}

export class SharedMessagesDto {
  /** Those that cross now and did not before. */
  messages: string[];
}
