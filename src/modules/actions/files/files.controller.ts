import { Controller, Get, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  ActionReferencePipe,
  Allow,
  formParts,
  invalidInput,
  NotIdempotent,
  Refuses,
  TakesFiles,
  type Request,
} from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import { ExportActionsQueryDto, ImportActionsQueryDto, ImportedActionsDto } from './dto/action-file.dto.js';
import { ActionExportsService } from './exports.service.js';
import { ActionImportsService, MOST_FILES, type ImportedFile } from './imports.service.js';
import { Spool } from './spool.js';

const form = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'One file or several, *.md.' },
  },
};

/** Actions as Markdown with front matter, so that a team keeps them in git: docs/actions-as-files.md. */
@ApiTags('actions')
@Controller('actions')
export class ActionFilesController {
  constructor(
    private readonly imports: ActionImportsService,
    private readonly exports: ActionExportsService,
  ) {}

  /**
   * Takes in files, one action each: at most 1,000, of 1 MB each and 20 MB in all. What is new becomes a draft, what is there
   * is edited; nothing is published. A file that cannot be used is refused with its lines, and the others are taken.
   */
  @Post('import')
  @HttpCode(200)
  @NotIdempotent()
  @Allow('action.write')
  @TakesFiles()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: form })
  @ApiOkResponse({ type: ImportedActionsDto })
  @Refuses(400, 403, 413, 415)
  async import(
    @Acting() actor: Actor,
    @Query() { dryRun = false, service, kind }: ImportActionsQueryDto,
    @Req() request: Request,
  ): Promise<ImportedActionsDto> {
    const spool = await Spool.open();
    try {
      const fields: Record<string, string> = {};
      for await (const { name, content } of formParts(request, fields, MOST_FILES)) await spool.add(name, content);
      refuseFields(fields);
      if (spool.count === 0) throw noFile();
      return reportOf(dryRun, await this.imports.import(actor, { isDryRun: dryRun, service, kind }, spool.files()));
    } finally {
      await spool.close();
    }
  }

  /** All of the own institution that are not retired, as an archive (tar) of their files. One without its end is not whole. */
  @Get('export')
  @Allow('action.read')
  @ApiOkResponse({ content: { 'application/x-tar': { schema: { type: 'string', format: 'binary' } } } })
  @Refuses(400)
  export(
    @Acting() actor: Actor,
    @Query() { drafts = false }: ExportActionsQueryDto,
    @Req() request: Request,
  ): StreamableFile | undefined {
    // whoever asks for the headers alone gets nothing read
    if (request.method === 'HEAD') return undefined;
    const disposition = `attachment; filename="actions-${actor.institution.code.toLowerCase()}.tar"`;
    return new StreamableFile(this.exports.archive(actor, drafts), { type: 'application/x-tar', disposition });
  }

  /** As the file that the import takes. */
  @Get(':action/file')
  @Allow('action.read')
  @ApiOkResponse({ content: { 'text/markdown': { schema: { type: 'string' } } } })
  @Refuses(400, 404)
  async file(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Query() { drafts = false }: ExportActionsQueryDto,
  ): Promise<StreamableFile> {
    const { name, text } = await this.exports.one(actor, reference, drafts);
    const content = Buffer.from(text);
    const disposition = `attachment; filename="${name}"`;
    return new StreamableFile(content, { type: 'text/markdown; charset=utf-8', disposition, length: content.length });
  }
}

function refuseFields(fields: Record<string, string>): void {
  const [name] = Object.keys(fields);
  if (name === undefined) return;
  throw invalidInput([{ pointer: `/${name}`, code: 'unknown_field', message: 'A form of files has no fields.' }]);
}

function reportOf(dryRun: boolean, items: ImportedFile[]): ImportedActionsDto {
  const count = (outcome: ImportedFile['outcome']) => items.filter((item) => item.outcome === outcome).length;
  return {
    dryRun,
    created: count('created'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    items,
  };
}

const noFile = () => new DomainError({ kind: 'malformed', code: 'no_file', detail: 'There is no file in the form.' });
