import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  ChangeReferencePipe,
  Idempotent,
  PageQueryDto,
  parseInstant,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../http/index.js';
import { versionOf } from './moves/change-desk.js';
import type { Change } from './change.js';
import { ChangeNotesService } from './moves/change-notes.service.js';
import { ChangesService } from './changes.service.js';
import { ChangeTurnsService } from './turns.service.js';
import type { Said } from './judging/drafting.js';
import { ChangeMessageDto, EditChangeDto, OpenChangeDto } from './dto/change-input.dto.js';
import { ChangeQueryDto } from './dto/change-query.dto.js';
import { ChangeDetailsDto, ChangeDto, ChangeEntryDto, ChangeNoteDto } from './dto/change.dto.js';
import { toChangeDetailsDto, toChangeDto, toChangeEntryDto, toChangeNoteDto } from './dto/to-change-dto.js';

/** Changes of services: prepared by their provider, decided by those whom they touch. */
@ApiTags('changes')
@Controller('changes')
export class ChangesController {
  constructor(
    private readonly changes: ChangesService,
    private readonly notes: ChangeNotesService,
    private readonly turns: ChangeTurnsService,
  ) {}

  /** One's own, and announced ones that concern the own institution; the latest windows first. */
  @Get()
  @Allow('change.read')
  @ApiPage(ChangeDto)
  async list(@Acting() actor: Actor, @Query() query: ChangeQueryDto): Promise<Page<ChangeDto>> {
    const { service, institution, state, from, to, limit = 50, cursor } = query;
    const instant = (text: string | undefined) =>
      text === undefined ? undefined : new Date(parseInstant(text) ?? NaN);
    const list = query.myTurn ? this.turns : this.changes;
    const page = await list.list(actor, {
      service,
      institution,
      states: state,
      classes: query.class,
      from: instant(from),
      to: instant(to),
      limit,
      cursor,
    });
    return { items: page.items.map(toChangeDto), nextCursor: page.nextCursor };
  }

  /**
   * A draft, by those who hold a function of its services; asked for by a SPOC, it is a draft where its service is led. Its
   * class follows from what is said of it, with the reasons.
   */
  @Post()
  @Idempotent()
  @Allow('change.open')
  @ApiCreatedResponse({ type: ChangeDto })
  @Refuses(403, 422)
  async open(
    @Acting() actor: Actor,
    @Body() body: OpenChangeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    const { title, why, kind, services } = body;
    return tagged(reply, await this.changes.open(actor, { ...saidIn(body), title, why, kind, services }));
  }

  @Get(':change')
  @Allow('change.read')
  @ApiOkResponse({ type: ChangeDetailsDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDetailsDto> {
    const details = await this.changes.one(actor, reference);
    setEtag(reply, versionOf(details.change));
    return toChangeDetailsDto(details);
  }

  /** What was decided may hold no longer: then it is decided anew, and those who decided are told. */
  @Patch(':change')
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async edit(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: EditChangeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.changes.edit(actor, reference, ifMatch, saidIn(body)));
  }

  /** What happened to it, oldest first, as far as the caller may know. */
  @Get(':change/timeline')
  @Allow('change.read')
  @ApiPage(ChangeEntryDto)
  @Refuses(404)
  async timeline(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ChangeEntryDto>> {
    const page = await this.changes.timeline(actor, reference, limit, cursor);
    return { items: page.items.map(toChangeEntryDto), nextCursor: page.nextCursor };
  }

  /** Oldest first. */
  @Get(':change/messages')
  @Allow('change.read')
  @ApiPage(ChangeNoteDto)
  @Refuses(404)
  async messages(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ChangeNoteDto>> {
    const page = await this.notes.list(actor, reference, limit, cursor);
    return { items: page.items.map(toChangeNoteDto), nextCursor: page.nextCursor };
  }

  @Post(':change/messages')
  @Idempotent()
  @Allow('change.message')
  @ApiCreatedResponse({ type: ChangeNoteDto })
  @Refuses(403, 404)
  async write(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() { body, audience }: ChangeMessageDto,
  ): Promise<ChangeNoteDto> {
    return toChangeNoteDto(await this.notes.write(actor, reference, body, audience));
  }
}

export function tagged(reply: Reply, change: Change): ChangeDto {
  setEtag(reply, versionOf(change));
  return toChangeDto(change);
}

function saidIn({ window, ...said }: EditChangeDto): Partial<Said> {
  if (!window) return { ...said, window };
  const [from, to] = [parseInstant(window.from) ?? NaN, parseInstant(window.to) ?? NaN];
  return { ...said, window: { from: new Date(from), to: new Date(to) } };
}
