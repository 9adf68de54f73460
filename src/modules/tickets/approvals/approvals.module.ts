import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { TicketsModule } from '../tickets.module.js';
import { ApprovalsController } from './approvals.controller.js';
import { ApprovalsService } from './approvals.service.js';
import { ApprovalsStore } from './approvals.store.js';
import { DecidableApprovals } from './decidable-approvals.js';
import { DecidingService } from './deciding.service.js';

/** Requests that somebody decides on before anybody works on them. */
@Module({
  imports: [TicketsModule, TasksModule, IdentityModule],
  controllers: [ApprovalsController],
  providers: [ApprovalsService, ApprovalsStore, DecidableApprovals, DecidingService],
  exports: [ApprovalsService],
})
export class ApprovalsModule {}
