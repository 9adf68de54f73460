import { IsBoolean, IsString, MaxLength, MinLength } from 'class-validator';
import { ChangeReasonDto } from '../../dto/change-input.dto.js';

export class CorrectAffectedDto extends ChangeReasonDto {
  /** Code of an institution. */
  @IsString()
  @MinLength(1)
  @MaxLength(50)
  institution: string;

  /** Whether the change affects it, whatever its agreements say. */
  @IsBoolean()
  isAffected: boolean;
}
