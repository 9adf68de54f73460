import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, ReferencePipe, Refuses, type Page } from '../../../http/index.js';
import { listingOf } from '../dto/listing-of.js';
import { AlikeService } from './alike.service.js';
import { DuplicatesDto, FindDuplicatesDto, SimilarTicketDto, toDuplicatesDto, toSimilarDto } from './dto/alike.dto.js';
import { CountQueryDto, FoundLineDto, SearchQueryDto, TicketCountDto, toFoundLineDto } from './dto/found-line.dto.js';
import { SearchingService } from './searching.service.js';

@ApiTags('tickets')
@Controller('tickets')
export class FindingController {
  constructor(
    private readonly searching: SearchingService,
    private readonly alike: AlikeService,
  ) {}

  /**
   * Tickets that the caller may see, the newest first unless sorted otherwise; with `q` those of them in which it is found,
   * in the same order.
   */
  @Get()
  @Allow('ticket.list')
  @ApiPage(FoundLineDto)
  @Refuses(422)
  async list(@Acting() actor: Actor, @Query() { q, ...query }: SearchQueryDto): Promise<Page<FoundLineDto>> {
    const page = await this.searching.list(actor, listingOf(query), q);
    return { items: page.items.map(toFoundLineDto), nextCursor: page.nextCursor };
  }

  /** How many tickets a list has, with the same filters and search: counted up to a thousand. */
  @Get('count')
  @Allow('ticket.list')
  @ApiOkResponse({ type: TicketCountDto })
  @Refuses(422)
  count(@Acting() actor: Actor, @Query() { q, ...query }: CountQueryDto): Promise<TicketCountDto> {
    return this.searching.count(actor, listingOf(query), q);
  }

  /**
   * What the ticket that is about to be opened may be: open tickets on that service, of the same words or the same requester;
   * an open major incident of the service; a known error that has words of the title. Each says why.
   */
  @Post('duplicates')
  @HttpCode(200)
  @Allow('ticket.open')
  @ApiOkResponse({ type: DuplicatesDto })
  @Refuses(422)
  async duplicates(@Acting() actor: Actor, @Body() body: FindDuplicatesDto): Promise<DuplicatesDto> {
    return toDuplicatesDto(await this.alike.duplicates(actor, body));
  }

  /** Tickets on the same service that are like this one, at most ten: those that were settled first. */
  @Get(':reference/similar')
  @Allow('ticket.read')
  @ApiPage(SimilarTicketDto)
  async similar(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<SimilarTicketDto>> {
    return { items: (await this.alike.similar(actor, reference)).map(toSimilarDto), nextCursor: null };
  }
}
