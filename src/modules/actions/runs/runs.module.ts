import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { TicketsModule } from '../../tickets/index.js';
import { ActionsModule } from '../actions.module.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceService } from './evidence.service.js';
import { RunChangesService } from './run-changes.service.js';
import { RunDesk } from './run-desk.js';
import { RunHooks } from './run-hooks.js';
import { RunMovesController } from './run-moves.controller.js';
import { RunMovesService } from './run-moves.service.js';
import { RunRecord } from './run-record.js';
import { RunsController } from './runs.controller.js';
import { RunsLive } from './runs-live.js';
import { RunsService } from './runs.service.js';
import { StepsController } from './steps.controller.js';
import { StepsService } from './steps.service.js';
import { EvidenceStore } from './stores/evidence.store.js';
import { RunsStore } from './stores/runs.store.js';
import { RunWritingStore } from './stores/run-writing.store.js';
import { SuspendingStore } from './stores/suspending.store.js';
import { SuspendingConsumer } from './suspending.consumer.js';
import { TicketRunsController } from './ticket-runs.controller.js';

/** Runs of actions. Takes files in, and is told of live: `AttachmentsModule` and `LiveModule` are there beside it. */
@Module({
  imports: [ActionsModule, EventsModule, TicketsModule],
  controllers: [RunsController, RunMovesController, StepsController, EvidenceController, TicketRunsController],
  providers: [
    EvidenceService,
    EvidenceStore,
    RunChangesService,
    RunDesk,
    RunHooks,
    RunMovesService,
    RunRecord,
    RunsLive,
    RunsService,
    RunsStore,
    RunWritingStore,
    StepsService,
    SuspendingConsumer,
    SuspendingStore,
  ],
  exports: [RunChangesService, RunHooks, RunsService, RunMovesService, StepsService, RunsStore],
})
export class RunsModule {}
