import { ApiProperty } from '@nestjs/swagger';
import { type Reason } from '../domain/segments.js';

/** A stretch of time `[from, to)` that counted, or did not. */
export class SegmentDto {
  @ApiProperty({ format: 'date-time' })
  from: string;

  @ApiProperty({ format: 'date-time' })
  to: string;

  counted: boolean;

  /** Why it did not count: outside the hours, a public or listed holiday, a closure, or open but paused. */
  @ApiProperty({ enum: ['closed', 'holiday', 'closure', 'pause'], required: false })
  reason?: Reason;

  /** The holiday's name, in French. */
  name?: string;
}
