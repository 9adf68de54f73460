import { Module } from '@nestjs/common';
import { FindingModule, TicketsModule } from '../../tickets/index.js';
import { SuggestionsController } from './suggestions.controller.js';
import { SuggestionsService } from './suggestions.service.js';
import { SuggestionsStore } from './suggestions.store.js';

/** Which actions may help with a ticket or an alert. */
@Module({
  imports: [FindingModule, TicketsModule],
  controllers: [SuggestionsController],
  providers: [SuggestionsService, SuggestionsStore],
  exports: [SuggestionsService],
})
export class SuggestionsModule {}
