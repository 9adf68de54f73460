import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  OrdinalPipe,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../http/index.js';
import { DecisionsService } from './decisions.service.js';
import { DecideVersionDto, ProposeVersionDto, RejectVersionDto } from './dto/propose-version.dto.js';
import { DatedVersionDto, VersionAnswerDto } from './dto/version.dto.js';
import { ProposalsService } from './proposals.service.js';
import { toVersionAnswerDto, VersionsService } from './versions.service.js';

/** What one side proposes and the other one accepts. */
@ApiTags('catalogue')
@Controller('agreements/:id/versions')
export class VersionsController {
  constructor(
    private readonly versions: VersionsService,
    private readonly proposals: ProposalsService,
    private readonly decisions: DecisionsService,
  ) {}

  /** The versions of an agreement, newest first; those that were not accepted are shown to its two sides. */
  @Get()
  @Allow('agreement.read')
  @ApiPage(DatedVersionDto)
  list(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<Readonly<DatedVersionDto>>> {
    return this.versions.list(actor, id, query);
  }

  @Get(':n')
  @Allow('agreement.read')
  @ApiOkResponse({ type: DatedVersionDto })
  read(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
  ): Promise<Readonly<DatedVersionDto>> {
    return this.versions.read(actor, id, n);
  }

  /** A manager of one side proposes a version; one that is still open is replaced. */
  @Post()
  @Idempotent()
  @Allow('agreement.propose')
  @ApiCreatedResponse({ type: VersionAnswerDto })
  @Refuses(403, 409, 422)
  async propose(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: ProposeVersionDto,
  ): Promise<Readonly<VersionAnswerDto>> {
    return toVersionAnswerDto(await this.proposals.propose(actor, id, body));
  }

  /** A manager of the other side accepts: from now on it is known, and holds from when it says. */
  @Post(':n/accept')
  @HttpCode(200)
  @Allow('agreement.propose')
  @ApiOkResponse({ type: VersionAnswerDto })
  @Refuses(403, 409)
  async accept(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
    @Body() { reason }: DecideVersionDto,
  ): Promise<Readonly<VersionAnswerDto>> {
    return toVersionAnswerDto(await this.decisions.decide(actor, id, n, 'accept', reason));
  }

  @Post(':n/reject')
  @HttpCode(200)
  @Allow('agreement.propose')
  @ApiOkResponse({ type: VersionAnswerDto })
  @Refuses(403, 409)
  async reject(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
    @Body() { reason }: RejectVersionDto,
  ): Promise<Readonly<VersionAnswerDto>> {
    return toVersionAnswerDto(await this.decisions.decide(actor, id, n, 'reject', reason));
  }

  /** A manager of the side that proposed takes it back. */
  @Post(':n/withdraw')
  @HttpCode(200)
  @Allow('agreement.propose')
  @ApiOkResponse({ type: VersionAnswerDto })
  @Refuses(403, 409)
  async withdraw(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
    @Body() { reason }: DecideVersionDto,
  ): Promise<Readonly<VersionAnswerDto>> {
    return toVersionAnswerDto(await this.decisions.decide(actor, id, n, 'withdraw', reason));
  }
}
