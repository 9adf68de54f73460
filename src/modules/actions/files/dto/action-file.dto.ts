import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { actionKinds, type ActionKind } from '../../domain/action-document.js';

const yesOrNo = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

export class ImportActionsQueryDto {
  /** Says what would come of it, and writes nothing. */
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @Transform(yesOrNo)
  @IsBoolean()
  dryRun?: boolean;

  /** Of files without front matter: the code of the service for which they are. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  service?: string;

  /** Of files without front matter; by default `recovery`. */
  @IsOptional()
  @IsIn(actionKinds)
  kind?: ActionKind;
}

export class ExportActionsQueryDto {
  /** What is being written in place of what is published, where something is. */
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @Transform(yesOrNo)
  @IsBoolean()
  drafts?: boolean;
}

export class FileNoteDto {
  /** In the file, from 1; null where it concerns the file as a whole. */
  @ApiProperty({ type: 'integer', nullable: true })
  line: number | null;

  /** Into what the action says; null for what is wrong with the writing. */
  @ApiProperty({ type: 'string', nullable: true })
  pointer: string | null;

  code: string;
  message: string;
}

const outcomes = ['created', 'changed', 'unchanged', 'refused'] as const;

export class ImportedActionDto {
  /** Its name. */
  file: string;

  @ApiProperty({ type: 'string', nullable: true })
  key: string | null;

  /** `refused`: nothing of this file was written. */
  @ApiProperty({ enum: outcomes })
  outcome: (typeof outcomes)[number];

  errors: FileNoteDto[];

  /** What was guessed, and what was read otherwise than it may be meant. */
  warnings: FileNoteDto[];

  /** Of the action; null where there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: 'ACT-FUN-2026-00001' })
  reference: string | null;
}

export class ImportedActionsDto {
  dryRun: boolean;

  @ApiProperty({ type: 'integer' })
  created: number;

  @ApiProperty({ type: 'integer' })
  changed: number;

  @ApiProperty({ type: 'integer' })
  unchanged: number;

  @ApiProperty({ type: 'integer' })
  refused: number;

  /** In the order in which the files came. */
  items: ImportedActionDto[];
}
