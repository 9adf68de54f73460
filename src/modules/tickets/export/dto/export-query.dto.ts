import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { SearchQueryDto } from '../../finding/dto/found-line.dto.js';

export const formats = ['csv', 'jsonl'] as const;

/** The filters and the search of the list, all of it at once. */
export class ExportQueryDto extends OmitType(SearchQueryDto, ['limit', 'cursor'] as const) {
  @IsIn(formats)
  format: (typeof formats)[number];

  /** CSV only: begins with the mark by which some spreadsheets know UTF-8. */
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsIn([true, false])
  bom?: boolean;
}
