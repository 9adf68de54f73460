import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { ActionDesk } from './action-desk.js';
import { ActionMovesController } from './action-moves.controller.js';
import { ActionReadingService } from './action-reading.service.js';
import { ActionRecord } from './action-record.js';
import { ActionStandingService } from './action-standing.service.js';
import { ActionVersionsController } from './action-versions.controller.js';
import { ActionsController } from './actions.controller.js';
import { ActionsService } from './actions.service.js';
import { Naming } from './naming.js';
import { ActionWritingStore } from './stores/action-writing.store.js';
import { ActionsStore } from './stores/actions.store.js';
import { NamedThingsStore } from './stores/named-things.store.js';

/** The catalogue of actions: what they say, who looked at it, what holds. */
@Module({
  imports: [EventsModule],
  controllers: [ActionsController, ActionMovesController, ActionVersionsController],
  providers: [
    ActionDesk,
    ActionReadingService,
    ActionRecord,
    ActionsService,
    ActionsStore,
    ActionStandingService,
    ActionWritingStore,
    NamedThingsStore,
    Naming,
  ],
  exports: [ActionDesk, ActionRecord, ActionsService, ActionsStore, ActionWritingStore, Naming],
})
export class ActionsModule {}
