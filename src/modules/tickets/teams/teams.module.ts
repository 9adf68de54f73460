import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { TicketsModule } from '../tickets.module.js';
import { HandOver } from './hand-over.service.js';
import { PresenceController } from './presence.controller.js';
import { PresenceService } from './presence.service.js';
import { RoutingConsumer } from './routing.consumer.js';
import { TeamsController } from './teams.controller.js';
import { TeamsService } from './teams.service.js';
import { TeamsStore } from './teams.store.js';

/** Teams and their queues, who is there, who acts for whom, and handing over. */
@Module({
  imports: [EventsModule, TicketsModule],
  controllers: [TeamsController, PresenceController],
  providers: [HandOver, PresenceService, RoutingConsumer, TeamsService, TeamsStore],
  exports: [HandOver, PresenceService, TeamsService],
})
export class TeamsModule {}
