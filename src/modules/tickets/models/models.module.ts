import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { ApprovalsModule } from '../approvals/approvals.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { TicketsModule } from '../tickets.module.js';
import { FormDesk } from './form-desk.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { ModelsStore } from './models.store.js';

/** Request models: forms with typed, versioned fields, an approver, tasks and a target of their own. */
@Module({
  imports: [TicketsModule, ApprovalsModule, TasksModule, CatalogueModule],
  controllers: [ModelsController],
  providers: [FormDesk, ModelsService, ModelsStore],
})
export class ModelsModule {}
