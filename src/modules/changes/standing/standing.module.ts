import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { BoardRecord } from './boards/board-record.js';
import { BoardsController } from './boards/boards.controller.js';
import { BoardsService } from './boards/boards.service.js';
import { BoardsStore } from './boards/boards.store.js';
import { SeatsService } from './boards/seats.service.js';
import { StandingBoards } from './boards/standing-boards.js';
import { DependenciesController } from './dependencies/dependencies.controller.js';
import { DependenciesService } from './dependencies/dependencies.service.js';
import { DependenciesStore } from './dependencies/dependencies.store.js';
import { ModelFailures } from './models/model-failures.js';
import { ModelMovesService } from './models/model-moves.service.js';
import { ModelRecord } from './models/model-record.js';
import { ModelWritingStore } from './models/model-writing.store.js';
import { ChangeModelsController } from './models/models.controller.js';
import { ChangeModelsService } from './models/models.service.js';
import { ChangeModelsStore } from './models/models.store.js';
import { QuestionnairesController } from './questionnaires/questionnaires.controller.js';
import { QuestionnairesService } from './questionnaires/questionnaires.service.js';
import { QuestionnairesStore } from './questionnaires/questionnaires.store.js';
import { StandingQuestionnaires } from './questionnaires/standing-questionnaires.js';
import { RunServices } from './run-services.js';
import { ServiceRecord } from './service-record.js';

/** What stands before a change is made: boards, models, questionnaires, and which component needs which. */
@Module({
  imports: [EventsModule],
  controllers: [BoardsController, ChangeModelsController, QuestionnairesController, DependenciesController],
  providers: [
    BoardRecord,
    BoardsService,
    BoardsStore,
    ChangeModelsService,
    ChangeModelsStore,
    DependenciesService,
    DependenciesStore,
    ModelFailures,
    ModelMovesService,
    ModelRecord,
    ModelWritingStore,
    QuestionnairesService,
    QuestionnairesStore,
    RunServices,
    SeatsService,
    ServiceRecord,
    StandingBoards,
    StandingQuestionnaires,
  ],
  exports: [ChangeModelsStore, DependenciesStore, ModelFailures, RunServices, StandingBoards, StandingQuestionnaires],
})
export class StandingModule {}
