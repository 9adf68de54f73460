import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class ErasePersonDto {
  /**
   * The address of their account, in any case: without it nothing is erased.
   * @example lou.martin@ulco.example
   */
  @IsString()
  @Length(1, 320)
  email: string;
}

export class ErasureDto {
  /** Of the person. */
  id: string;

  /** `running`: the account is gone; texts, files and mails are on their way. */
  @ApiProperty({ enum: ['running', 'done'] })
  state: string;

  @ApiProperty({ format: 'date-time' })
  askedAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  doneAt: string | null;
}
