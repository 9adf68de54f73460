import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { TicketsModule } from '../tickets.module.js';
import { DecisionRounds } from './decision-rounds.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { ExternalController } from './external.controller.js';
import { ExternalService } from './external.service.js';
import { HierarchyController } from './hierarchy.controller.js';
import { HierarchyService } from './hierarchy.service.js';
import { EscalationReadingController } from './reading.controller.js';
import { EscalationReading } from './reading.service.js';
import { ReadyTextsController } from './ready-texts.controller.js';
import { ReadyTextsService } from './ready-texts.service.js';
import { HierarchyStore } from './stores/hierarchy.store.js';
import { KeptTextsStore } from './stores/kept-texts.store.js';

/** What surrounds an escalation: drafts, whom it could go to, those outside, managers, ready texts, disputes told. */
@Module({
  imports: [EventsModule, TicketsModule],
  controllers: [
    DraftsController,
    EscalationReadingController,
    ExternalController,
    HierarchyController,
    ReadyTextsController,
  ],
  providers: [
    DecisionRounds,
    DraftsService,
    EscalationReading,
    ExternalService,
    HierarchyService,
    HierarchyStore,
    KeptTextsStore,
    ReadyTextsService,
  ],
  exports: [DecisionRounds, HierarchyStore],
})
export class EscalationsModule {}
