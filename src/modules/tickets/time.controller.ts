import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ReferencePipe, UuidPipe } from '../../http/index.js';
import { ExplanationDto } from './dto/explanation.dto.js';
import { TimeHeldDto } from './dto/time-held.dto.js';
import { toExplanationDto, toTimeHeldDto } from './dto/to-time-dto.js';
import { ExplainingService } from './explaining.service.js';

@ApiTags('tickets')
@Allow('ticket.time')
@Controller('tickets')
export class TimeController {
  constructor(private readonly explaining: ExplainingService) {}

  /** Why a timer stands where it stands: what counted, what did not and why, what was promised, what would move it. */
  @Get(':reference/timers/:id/explanation')
  @ApiOkResponse({ type: ExplanationDto })
  async explanation(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
  ): Promise<ExplanationDto> {
    return toExplanationDto(await this.explaining.explanation(actor, reference, id));
  }

  /** Who owed the next step for how long, by institution: every millisecond belongs to exactly one. */
  @Get(':reference/time-held')
  @ApiOkResponse({ type: TimeHeldDto })
  async timeHeld(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<TimeHeldDto> {
    return toTimeHeldDto(await this.explaining.timeHeld(actor, reference));
  }
}
