import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiProduces,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  fileReply,
  formParts,
  InputPipe,
  NotIdempotent,
  Refuses,
  TakesFiles,
  UuidPipe,
  type Reply,
  type Request,
} from '../../../http/index.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from '../../tickets/index.js';
import { AddEvidenceDto, EvidenceFieldsDto } from './dto/run-input.dto.js';
import { AddedEvidenceDto } from './dto/run.dto.js';
import { toEvidenceDto } from './dto/to-run-dto.js';
import { EvidenceService } from './evidence.service.js';
import type { Evidence } from './run.js';

const binary = { schema: { type: 'string' as const, format: 'binary' } };
const form = {
  type: 'object' as const,
  required: ['file'],
  properties: {
    file: { type: 'array' as const, items: { type: 'string' as const, format: 'binary' } },
    n: { type: 'string' as const, description: 'The step that they are about.' },
  },
};

/** What shows what was seen in a run. */
@ApiTags('runs')
@Controller('runs/:id/evidence')
export class EvidenceController {
  private readonly input = new InputPipe();

  constructor(
    private readonly evidence: EvidenceService,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  /** A text as JSON, or files as a form, one or several. */
  @Post()
  @NotIdempotent()
  @Allow('run.work')
  @TakesFiles()
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiExtraModels(AddEvidenceDto)
  @ApiBody({ schema: { oneOf: [{ $ref: getSchemaPath(AddEvidenceDto) }, form] } })
  @ApiCreatedResponse({ type: AddedEvidenceDto })
  @Refuses(400, 403, 404, 409, 413, 415, 422, 503)
  async add(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Req() request: Request,
  ): Promise<AddedEvidenceDto> {
    const added = request.isMultipart()
      ? await this.addFiles(actor, id, request)
      : await this.addText(actor, id, request);
    return { items: added.map(toEvidenceDto) };
  }

  /** The bytes, or the range of them that is asked for. Shown in a page only where nothing in them can act. */
  @Get(':evidenceId')
  @Allow('run.read')
  @ApiHeader({ name: 'Range', required: false, schema: { type: 'string', example: 'bytes=0-1023' } })
  @ApiProduces('application/octet-stream', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain')
  @ApiResponse({ status: 200, description: 'The file, or the text', ...binary })
  @ApiResponse({ status: 206, description: 'A part of it', ...binary })
  @ApiResponse({ status: 304, description: 'As it was' })
  @Refuses(403, 404, 416, 503)
  async open(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('evidenceId', UuidPipe) evidenceId: string,
    @Req() request: Request,
    @Res() reply: Reply,
  ): Promise<void> {
    await fileReply(request, reply, await this.evidence.open(actor, id, evidenceId));
  }

  private async addText(actor: Actor, id: string, { body }: Request): Promise<Evidence[]> {
    const { text, n = null } = (await this.input.transform(body ?? {}, {
      type: 'body',
      metatype: AddEvidenceDto,
    })) as AddEvidenceDto;
    return this.evidence.addText(actor, id, { text, n });
  }

  private addFiles(actor: Actor, id: string, request: Request): Promise<Evidence[]> {
    const fields: Record<string, string> = {};
    const files = formParts(request, fields, this.settings.filesPerMessage);
    return this.evidence.addFiles(actor, id, files, async () => {
      const { n } = (await this.input.transform(fields, {
        type: 'body',
        metatype: EvidenceFieldsDto,
      })) as EvidenceFieldsDto;
      return n === undefined ? null : Number(n);
    });
  }
}
