import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  calendarBody,
  Idempotent,
  IfMatch,
  NotIdempotent,
  Refuses,
  RequiredIfMatch,
  setEtag,
  TakesCalendar,
  UuidPipe,
  type Page,
  type Reply,
  type Request,
} from '../../../http/index.js';
import { Clock } from '../../../kernel/index.js';
import {
  ChangeFreezeDto,
  DeclareFreezeDto,
  FreezeQueryDto,
  ImportQueryDto,
  LiftFreezeDto,
} from './dto/freeze-input.dto.js';
import { FreezeDetailsDto, FreezeDto, ImportDto } from './dto/freeze.dto.js';
import { toFreezeDetailsDto, toFreezeDto, toImportDto } from './dto/to-freeze-dto.js';
import { FreezeImportsService } from './freeze-imports.service.js';
import { FreezesService, type ShownFreeze } from './freezes.service.js';

const MOST_FILE_BYTES = 1_000_000;
const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

/** Periods without changes: of the consortium, of a service, of an institution. */
@ApiTags('freezes')
@Controller('freezes')
export class FreezesController {
  constructor(
    private readonly freezes: FreezesService,
    private readonly imports: FreezeImportsService,
    private readonly clock: Clock,
  ) {}

  /** Those that concern the caller, by when they begin; lifted ones and those that are over too. */
  @Get()
  @Allow('freeze.read')
  @ApiPage(FreezeDto)
  async list(
    @Acting() actor: Actor,
    @Query() { scope, service, institution, from, to, limit = 50, cursor }: FreezeQueryDto,
  ): Promise<Page<FreezeDto>> {
    const asked = { scope, service, institution, from: dateOf(from), to: dateOf(to), limit, cursor };
    const page = await this.freezes.list(actor, asked);
    const now = this.clock.now();
    return { items: page.items.map((shown) => toFreezeDto(shown, now)), nextCursor: page.nextCursor };
  }

  /**
   * Declares one: the operator for the consortium, a change manager of its lead provider for a service, a SPOC or manager for
   * their institution.
   */
  @Post()
  @Idempotent()
  @Allow('freeze.declare')
  @ApiCreatedResponse({ type: FreezeDetailsDto })
  @Refuses(403, 409, 422)
  async declare(
    @Acting() actor: Actor,
    @Body() body: DeclareFreezeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FreezeDetailsDto> {
    return this.told(reply, await this.freezes.declare(actor, body));
  }

  /**
   * Declares what an iCalendar file says (RFC 5545, at most 1 MB and 500 events), or shows what would come of it. What cannot
   * be used is told by its line, and the rest is taken; an event that was imported before is changed by a higher SEQUENCE.
   */
  @Post('import')
  @HttpCode(200)
  @NotIdempotent()
  @Allow('freeze.declare')
  @TakesCalendar()
  @ApiConsumes('text/calendar', 'multipart/form-data')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: ImportDto })
  @Refuses(400, 403, 409, 413, 415, 422)
  async import(
    @Acting() actor: Actor,
    @Query() { preview = false, ...wish }: ImportQueryDto,
    @Req() request: Request,
  ): Promise<ImportDto> {
    const read = () => calendarBody(request, MOST_FILE_BYTES);
    return toImportDto(await this.imports.import(actor, { ...wish, isPreview: preview }, read));
  }

  /** With every period, and what of an institution's blocks changes of shared instances, with why. */
  @Get(':id')
  @Allow('freeze.read')
  @ApiOkResponse({ type: FreezeDetailsDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FreezeDetailsDto> {
    return this.told(reply, await this.freezes.one(actor, id));
  }

  /** A period that is moved or made longer counts as declared now; one that is shortened goes on as it was. */
  @Patch(':id')
  @Allow('freeze.declare')
  @ApiOkResponse({ type: FreezeDetailsDto })
  @Refuses(403, 404, 409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeFreezeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FreezeDetailsDto> {
    return this.told(reply, await this.freezes.change(actor, id, ifMatch, body));
  }

  /** Ends it from now, or from a later instant, on; it is kept with the reason. */
  @Post(':id/lift')
  @HttpCode(200)
  @Allow('freeze.declare')
  @ApiOkResponse({ type: FreezeDetailsDto })
  @Refuses(403, 404, 409, 422)
  async lift(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason, from }: LiftFreezeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FreezeDetailsDto> {
    return this.told(reply, await this.freezes.lift(actor, id, ifMatch, { reason, from: dateOf(from) }));
  }

  private told(reply: Reply, shown: ShownFreeze): FreezeDetailsDto {
    setEtag(reply, shown.freeze.version);
    return toFreezeDetailsDto(shown, this.clock.now());
  }
}
