import { Controller, Get, Headers, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses, type Reply, type Request } from '../../../http/index.js';
import { CurrentSession, type Session } from '../../identity/index.js';
import { LiveService } from './live.service.js';

@ApiTags('live')
@Controller('live')
export class LiveController {
  constructor(private readonly live: LiveService) {}

  /**
   * What happens on the tickets and runs that the caller may see, as server-sent events: references and kinds of events, no
   * texts.
   * `{type: "ready"}`: from here on everything is told. `{type: "ticket.changed", reference, version, events: [{id,
   * type}]}` and `{type: "run.changed", id, version, events}`: read it again. `{type: "reset"}`: something may be missing, read again what is shown. With `Last-Event-ID`
   * what was missed comes first, of the last 24 hours and up to 1,000 events. A stream ends when its session does, and
   * when its reader's roles change.
   */
  @Get()
  @Allow('ticket.list')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last message that was received.' })
  @ApiOkResponse({
    description: 'Server-sent events; the stream stays open.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @Refuses(429, 503)
  watch(
    @Acting() actor: Actor,
    @CurrentSession() { tokenHash }: Session,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): StreamableFile | undefined {
    reply.header('cache-control', 'no-store');
    // proxies that collect answers before they pass them on
    reply.header('x-accel-buffering', 'no');
    // nothing follows on this connection: a stop need not wait until it has been idle for long enough
    reply.header('connection', 'close');
    if (request.method === 'HEAD') {
      reply.header('content-type', 'text/event-stream');
      return undefined;
    }
    return new StreamableFile(this.live.watch({ actor, tokenHash }, lastEventId), { type: 'text/event-stream' });
  }
}
