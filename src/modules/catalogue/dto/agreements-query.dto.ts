import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../http/index.js';

export class AgreementsQueryDto extends PageQueryDto {
  /**
   * Only those about the service with this code.
   * @example OAE
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  service?: string;

  /**
   * Only those of the institution with this code.
   * @example ULCO
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  institution?: string;
}
