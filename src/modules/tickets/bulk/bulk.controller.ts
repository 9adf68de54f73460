import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses } from '../../../http/index.js';
import { BulkService } from './bulk.service.js';
import { BulkMoveDto, BulkReportDto } from './dto/bulk.dto.js';

@ApiTags('moves')
@Controller('tickets/bulk')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /** The same move on up to 200 tickets, each for itself; the report says what became of each. */
  @Post()
  @HttpCode(200)
  @Allow('ticket.move_many')
  @ApiOkResponse({ type: BulkReportDto })
  @Refuses(403, 422)
  move(@Acting() actor: Actor, @Body() body: BulkMoveDto): Promise<BulkReportDto> {
    return this.bulk.move(actor, body);
  }
}
