import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, ReferencePipe, Refuses, type Page } from '../../../http/index.js';
import { DisputeToldDto } from './dto/disputes.dto.js';
import { EscalationOptionDto } from './dto/options.dto.js';
import { EscalationReading } from './reading.service.js';

@ApiTags('escalations')
@Controller('tickets/:reference')
@Refuses(403, 404)
export class EscalationReadingController {
  constructor(private readonly reading: EscalationReading) {}

  /** For each function who would be called, in order, and why somebody cannot be now. */
  @Get('escalation-options')
  @Allow('ticket.draft_escalation')
  @ApiPage(EscalationOptionDto)
  async options(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<EscalationOptionDto>> {
    return { items: await this.reading.options(actor, reference), nextCursor: null };
  }

  /** The priorities that were disputed: both values, why, by whom, and how it was answered. */
  @Get('disputes')
  @Allow('ticket.time')
  @ApiPage(DisputeToldDto)
  async disputes(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<DisputeToldDto>> {
    return { items: await this.reading.disputes(actor, reference), nextCursor: null };
  }
}
