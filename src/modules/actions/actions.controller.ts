import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  ActionReferencePipe,
  Allow,
  ApiPage,
  Idempotent,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../http/index.js';
import type { ActionDetails } from './action-desk.js';
import { ActionReadingService } from './action-reading.service.js';
import { ActionsService } from './actions.service.js';
import { ActionQueryDto, DraftActionDto, EditActionDto } from './dto/action-input.dto.js';
import { ActionDto, ListedActionDto } from './dto/action.dto.js';
import { toActionDto, toListedDto } from './dto/to-action-dto.js';

/** What one does to restore, verify, correct and prevent. */
@ApiTags('actions')
@Controller('actions')
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly read: ActionReadingService,
  ) {}

  /** Those of the own institution, drafts too, and what others share; what was published last first. */
  @Get()
  @Allow('action.read')
  @ApiPage(ListedActionDto)
  @Refuses(422)
  async list(
    @Acting() actor: Actor,
    @Query() { kind, service, state, due, q, limit = 50, cursor }: ActionQueryDto,
  ): Promise<Page<ListedActionDto>> {
    const page = await this.read.list(actor, { kind, service, states: state, isDue: due, q, limit, cursor });
    return { items: page.items.map(toListedDto), nextCursor: page.nextCursor };
  }

  /** A draft, for services of which the institution holds a function. */
  @Post()
  @Idempotent()
  @Allow('action.write')
  @ApiCreatedResponse({ type: ActionDto })
  @Refuses(403, 409, 422)
  async draft(
    @Acting() actor: Actor,
    @Body() { key, owner, sharing, ...document }: DraftActionDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.actions.draft(actor, { key, ownerId: owner, sharing, document }));
  }

  /** With what the version that holds says. What is not published has a banner. */
  @Get(':action')
  @Allow('action.read')
  @ApiOkResponse({ type: ActionDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.read.one(actor, reference));
  }

  /**
   * Writes the draft, or a new one where none is being written: what is published stays. What was reviewed is to be reviewed
   * again. What is left out stays as it is.
   */
  @Patch(':action')
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  @Refuses(403, 404, 409, 422)
  async edit(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { sharing, ...said }: EditActionDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    const document = given(said);
    return tagged(reply, await this.actions.edit(actor, reference, ifMatch, { sharing, document }));
  }
}

export function tagged(reply: Reply, details: ActionDetails): ActionDto {
  setEtag(reply, details.action.version);
  return toActionDto(details);
}

/** What was said, without what was left out. */
const given = (said: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(said as Record<string, unknown>).filter(([, value]) => value !== undefined));
