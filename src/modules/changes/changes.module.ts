import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { AcknowledgingService } from './moves/acknowledging.service.js';
import { AcksStore } from './stores/acks.store.js';
import { AffectedStore } from './stores/affected.store.js';
import { Answers } from './moves/answers.js';
import { Assessing } from './judging/assessing.js';
import { AffectedController } from './affected/affected.controller.js';
import { AffectedService } from './affected/affected.service.js';
import { AnsweringController } from './affected/answering.controller.js';
import { ChangeDesk } from './moves/change-desk.js';
import { ChangeHooks } from './moves/change-hooks.js';
import { ChangeFacts } from './judging/change-facts.js';
import { ChangeMovesController } from './moves/change-moves.controller.js';
import { ChangeNotesService } from './moves/change-notes.service.js';
import { ChangeRecord } from './moves/change-record.js';
import { ChangeStores } from './stores/change-stores.js';
import { ChangeWritingStore } from './stores/change-writing.store.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';
import { ChangesStore } from './stores/changes.store.js';
import { Deciding } from './moves/deciding.js';
import { DecisionsService } from './moves/decisions.service.js';
import { Drafting } from './judging/drafting.js';
import { Judging } from './judging/judging.js';
import { LateRounds } from './moves/late-rounds.js';
import { LateStore } from './stores/late.store.js';
import { CircumstancesStore } from './stores/circumstances.store.js';
import { ChangeLinksController } from './links/change-links.controller.js';
import { ChangeLinksService } from './links/change-links.service.js';
import { ChangeLinksStore } from './links/links.store.js';
import { Notice } from './judging/notice.js';
import { ChangeNotesStore } from './stores/notes.store.js';
import { ObjectionsService } from './moves/objections.service.js';
import { Obstructions } from './moves/obstructions.js';
import { OpinionsStore } from './stores/opinions.store.js';
import { PreparingService } from './moves/preparing.service.js';
import { Rejudging } from './judging/rejudging.js';
import { RunningService } from './moves/running.service.js';
import { SchedulingService } from './moves/scheduling.service.js';
import { SimilarStore } from './stores/similar.store.js';
import { StartingService } from './moves/starting.service.js';
import { ChangeTurnsService } from './turns.service.js';
import { StandingModule } from './standing/standing.module.js';
import { ChangeConflictsController } from './conflicts/change-conflicts.controller.js';
import { ConflictsModule } from './conflicts/conflicts.module.js';
import { ConflictsService } from './conflicts/conflicts.service.js';
import { ExemptionWithdrawals } from './conflicts/exemption-withdrawals.service.js';
import { ExemptionWithdrawalsController } from './conflicts/exemption-withdrawals.controller.js';
import { FreezesModule } from './freezes/freezes.module.js';
import { LabelsStore } from './conflicts/labels.store.js';
import { WindowsService } from './conflicts/windows.service.js';
import { ChangeTasksController } from './tasks/change-tasks.controller.js';
import { ChangeTasksService } from './tasks/change-tasks.service.js';
import { ChangeTasksStore } from './tasks/tasks.store.js';

/** Changes: prepared, classed, decided, made and reviewed. */
@Module({
  imports: [CatalogueModule, ConflictsModule, EventsModule, FreezesModule, StandingModule],
  controllers: [
    ChangesController,
    ChangeMovesController,
    ChangeTasksController,
    ChangeLinksController,
    ChangeConflictsController,
    AffectedController,
    AnsweringController,
    ExemptionWithdrawalsController,
  ],
  providers: [
    AcknowledgingService,
    AcksStore,
    AffectedService,
    AffectedStore,
    Answers,
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
    ChangeTurnsService,
    ChangeWritingStore,
    ConflictsService,
    CircumstancesStore,
    Deciding,
    DecisionsService,
    ExemptionWithdrawals,
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
    ChangeLinksStore,
    ChangesService,
    ChangesStore,
    ChangeStores,
    Deciding,
    ObjectionsService,
    Obstructions,
    Rejudging,
  ],
})
export class ChangesModule {}
