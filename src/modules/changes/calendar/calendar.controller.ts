import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExcludeEndpoint,
  ApiNoContentResponse,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  NotIdempotent,
  Open,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
  type Reply,
  type Request,
} from '../../../http/index.js';
import { notFound } from '../../../kernel/index.js';
import type { CalendarEntry } from './calendar-sources.js';
import { CalendarService } from './calendar.service.js';
import { CalendarItemDto, CalendarQueryDto, FeedDto, MadeFeedDto, NewFeedDto } from './dto/calendar.dto.js';
import type { Feed } from './feeds.store.js';

/** What is planned and what is not possible when: freezes, agreed maintenance, changes. */
@ApiTags('calendar')
@Controller('calendar')
export class CalendarController {
  constructor(private readonly calendar: CalendarService) {}

  /** All that the caller may see of a time, by when it begins. */
  @Get()
  @Allow('calendar.read')
  @ApiPage(CalendarItemDto)
  @Refuses(422)
  async between(@Acting() actor: Actor, @Query() { from, to }: CalendarQueryDto): Promise<Page<CalendarItemDto>> {
    return { items: (await this.calendar.between(actor, from, to)).map(toItemDto), nextCursor: null };
  }

  /**
   * An address for calendar programs, which shows what its maker may see at the time, for the institution for which they act
   * now. It is told this once and kept by its digest, so an `Idempotency-Key` is refused.
   */
  @Post('feeds')
  @NotIdempotent()
  @Allow('calendar.feed')
  @ApiCreatedResponse({ type: MadeFeedDto })
  @Refuses(409)
  async make(@Acting() actor: Actor, @Body() { name }: NewFeedDto): Promise<MadeFeedDto> {
    const made = await this.calendar.make(actor, name ?? 'Guichet');
    return Object.assign(toFeedDto(made), { url: made.url });
  }

  /** One's own, as they were made. */
  @Get('feeds')
  @Allow('calendar.feed')
  @ApiPage(FeedDto)
  async feeds(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<FeedDto>> {
    const { items, nextCursor } = await this.calendar.list(actor, limit, cursor);
    return { items: items.map(toFeedDto), nextCursor };
  }

  /** From now on the address shows nothing. */
  @Delete('feeds/:id')
  @Allow('calendar.feed')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(404)
  async remove(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    await this.calendar.remove(actor, id);
  }

  /**
   * The calendar at a secret address, without a sign-in: three months back and thirteen ahead, with the rights that its person
   * has when it is fetched.
   */
  @Get(':secret.ics')
  @Open()
  @ApiProduces('text/calendar')
  @ApiResponse({ status: 200, description: 'The calendar (RFC 5545)', schema: { type: 'string' } })
  @ApiResponse({ status: 304, description: 'As it was' })
  @Refuses(404)
  async feed(@Param('secret') secret: string, @Req() request: Request, @Res() reply: Reply): Promise<void> {
    const { text, tag } = await this.calendar.feed(secret);
    const etag = `"${tag}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('content-disposition', 'inline; filename="guichet.ics"');
    const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? [];
    if (known.includes(etag) || known.includes('*')) await reply.code(304).send();
    else await reply.header('content-type', 'text/calendar; charset=utf-8').send(text);
  }

  /** A secret that somebody cut off at its end is none; it has a route so that it does not stand in the log. */
  @Get(':secret')
  @Open()
  @ApiExcludeEndpoint()
  nothing(): never {
    throw notFound();
  }
}

function toItemDto(entry: CalendarEntry): CalendarItemDto {
  const { kind, id, name, description, from, to, dates, status, service, institutions, reference, path } = entry;
  return {
    kind,
    id,
    title: name,
    description,
    interruptionMinutes: entry.interruptionMinutes ?? null,
    from: formatInstant(from),
    to: formatInstant(to),
    wholeDays: dates,
    status,
    service,
    institutions: [...institutions],
    reference,
    path,
    updatedAt: formatInstant(entry.updatedAt),
  };
}

function toFeedDto({ id, name, createdAt, lastReadAt }: Feed): FeedDto {
  return { id, name, createdAt: formatInstant(createdAt), lastReadAt: lastReadAt && formatInstant(lastReadAt) };
}
