import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { formatInstant, PageQueryDto } from '../../../../http/index.js';
import { deliveryCodes, returnCodes } from '../../domain/ticket.js';
import type { ReadyText } from '../stores/kept-texts.store.js';

export const uses = ['return', 'deliver'] as const;
const codes = [...new Set([...returnCodes, ...deliveryCodes])];

/** Room for what is filled in: what comes out fits a return and a delivery. */
const LONGEST = 4000;

export class SaveReadyTextDto {
  @IsIn(uses)
  use: (typeof uses)[number];

  /** Under which colleagues find it. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** With which it is returned or delivered. */
  @IsIn(codes)
  code: string;

  /** In French. `{reference}` and `{institution.name}` are filled in. One of the two is required. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  fr?: string;

  /** In English, for institutions that read it. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  en?: string;
}

export class ReadyTextQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: uses })
  @IsOptional()
  @IsIn(uses)
  use?: (typeof uses)[number];
}

export class ReadyTextDto {
  id: string;

  @ApiProperty({ enum: uses })
  use: string;
  name: string;

  @ApiProperty({ enum: codes })
  code: string;
  fr: string | null;
  en: string | null;
  version: number;
  updatedAt: string;
}

export function toReadyTextDto({ id, use, name, code, fr, en, version, updatedAt }: ReadyText): ReadyTextDto {
  return { id, use, name, code, fr, en, version, updatedAt: formatInstant(updatedAt) };
}
