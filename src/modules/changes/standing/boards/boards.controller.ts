import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  OrdinalPipe,
  PageQueryDto,
  parseInstant,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../../../http/index.js';
import { BoardsService } from './boards.service.js';
import { ComposeBoardDto, NameHoldersDto } from './dto/board-input.dto.js';
import { BoardDto, BoardVersionDto, SeatDto } from './dto/board.dto.js';
import { toBoardDto, toBoardVersionDto, toSeatDto } from './dto/to-board-dto.js';
import type { Naming } from './domain/naming.js';
import { SeatsService } from './seats.service.js';

/** Change advisory boards: who votes on what is major. */
@ApiTags('change boards')
@Controller('services/:code/change-board')
export class BoardsController {
  constructor(
    private readonly boards: BoardsService,
    private readonly seats: SeatsService,
  ) {}

  /** For staff of the lead provider, of those who have a seat, and of those who use the service. */
  @Get()
  @Allow('change_board.read')
  @ApiOkResponse({ type: BoardDto })
  @Refuses(403, 404)
  async read(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<BoardDto> {
    const board = toBoardDto(await this.boards.read(actor, code), actor.institution.id);
    setEtag(reply, board.version);
    return board;
  }

  /** By the lead provider. Institutions are given seats; each says by itself who sits for it. */
  @Put()
  @Allow('change_board.compose')
  @ApiOkResponse({ type: BoardDto })
  @Refuses(403, 404, 422)
  async compose(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { seats, rule, quorumPercent = 50, isFullVote = false }: ComposeBoardDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<BoardDto> {
    const written = { seats, rule, quorumPercent, isFullVote };
    const board = toBoardDto(await this.boards.compose(actor, code, ifMatch, written), actor.institution.id);
    setEtag(reply, board.version);
    return board;
  }

  /** Every composition that there was, the newest first. */
  @Get('versions')
  @Allow('change_board.read')
  @ApiPage(BoardVersionDto)
  @Refuses(403, 404)
  async versions(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<BoardVersionDto>> {
    const page = await this.boards.versions(actor, code, limit, cursor);
    return { items: page.items.map(toBoardVersionDto), nextCursor: page.nextCursor };
  }

  /** Who sits in a seat. */
  @Get('seats/:n/holders')
  @Allow('change_board.read')
  @ApiOkResponse({ type: SeatDto })
  @Refuses(403, 404)
  async holders(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Param('n', OrdinalPipe) n: number,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<SeatDto> {
    const seat = toSeatDto(await this.seats.read(actor, code, n), actor.institution.id);
    setEtag(reply, seat.version);
    return seat;
  }

  /** By the institution whose seat it is: a member, and up to two deputies with their dates. */
  @Put('seats/:n/holders')
  @Allow('change_board.name')
  @ApiOkResponse({ type: SeatDto })
  @Refuses(403, 404, 422)
  name(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Param('n', OrdinalPipe) n: number,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: NameHoldersDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<SeatDto> {
    return this.named(actor, code, n, ifMatch, body, reply);
  }

  /** In a full vote: who sits for the own institution. */
  @Put('holders')
  @Allow('change_board.name')
  @ApiOkResponse({ type: SeatDto })
  @Refuses(403, 404, 409, 422)
  nameOwn(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: NameHoldersDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<SeatDto> {
    return this.named(actor, code, null, ifMatch, body, reply);
  }

  private async named(
    actor: Actor,
    code: string,
    n: number | null,
    ifMatch: number | undefined,
    body: NameHoldersDto,
    reply: Reply,
  ): Promise<SeatDto> {
    const seat = toSeatDto(await this.seats.name(actor, code, n, ifMatch, toNaming(body)), actor.institution.id);
    setEtag(reply, seat.version);
    return seat;
  }
}

function toNaming({ member, deputies = [] }: NameHoldersDto): Naming {
  const instant = (text: string) => parseInstant(text) ?? NaN;
  return {
    member: member === null ? null : member.toLowerCase(),
    deputies: deputies.map(({ person, from, until }) => ({
      person: person.toLowerCase(),
      from: instant(from),
      until: until === undefined || until === null ? null : instant(until),
    })),
  };
}
