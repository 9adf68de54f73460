import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  NoFieldsDto,
  ReferencePipe,
  Refuses,
  type Page,
} from '../../../http/index.js';
import { WatcherDto } from './dto/watchers.dto.js';
import { WatchingService, type Watcher } from './watching.service.js';

@ApiTags('tickets')
@Allow('ticket.watch')
@Controller('tickets/:reference')
export class WatchingController {
  constructor(private readonly watching: WatchingService) {}

  /** Has oneself told by mail of what happens on a ticket that one's side sees. Doing it twice does it once. */
  @Put('watch')
  @ApiPage(WatcherDto)
  @Refuses(403, 404, 409)
  async watch(
    @Acting() actor: Actor,
    @Body() _body: NoFieldsDto,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<WatcherDto>> {
    return toPageDto(await this.watching.watch(actor, reference));
  }

  @Delete('watch')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403, 404)
  unwatch(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<void> {
    return this.watching.unwatch(actor, reference);
  }

  /** Who of one's own side watches it. */
  @Get('watchers')
  @ApiPage(WatcherDto)
  async list(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<Page<WatcherDto>> {
    return toPageDto(await this.watching.list(actor, reference));
  }
}

function toPageDto(watchers: readonly Watcher[]): Page<WatcherDto> {
  return {
    items: watchers.map(({ id, name, since }) => ({ id, name, since: formatInstant(since) })),
    nextCursor: null,
  };
}
