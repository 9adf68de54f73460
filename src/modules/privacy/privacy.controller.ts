import { Controller, Get, Param, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, Refuses, UuidPipe, type Request } from '../../http/index.js';
import { CurrentSession, type Session } from '../identity/index.js';
import { PersonExportService } from './person-export.service.js';

@ApiTags('privacy')
@Controller('people')
export class PrivacyController {
  constructor(private readonly exports: PersonExportService) {}

  /**
   * What the institution holds of one of its people: JSON lines, each a row with its table, of which the last one is
   * `{"count": n}`. For this person, and for admins of the institution. Other people are not named in it. An answer that
   * breaks off is not whole.
   */
  @Get(':id/export')
  @Allow('person.export')
  @ApiOkResponse({
    description: 'One line for each row.',
    content: { 'application/jsonl': { schema: { type: 'string' } } },
  })
  @Refuses(403, 429)
  async export(
    @Acting() actor: Actor,
    @CurrentSession() { tokenHash }: Session,
    @Param('id', UuidPipe) id: string,
    @Req() request: Request,
  ): Promise<StreamableFile | undefined> {
    const stream = await this.exports.open({ actor, tokenHash }, id);
    if (request.method === 'HEAD') {
      stream.destroy();
      return undefined;
    }
    return new StreamableFile(stream, {
      type: 'application/jsonl; charset=utf-8',
      disposition: 'attachment; filename="person.jsonl"',
    });
  }
}
