import { ApiProperty } from '@nestjs/swagger';

/** A mail that would have been sent. */
export class KeptMailDto {
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: string;

  from: string;

  to: string;

  subject: string;

  text: string;

  html: string;

  /** What a mail program does not show: the thread, the address for answers. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  headers: Record<string, string>;
}
