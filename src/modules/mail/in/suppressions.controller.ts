import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  decodeCursor,
  formatInstant,
  PageQueryDto,
  placeInTime,
  Refuses,
  toPage,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import { notFound } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { SuppressionDto } from './dto/mail-in.dto.js';
import * as store from './suppressions.store.js';

@ApiTags('mail in')
@Controller('mail/suppressions')
@Allow('mail.suppressions')
export class SuppressionsController {
  constructor(private readonly work: UnitOfWork) {}

  /** Addresses to which nothing more is sent, since a mail to them came back for good. Oldest first. */
  @Get()
  @ApiPage(SuppressionDto)
  @Refuses(403)
  list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<SuppressionDto>> {
    const after = decodeCursor(cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await store.suppressions(tx, limit + 1, after),
        limit,
        (row) => ({ at: row.since.toISOString(), id: row.id }),
        (row) => ({ ...row, since: formatInstant(row.since) }),
      ),
    );
  }

  /** Sends there again, from the next mail on. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403, 404)
  async lift(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    await this.work.run(actor, async (tx) => {
      if (!(await store.lift(tx, id))) throw notFound();
      // whoever may not is told after it is known to be there; nothing is lifted then
      requirePermission(actor, 'mail.suppressions');
    });
  }
}
