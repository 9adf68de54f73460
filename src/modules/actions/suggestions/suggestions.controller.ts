import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, ReferencePipe, Refuses, type Page } from '../../../http/index.js';
import { SuggestionDto, SuggestionsQueryDto, toSuggestionDto } from './dto/suggestion.dto.js';
import { SuggestionsService } from './suggestions.service.js';

@ApiTags('actions')
@Controller('tickets/:reference')
export class SuggestionsController {
  constructor(private readonly suggestions: SuggestionsService) {}

  /**
   * Actions that may help with this ticket, of those that the caller sees and may run: the most promising first, drafts of the
   * own institution last. Each says why.
   */
  @Get('suggested-actions')
  @Allow('action.read')
  @ApiPage(SuggestionDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 5 }: SuggestionsQueryDto,
  ): Promise<Page<SuggestionDto>> {
    const items = await this.suggestions.forTicket(actor, reference, limit);
    return { items: items.map(toSuggestionDto), nextCursor: null };
  }
}
