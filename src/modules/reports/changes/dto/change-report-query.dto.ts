import { IsOptional, IsString, MaxLength } from 'class-validator';
import { MonthsQueryDto } from '../../dto/months-query.dto.js';

export class ChangeReportQueryDto extends MonthsQueryDto {
  /** Code of an institution. Of the changes one makes, those that affect it; of the others, those that it makes. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  institution?: string;
}
