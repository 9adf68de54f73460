import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets.module.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';
import { TasksStore } from './tasks.store.js';
import { TimeSpentService } from './time-spent.service.js';
import { TimeSpentStore } from './time-spent.store.js';

/** What is to be done on a ticket, and how long it took: the inside of a side. */
@Module({
  imports: [TicketsModule],
  controllers: [TasksController],
  providers: [TasksService, TasksStore, TimeSpentService, TimeSpentStore],
  exports: [TasksStore],
})
export class TasksModule {}
