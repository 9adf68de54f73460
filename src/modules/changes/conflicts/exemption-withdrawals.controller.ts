import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, Refuses, UuidPipe } from '../../../http/index.js';
import { WithdrawExemptionDto } from './dto/conflicts-input.dto.js';
import { ExemptionDto } from './dto/conflicts.dto.js';
import { toExemptionDto } from './dto/to-conflicts-dto.js';
import { ExemptionWithdrawals } from './exemption-withdrawals.service.js';

/** Changes that a freeze lets pass no longer. */
@ApiTags('freezes')
@Controller('freezes/:id/exemptions/:change')
export class ExemptionWithdrawalsController {
  constructor(private readonly withdrawals: ExemptionWithdrawals) {}

  /** By whoever declares such freezes, with the reason, until the change begins: it is blocked as before, and those who make it are told. It may be let pass anew. */
  @Post('withdraw')
  @HttpCode(200)
  @Allow('freeze.declare')
  @ApiOkResponse({ type: ExemptionDto })
  @Refuses(403, 404, 409, 422)
  async withdraw(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('change', ChangeReferencePipe) change: string,
    @Body() { reason }: WithdrawExemptionDto,
  ): Promise<ExemptionDto> {
    return toExemptionDto(await this.withdrawals.withdraw(actor, id, change, reason));
  }
}
