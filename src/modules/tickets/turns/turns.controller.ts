import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, formatInstant, ReferencePipe, Refuses } from '../../../http/index.js';
import { toMyTurnDto } from './dto/to-dto.js';
import { MyTurnDto, MyTurnQueryDto, SeenDto, SeenUpToDto } from './dto/turns.dto.js';
import { ReadingMarks } from './reading-marks.service.js';
import { TurnsService } from './turns.service.js';

@ApiTags('my turn')
@Controller()
export class TurnsController {
  constructor(
    private readonly turns: TurnsService,
    private readonly marks: ReadingMarks,
  ) {}

  /** What one has to act on now, why and since when: at risk first, then by priority, then what has waited longest. */
  @Get('my-turn')
  @Allow('turn.mine')
  @ApiOkResponse({ type: MyTurnDto })
  async mine(@Acting() actor: Actor, @Query() { kind, limit = 50, cursor }: MyTurnQueryDto): Promise<MyTurnDto> {
    return toMyTurnDto(await this.turns.mine(actor, { kind, limit, cursor }));
  }

  /** Says that one has read what was written on a ticket. Reading it says nothing. */
  @Post('tickets/:reference/seen')
  @HttpCode(200)
  @Allow('turn.see')
  @ApiOkResponse({ type: SeenUpToDto })
  @Refuses(403, 404, 422)
  async seen(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Body() { message }: SeenDto,
  ): Promise<SeenUpToDto> {
    const seenAt = await this.marks.seen(actor, reference, message);
    return { seenAt: seenAt && formatInstant(seenAt) };
  }
}
