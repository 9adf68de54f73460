import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  fileReply,
  formatInstant,
  formParts,
  IfMatch,
  NotIdempotent,
  InputPipe,
  invalidInput,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  TakesFiles,
  UuidPipe,
  type Page,
  type Reply,
  type Request,
} from '../../../http/index.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import { DownloadsService } from './downloads.service.js';
import { ListedAttachmentDto, UploadedDto, UploadFieldsDto } from './dto/attachment.dto.js';
import { UploadsService, type Destination } from './uploads.service.js';

const form = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'One file or several.' },
    audience: { type: 'string', enum: ['requester', 'shared', 'internal'] },
    caption: { type: 'string', maxLength: 20_000 },
    messageId: { type: 'string', format: 'uuid' },
  },
};
const binary = { schema: { type: 'string' as const, format: 'binary' } };

/** Files on a ticket: each belongs to a message, and is read by whoever reads that. */
@ApiTags('thread')
@Controller('tickets/:reference/attachments')
export class AttachmentsController {
  private readonly input = new InputPipe();

  constructor(
    private readonly uploads: UploadsService,
    private readonly downloads: DownloadsService,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  /** Puts files into the thread: with a message of their own, or with one that the caller has just written. */
  @Post()
  @NotIdempotent()
  @Allow('message.post')
  @TakesFiles()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: form })
  @ApiCreatedResponse({ type: UploadedDto })
  @Refuses(400, 403, 404, 409, 413, 415, 422, 503)
  async add(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Req() request: Request,
  ): Promise<UploadedDto> {
    const fields: Record<string, string> = {};
    const files = formParts(request, fields, this.settings.filesPerMessage);
    const message = await this.uploads.add({ actor, reference, ifMatch }, files, () => this.destinationOf(fields));
    // of a message that had files before, those of this form are the last ones
    const [first] = message.files.slice(-1);
    if (!first) throw new Error('a file that was just added is gone');
    return { ...first, messageId: message.id, files: message.files };
  }

  /** The files that the caller may read, oldest first. */
  @Get()
  @Allow('ticket.read')
  @ApiPage(ListedAttachmentDto)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ListedAttachmentDto>> {
    const page = await this.downloads.list(actor, reference, limit, cursor);
    const items = page.items.map(({ sha256, addedAt, ...file }) => ({
      ...file,
      sha256: sha256.toString('hex'),
      addedAt: formatInstant(addedAt),
    }));
    return { items, nextCursor: page.nextCursor };
  }

  /** The bytes, or the range of them that is asked for. Shown in a page only where nothing in them can act. */
  @Get(':attachmentId')
  @Allow('ticket.read')
  @ApiHeader({ name: 'Range', required: false, schema: { type: 'string', example: 'bytes=0-1023' } })
  @ApiProduces('application/octet-stream', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain')
  @ApiResponse({ status: 200, description: 'The file', ...binary })
  @ApiResponse({ status: 206, description: 'A part of it', ...binary })
  @ApiResponse({ status: 304, description: 'As it was' })
  @Refuses(404, 409, 416, 503)
  async download(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('attachmentId', UuidPipe) id: string,
    @Req() request: Request,
    @Res() reply: Reply,
  ): Promise<void> {
    await fileReply(request, reply, await this.downloads.open(actor, reference, id));
  }

  private async destinationOf(fields: Record<string, string>): Promise<Destination> {
    const metadata = { type: 'body' as const, metatype: UploadFieldsDto };
    const { audience, caption, messageId } = (await this.input.transform(fields, metadata)) as UploadFieldsDto;
    if (messageId !== undefined) {
      if (audience === undefined && caption === undefined) return { messageId: messageId.toLowerCase() };
      const message = 'A message that is there has its audience and its text.';
      throw invalidInput([{ pointer: '/messageId', code: 'not_both', message }]);
    }
    if (audience === undefined) throw new Error('neither a message nor an audience');
    return { audience, caption };
  }
}
