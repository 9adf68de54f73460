import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  ChangeReferencePipe,
  IfMatch,
  NoFieldsDto,
  PageQueryDto,
  Refuses,
  type Page,
} from '../../../http/index.js';
import { RoundDto, TallyDto } from './dto/round.dto.js';
import { toRoundDto, toTallyDto } from './dto/to-round-dto.js';
import { CastVoteDto, RatifyDto } from './dto/vote-input.dto.js';
import { RoundReadingService } from './round-reading.service.js';
import { RoundsService } from './rounds.service.js';
import { VotingService } from './voting.service.js';

/** Rounds of votes on changes. */
@ApiTags('changes')
@Controller('changes/:change')
export class RoundsController {
  constructor(
    private readonly rounds: RoundsService,
    private readonly reading: RoundReadingService,
    private readonly voting: VotingService,
  ) {}

  /**
   * By the change manager, of a major change that is to be decided on; of any where everybody affected votes. The boards of
   * its services are asked one after another, and nobody while something stands against it in its window.
   */
  @Post('open-round')
  @HttpCode(200)
  @Allow('change.open_round')
  @ApiOkResponse({ type: TallyDto })
  @Refuses(403, 404, 409)
  async open(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() _body: NoFieldsDto,
    @IfMatch() ifMatch: number | undefined,
  ): Promise<TallyDto> {
    return toTallyDto(await this.rounds.open(actor, reference, ifMatch));
  }

  /** By whoever has a seat; until the round ends a vote may be changed, and each is kept. After it: 409 with the outcome. */
  @Post('votes')
  @HttpCode(200)
  @Allow('change.vote')
  @ApiOkResponse({ type: TallyDto })
  @Refuses(403, 404, 409, 422)
  async vote(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() { decision, reason }: CastVoteDto,
  ): Promise<TallyDto> {
    return toTallyDto(await this.voting.cast(actor, reference, { decision, reason }));
  }

  /**
   * Of an emergency, after its start: two of three seats say whether it was right. With a decision this is a vote; without
   * one the change manager asks for it, where nobody could be asked at the start.
   */
  @Post('ratify')
  @HttpCode(200)
  @Allow('change.ratify')
  @ApiOkResponse({ type: TallyDto })
  @Refuses(403, 404, 409, 422)
  async ratify(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { decision, reason }: RatifyDto,
  ): Promise<TallyDto> {
    return toTallyDto(
      decision === undefined
        ? await this.rounds.ratify(actor, reference, ifMatch)
        : await this.voting.cast(actor, reference, { decision, reason, isRatifying: true }),
    );
  }

  /** How the last round stands: for those who have a seat, and those who make the change. */
  @Get('tally')
  @Allow('change.read_votes')
  @ApiOkResponse({ type: TallyDto })
  @Refuses(403, 404)
  async tally(@Acting() actor: Actor, @Param('change', ChangeReferencePipe) reference: string): Promise<TallyDto> {
    return toTallyDto(await this.reading.tally(actor, reference));
  }

  /** Every round with every vote, oldest first. */
  @Get('rounds')
  @Allow('change.read_votes')
  @ApiPage(RoundDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<RoundDto>> {
    const page = await this.reading.list(actor, reference, limit, cursor);
    return { items: page.items.map(toRoundDto), nextCursor: page.nextCursor };
  }
}
