import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  formatInstant,
  NoFieldsDto,
  OrdinalPipe,
  ReferencePipe,
  Refuses,
  UuidPipe,
  type Page,
} from '../../http/index.js';
import { notFound } from '../../kernel/index.js';
import { ContestsService } from './contests.service.js';
import { monthIn } from './domain/months.js';
import { ContestDto, ContestVerdictDto, SettleContestDto, toContestDto } from './dto/contest.dto.js';
import { PublishedMonthDto } from './dto/handled-in-time.dto.js';
import { PublishingService } from './publishing.service.js';

@ApiTags('reports')
@Controller()
export class VerdictsController {
  constructor(
    private readonly contests: ContestsService,
    private readonly publishing: PublishingService,
  ) {}

  /** Freezes the figures of a month that is over; what changes afterwards is a dated correction. By the lead provider. */
  @Post('agreements/:id/months/:month/publish')
  @Idempotent()
  @Allow('month.publish')
  @Refuses(409)
  @ApiCreatedResponse({ type: PublishedMonthDto })
  async publish(
    @Body() _body: NoFieldsDto,
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('month') month: string,
  ): Promise<PublishedMonthDto> {
    if (monthIn(month) !== month) throw notFound();
    const { agreementId, at, sla, slo } = await this.publishing.publish(actor, id, month);
    return { agreementId, month, at: formatInstant(at), sla, slo };
  }

  /** Who contested the verdict of a ticket, and how that was settled, oldest first. For the two sides of the agreement. */
  @Get('tickets/:reference/contests')
  @Allow('report.read')
  @ApiPage(ContestDto)
  async list(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<Page<ContestDto>> {
    return { items: (await this.contests.list(actor, reference)).map(toContestDto), nextCursor: null };
  }

  /** Holds that another verdict should count, within ten working days after it fell. By a manager of either side. */
  @Post('tickets/:reference/contests')
  @Idempotent()
  @Allow('verdict.contest')
  @Refuses(409)
  @ApiCreatedResponse({ type: ContestDto })
  async contest(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Body() body: ContestVerdictDto,
  ): Promise<ContestDto> {
    return toContestDto(await this.contests.contest(actor, reference, body));
  }

  /** Settles what the other side contested: agreed, the claimed verdict counts from now on. */
  @Post('tickets/:reference/contests/:n/settle')
  @Allow('verdict.contest')
  @Refuses(409)
  @HttpCode(200)
  @ApiOkResponse({ type: ContestDto })
  async settle(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @Body() body: SettleContestDto,
  ): Promise<ContestDto> {
    return toContestDto(await this.contests.settle(actor, reference, n, body));
  }
}
