import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { TicketsModule } from '../tickets.module.js';
import { ConsequencesConsumer } from './consequences.consumer.js';
import { ConsequencesStore } from './consequences.store.js';
import { Consequences } from './consequences.js';
import { LinksService } from './links.service.js';
import { MergingService } from './merging.service.js';
import { Pairing } from './pairing.js';
import { RelationsController } from './relations.controller.js';
import { SplittingService } from './splitting.service.js';

/** Links, merging, splitting, and what follows from one ticket on others. */
@Module({
  imports: [EventsModule, TicketsModule],
  controllers: [RelationsController],
  providers: [
    Consequences,
    ConsequencesConsumer,
    ConsequencesStore,
    LinksService,
    MergingService,
    Pairing,
    SplittingService,
  ],
  exports: [Consequences, ConsequencesStore],
})
export class RelationsModule {}
