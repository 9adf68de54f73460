import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength, ValidateIf } from 'class-validator';
import { AttachmentDto } from '../../dto/thread.dto.js';

const audiences = ['requester', 'shared', 'internal'] as const;

/** The fields of the form beside its files. */
export class UploadFieldsDto {
  /** Of the message that the files are put into; not with `messageId`. */
  @ValidateIf(({ messageId, audience }: UploadFieldsDto) => messageId === undefined || audience !== undefined)
  @IsIn(audiences)
  audience?: (typeof audiences)[number];

  /** The text of that message; by default the names of the files. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  caption?: string;

  /** A message of one's own, of the last ten minutes, to which the files are added. */
  @IsOptional()
  @IsUUID()
  messageId?: string;
}

export class ListedAttachmentDto extends AttachmentDto {
  /** The message that it belongs to. */
  messageId: string;

  addedAt: string;
}

/** The first file of the form, and all of them. */
export class UploadedDto extends AttachmentDto {
  messageId: string;
  files: AttachmentDto[];
}
