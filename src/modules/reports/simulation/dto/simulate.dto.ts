import { PickType } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { ProposeVersionDto } from '../../../catalogue/index.js';

const MONTH = /^(19[7-9]|20\d|21[0-8])\d-(0[1-9]|1[0-2])$/;

/** A past period under other terms. What is left out is as in the version in effect now. */
export class SimulateDto extends PickType(ProposeVersionDto, ['hours', 'targets', 'alsoPauses']) {
  /**
   * The first month.
   * @example 2026-01
   */
  @IsString()
  @Matches(MONTH, { message: 'must be a month, as 2026-01' })
  from: string;

  /**
   * The last month, included; the running one at the latest. At most 36 months.
   * @example 2026-12
   */
  @IsString()
  @Matches(MONTH, { message: 'must be a month, as 2026-12' })
  to: string;
}
