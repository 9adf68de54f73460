import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  formatInstant,
  IfMatch,
  ReferencePipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Reply,
} from '../../../http/index.js';
import { MessageDto } from '../dto/thread.dto.js';
import { toMessageDto } from '../dto/to-dto.js';
import {
  DraftDto,
  EditMessageDto,
  MessageVersionsDto,
  SaveDraftDto,
  SharedMessagesDto,
  ShareMessagesDto,
} from './dto/thread-acts.dto.js';
import { MessageDraftsService } from './drafts.service.js';
import { ThreadService } from './thread.service.js';
import type { Draft } from './thread.store.js';

/** What is done with messages besides posting and reading them. */
@ApiTags('thread')
@Controller('tickets/:reference')
export class ThreadController {
  constructor(
    private readonly thread: ThreadService,
    private readonly drafts: MessageDraftsService,
  ) {}

  /** Changes one's own message, for ten minutes. `If-Match` is the version of the message; the earlier texts are kept. */
  @Patch('messages/:messageId')
  @Allow('message.post')
  @ApiOkResponse({ type: MessageDto })
  @Refuses(403, 404, 409)
  async edit(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('messageId', UuidPipe) messageId: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { body }: EditMessageDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<MessageDto> {
    const message = await this.thread.edit({ actor, reference, ifMatch }, messageId, body);
    setEtag(reply, message.version);
    return toMessageDto(message, actor.institution.id);
  }

  /** What a message has said, oldest first. */
  @Get('messages/:messageId/versions')
  @Allow('ticket.read')
  @ApiOkResponse({ type: MessageVersionsDto })
  async versions(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('messageId', UuidPipe) messageId: string,
  ): Promise<MessageVersionsDto> {
    const versions = await this.thread.versions(actor, reference, messageId);
    const items = versions.map(({ writtenAt, ...version }) => ({ ...version, writtenAt: formatInstant(writtenAt) }));
    return { items, nextCursor: null };
  }

  /** Lets texts cross to the holder of the open escalation that were not ticked before. */
  @Post('messages/share')
  @HttpCode(200)
  @Allow('message.share')
  @ApiOkResponse({ type: SharedMessagesDto })
  @Refuses(403, 404, 409, 422)
  async share(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { messages }: ShareMessagesDto,
  ): Promise<SharedMessagesDto> {
    return { messages: await this.thread.share({ actor, reference, ifMatch }, messages) };
  }

  /** What one is writing on this ticket; nobody else sees it. */
  @Get('draft')
  @Allow('ticket.read')
  @ApiOkResponse({ type: DraftDto })
  async draft(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<DraftDto> {
    return told(await this.drafts.read(actor, reference), reply);
  }

  /** Keeps what one is writing. `If-Match` is the version of the draft, `"0"` for the first. */
  @Put('draft')
  @Allow('message.post')
  @ApiOkResponse({ type: DraftDto })
  @Refuses(403, 404)
  async save(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { body, audience }: SaveDraftDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<DraftDto> {
    return told(await this.drafts.save({ actor, reference, ifMatch }, body, audience), reply);
  }

  /** Forgets it. */
  @Delete('draft')
  @HttpCode(204)
  @Allow('message.post')
  @ApiNoContentResponse({ description: 'There is none now' })
  @Refuses(403, 404)
  async discard(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<void> {
    await this.drafts.discard(actor, reference);
  }
}

function told({ savedAt, ...draft }: Draft, reply: Reply): DraftDto {
  setEtag(reply, draft.version);
  return { ...draft, savedAt: savedAt && formatInstant(savedAt) };
}
