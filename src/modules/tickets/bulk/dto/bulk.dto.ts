import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { bulkMoves, type BulkMove } from '../bulk-moves.js';

export class BulkActDto {
  @ApiProperty({ enum: bulkMoves, enumName: 'BulkMove' })
  @IsIn(bulkMoves)
  name: BulkMove;

  /** What the move takes when it is made on one ticket. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  body?: Record<string, unknown>;
}

export class BulkMoveDto {
  /** At most 200 (422); one that is named twice counts once. */
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  references: string[];

  @IsDefined()
  @ValidateNested()
  @Type(() => BulkActDto)
  move: BulkActDto;

  /** A UUID of the caller's own making: asked for again with it, no ticket moves twice. */
  @IsOptional()
  @IsUUID()
  bulk?: string;
}

export class BulkItemDto {
  reference: string;

  @ApiProperty({ enum: ['done', 'refused', 'not_found'] })
  outcome: 'done' | 'refused' | 'not_found';

  /** Why it was refused: what the single move answers. */
  code?: string;
  detail?: string;

  /** Of the ticket after the move. */
  version?: number;
}

export class BulkCountsDto {
  done: number;
  refused: number;
  notFound: number;
}

export class BulkReportDto {
  /** The id under which the events were recorded. */
  bulk: string;
  counts: BulkCountsDto;

  /** One line for each ticket, in the order asked. */
  items: BulkItemDto[];
}
