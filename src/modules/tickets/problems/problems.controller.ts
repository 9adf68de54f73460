import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  NoFieldsDto,
  PageQueryDto,
  ProblemReferencePipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { ChangeProblemDto, NoteDto, OpenProblemDto, ProblemQueryDto } from './dto/problem-input.dto.js';
import {
  LinkedToProblemDto,
  ProblemDetailsDto,
  ProblemDto,
  ProblemEntryDto,
  ProblemNoteDto,
  PublicationDto,
} from './dto/problem.dto.js';
import {
  toEntryDto,
  toLinkedDto,
  toNoteDto,
  toProblemDetailsDto,
  toProblemDto,
  toPublicationDto,
  versionOf,
} from './dto/to-problem-dto.js';
import type { Changes } from './problems.service.js';
import { ProblemsService } from './problems.service.js';
import type { Problem } from './problems.store.js';

/** Causes behind tickets; known errors once they are published. */
@ApiTags('problems')
@Controller('problems')
export class ProblemsController {
  constructor(private readonly problems: ProblemsService) {}

  /**
   * Known errors of the services that concern the own institution, and what its provider side works on inside; the newest
   * first. A requester reads those on which their tickets hang.
   */
  @Get()
  @Allow('problem.read')
  @ApiPage(ProblemDto)
  @Refuses(422)
  async list(
    @Acting() actor: Actor,
    @Query() { service, state, published, q, limit = 50, cursor }: ProblemQueryDto,
  ): Promise<Page<ProblemDto>> {
    const page = await this.problems.list(actor, { service, states: state, published, q, limit, cursor });
    return { items: page.items.map(toProblemDto), nextCursor: page.nextCursor };
  }

  /** Opens one, inside: nothing of it is told before it is published. */
  @Post()
  @Idempotent()
  @Allow('problem.write')
  @ApiCreatedResponse({ type: ProblemDto })
  @Refuses(403, 422)
  async open(
    @Acting() actor: Actor,
    @Body() { service, title, ...body }: OpenProblemDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.problems.open(actor, service, { ...changesOf(body), title }));
  }

  @Get(':problem')
  @Allow('problem.read')
  @ApiOkResponse({ type: ProblemDetailsDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDetailsDto> {
    const { problem, shipping, moves } = await this.problems.one(actor, reference);
    setEtag(reply, versionOf(problem));
    return toProblemDetailsDto(problem, shipping, moves);
  }

  /** Inside. What is published stays as it is until it is published anew. */
  @Patch(':problem')
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  @Refuses(403, 404, 422)
  async change(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeProblemDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.problems.change(actor, reference, ifMatch, changesOf(body)));
  }

  /** Everything that was told of it, oldest first: what was corrected is kept. */
  @Get(':problem/publications')
  @Allow('problem.read')
  @ApiPage(PublicationDto)
  @Refuses(404)
  async publications(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<PublicationDto>> {
    const page = await this.problems.publications(actor, reference, limit, cursor);
    return { items: page.items.map(toPublicationDto), nextCursor: page.nextCursor };
  }

  /** What happened to it, oldest first, as far as the caller may know. */
  @Get(':problem/timeline')
  @Allow('problem.read')
  @ApiPage(ProblemEntryDto)
  @Refuses(404)
  async timeline(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ProblemEntryDto>> {
    const page = await this.problems.timeline(actor, reference, limit, cursor);
    return { items: page.items.map(toEntryDto), nextCursor: page.nextCursor };
  }

  /** The tickets that hang on it and that the caller sees: level 1 their own, engineers those that were escalated to them. */
  @Get(':problem/tickets')
  @Allow('problem.read')
  @ApiPage(LinkedToProblemDto)
  @Refuses(404)
  async tickets(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<LinkedToProblemDto>> {
    const page = await this.problems.tickets(actor, reference, limit, cursor);
    return { items: page.items.map(toLinkedDto), nextCursor: page.nextCursor };
  }

  @Get(':problem/notes')
  @Allow('problem.read')
  @ApiPage(ProblemNoteDto)
  @Refuses(403, 404)
  async notes(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ProblemNoteDto>> {
    const page = await this.problems.notes(actor, reference, limit, cursor);
    return { items: page.items.map(toNoteDto), nextCursor: page.nextCursor };
  }

  /** Inside, for those who work on it. */
  @Post(':problem/notes')
  @Idempotent()
  @Allow('problem.write')
  @ApiCreatedResponse({ type: ProblemNoteDto })
  @Refuses(403, 404)
  async note(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Body() { body }: NoteDto,
  ): Promise<ProblemNoteDto> {
    return toNoteDto(await this.problems.note(actor, reference, body));
  }

  /** "Tell me when": a mail once it is fixed. For whoever sees it, a requester through a ticket of theirs that hangs on it. */
  @Post(':problem/follow')
  @HttpCode(200)
  @Allow('problem.follow')
  @ApiOkResponse({ type: ProblemDto })
  @Refuses(403, 404)
  async follow(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.problems.follow(actor, reference, true));
  }

  @Post(':problem/unfollow')
  @HttpCode(200)
  @Allow('problem.follow')
  @ApiOkResponse({ type: ProblemDto })
  @Refuses(403, 404)
  async unfollow(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.problems.follow(actor, reference, false));
  }
}

export function tagged(reply: Reply, problem: Problem): ProblemDto {
  setEtag(reply, versionOf(problem));
  return toProblemDto(problem);
}

/** A text without an English half has none. */
function changesOf({ title, cause, publicTitle, workaround, components }: ChangeProblemDto): Changes {
  const whole = (text: { fr: string; en?: string } | null | undefined) => text && { fr: text.fr, en: text.en ?? null };
  return { title, cause, publicTitle: whole(publicTitle), workaround: whole(workaround), components };
}
