import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, Refuses, UuidPipe, type Page } from '../../http/index.js';
import { AgreementsService } from './agreements.service.js';
import { AgreementDetailsDto, AgreementDto } from './dto/agreement.dto.js';
import { AgreementsQueryDto } from './dto/agreements-query.dto.js';
import { GiveNoticeDto } from './dto/propose-version.dto.js';
import { ProposalsService } from './proposals.service.js';

@ApiTags('catalogue')
@Controller('agreements')
export class AgreementsController {
  constructor(
    private readonly agreements: AgreementsService,
    private readonly proposals: ProposalsService,
  ) {}

  /** The agreements that one's institution is a side of or provides for, by service and institution. */
  @Get()
  @Allow('agreement.read')
  @ApiPage(AgreementDto)
  list(@Acting() actor: Actor, @Query() query: AgreementsQueryDto): Promise<Page<Readonly<AgreementDto>>> {
    return this.agreements.list(actor, query);
  }

  /** One agreement with what is promised now. */
  @Get(':id')
  @Allow('agreement.read')
  @ApiOkResponse({ type: AgreementDetailsDto })
  read(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<Readonly<AgreementDetailsDto>> {
    return this.agreements.read(actor, id);
  }

  /** A manager of either side gives notice: the agreement runs on until that day, and no longer. Once. */
  @Post(':id/notice')
  @HttpCode(200)
  @Allow('agreement.propose')
  @ApiOkResponse({ type: AgreementDetailsDto })
  @Refuses(403, 409, 422)
  async notice(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: GiveNoticeDto,
  ): Promise<Readonly<AgreementDetailsDto>> {
    await this.proposals.notice(actor, id, body);
    return this.agreements.read(actor, id);
  }
}
