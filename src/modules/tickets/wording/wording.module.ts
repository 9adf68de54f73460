import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { TicketsModule } from '../tickets.module.js';
import { AnswersController } from './answers.controller.js';
import { TemplatesController } from './templates.controller.js';
import { WordingService } from './wording.service.js';
import { WordingStore } from './wording.store.js';

/** What people write again and again: templates of openings, and canned answers. */
@Module({
  imports: [TicketsModule, CatalogueModule],
  controllers: [TemplatesController, AnswersController],
  providers: [WordingService, WordingStore],
})
export class WordingModule {}
