import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { AcknowledgingService } from './acknowledging.service.js';
import { AcksStore } from './acks.store.js';
import { AffectedStore } from './affected.store.js';
import { Assessing } from './assessing.js';
import { AffectedController } from './affected/affected.controller.js';
import { AffectedService } from './affected/affected.service.js';
import { AnsweringController } from './affected/answering.controller.js';
import { ChangeDesk } from './change-desk.js';
import { ChangeHooks } from './change-hooks.js';
import { ChangeFacts } from './change-facts.js';
import { ChangeMovesController } from './change-moves.controller.js';
import { ChangeNotesService } from './change-notes.service.js';
import { ChangeRecord } from './change-record.js';
import { ChangeStores } from './change-stores.js';
import { ChangeWritingStore } from './change-writing.store.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';
import { ChangesStore } from './changes.store.js';
import { Deciding } from './deciding.js';
import { DecisionsService } from './decisions.service.js';
import { Drafting } from './drafting.js';
import { Judging } from './judging.js';
import { LateRounds } from './late-rounds.js';
import { LateStore } from './late.store.js';
import { CircumstancesStore } from './circumstances.store.js';
import { ChangeLinksController } from './links/change-links.controller.js';
import { ChangeLinksService } from './links/change-links.service.js';
import { ChangeLinksStore } from './links/links.store.js';
import { Notice } from './notice.js';
import { ChangeNotesStore } from './notes.store.js';
import { ObjectionsService } from './objections.service.js';
import { Obstructions } from './obstructions.js';
import { OpinionsStore } from './opinions.store.js';
import { PreparingService } from './preparing.service.js';
import { Rejudging } from './rejudging.js';
import { RunningService } from './running.service.js';
import { SchedulingService } from './scheduling.service.js';
import { SimilarStore } from './similar.store.js';
import { StartingService } from './starting.service.js';
import { StandingModule } from './standing/standing.module.js';
import { ChangeConflictsController } from './conflicts/change-conflicts.controller.js';
import { ConflictsModule } from './conflicts/conflicts.module.js';
import { ConflictsService } from './conflicts/conflicts.service.js';
import { LabelsStore } from './conflicts/labels.store.js';
import { WindowsService } from './conflicts/windows.service.js';
import { ChangeTasksController } from './tasks/change-tasks.controller.js';
import { ChangeTasksService } from './tasks/change-tasks.service.js';
import { ChangeTasksStore } from './tasks/tasks.store.js';

/** Changes: prepared, classed, decided, made and reviewed. */
@Module({
  imports: [CatalogueModule, ConflictsModule, EventsModule, StandingModule],
  controllers: [
    ChangesController,
    ChangeMovesController,
    ChangeTasksController,
    ChangeLinksController,
    ChangeConflictsController,
    AffectedController,
    AnsweringController,
  ],
  providers: [
    AcknowledgingService,
    AcksStore,
    AffectedService,
    AffectedStore,
    Assessing,
    ChangeDesk,
    ChangeFacts,
    ChangeLinksService,
    ChangeLinksStore,
    ChangeHooks,
    ChangeNotesService,
    ChangeNotesStore,
    ChangeRecord,
    ChangesService,
    ChangesStore,
    ChangeStores,
    ChangeTasksService,
    ChangeTasksStore,
    ChangeWritingStore,
    ConflictsService,
    CircumstancesStore,
    Deciding,
    DecisionsService,
    Drafting,
    Judging,
    LateRounds,
    LateStore,
    LabelsStore,
    Notice,
    ObjectionsService,
    Obstructions,
    OpinionsStore,
    PreparingService,
    Rejudging,
    RunningService,
    SchedulingService,
    SimilarStore,
    StartingService,
    WindowsService,
  ],
  exports: [
    AffectedStore,
    ChangeDesk,
    ChangeHooks,
    ChangesStore,
    ChangeStores,
    Deciding,
    ObjectionsService,
    Obstructions,
    Rejudging,
  ],
})
export class ChangesModule {}
