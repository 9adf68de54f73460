import { invalid } from '../../kernel/index.js';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  type Page,
} from '../../http/index.js';
import { MessageDto, PostedMessageDto, PostMessageDto } from './dto/thread.dto.js';
import { toMessageDto, toPostedMessageDto } from './dto/to-dto.js';
import { MessagesService } from './messages.service.js';

@ApiTags('thread')
@Controller('tickets/:reference/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  /** The thread as the caller may read it, oldest first. */
  @Get()
  @Allow('ticket.read')
  @ApiPage(MessageDto)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<MessageDto>> {
    const page = await this.messages.list(actor, reference, limit, cursor);
    return {
      items: page.items.map((message) => toMessageDto(message, actor.institution.id)),
      nextCursor: page.nextCursor,
    };
  }

  /** Writes to an audience. A requester's answer within 30 days of the closing opens a follow-up: `ticket` says which. */
  @Post()
  @Idempotent()
  @Allow('message.post')
  @ApiCreatedResponse({ type: PostedMessageDto })
  @Refuses(403, 404, 409, 422)
  async post(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: PostMessageDto,
  ): Promise<PostedMessageDto> {
    if (body.calledAt !== undefined && body.channel === undefined)
      throw invalid('channel', 'required', 'Say how the call or visit was held.');
    const call = body.channel && { channel: body.channel, calledAt: body.calledAt ? new Date(body.calledAt) : null };
    const { mentions, discardDraft } = body;
    const message = await this.messages.post({ actor, reference, ifMatch }, body.body, body.audience, {
      mentions,
      discardDraft,
      call,
    });
    return toPostedMessageDto(message, actor.institution.id);
  }
}
