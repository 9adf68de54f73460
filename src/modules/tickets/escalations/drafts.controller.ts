import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, IfMatch, ReferencePipe, Refuses } from '../../../http/index.js';
import { SavedDraftDto } from '../dto/escalation-moves.dto.js';
import { toSavedDraftDto } from '../dto/to-dto.js';
import { DraftsService } from './drafts.service.js';

@ApiTags('escalations')
@Controller('tickets/:reference/escalation-draft')
@Allow('ticket.draft_escalation')
@Refuses(403, 404)
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  /** What was prepared, by whom and since when; 404 where nothing is. */
  @Get()
  @ApiOkResponse({ type: SavedDraftDto })
  async read(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<SavedDraftDto> {
    return toSavedDraftDto(await this.drafts.prepared(actor, reference));
  }

  /** Takes it away; the record keeps whose it was. */
  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  withdraw(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    return this.drafts.withdraw({ actor, reference, ifMatch });
  }
}
