import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { TicketsModule } from '../tickets.module.js';
import { AttachingController } from './attaching.controller.js';
import { AttachingService } from './attaching.service.js';
import { BoundTickets } from './bound-tickets.js';
import { MajorsController } from './majors.controller.js';
import { MajorsService } from './majors.service.js';
import { MajorsStore } from './majors.store.js';

/** Major incidents: what many institutions suffer from at once, without learning of each other. */
@Module({
  imports: [EventsModule, TicketsModule],
  controllers: [MajorsController, AttachingController],
  providers: [AttachingService, BoundTickets, MajorsService, MajorsStore],
})
export class MajorModule {}
