import { Module } from '@nestjs/common';
import { FindingModule } from '../finding/finding.module.js';
import { TicketsModule } from '../tickets.module.js';
import { ViewsController } from './views.controller.js';
import { ViewsService } from './views.service.js';
import { ViewsStore } from './views.store.js';

/** Saved views: questions to the list of tickets under a name. */
@Module({
  imports: [FindingModule, TicketsModule],
  controllers: [ViewsController],
  providers: [ViewsService, ViewsStore],
})
export class ViewsModule {}
