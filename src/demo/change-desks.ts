import type { INestApplicationContext } from '@nestjs/common';
import {
  AcknowledgingService,
  BoardsService,
  ModelMovesService,
  ChangeModelsService,
  ChangesService,
  DecisionsService,
  FreezesService,
  PreparingService,
  QuestionnairesService,
  ReleasesService,
  RoundsService,
  RunningService,
  SchedulingService,
  StartingService,
  SeatsService,
  VotingService,
} from '../modules/changes/index.js';

/** The services of the application that the stories of changes are played through. */
export interface ChangeDesks {
  changes: ChangesService;
  preparing: PreparingService;
  decisions: DecisionsService;
  acknowledging: AcknowledgingService;
  running: RunningService;
  scheduling: SchedulingService;
  starting: StartingService;
  rounds: RoundsService;
  voting: VotingService;
  releases: ReleasesService;
  freezes: FreezesService;
  boards: BoardsService;
  seats: SeatsService;
  models: ChangeModelsService;
  modelMoves: ModelMovesService;
  questionnaires: QuestionnairesService;
}

export function changeDesksOf(app: INestApplicationContext): ChangeDesks {
  return {
    changes: app.get(ChangesService),
    preparing: app.get(PreparingService),
    decisions: app.get(DecisionsService),
    acknowledging: app.get(AcknowledgingService),
    running: app.get(RunningService),
    scheduling: app.get(SchedulingService),
    starting: app.get(StartingService),
    rounds: app.get(RoundsService),
    voting: app.get(VotingService),
    releases: app.get(ReleasesService),
    freezes: app.get(FreezesService),
    boards: app.get(BoardsService),
    seats: app.get(SeatsService),
    models: app.get(ChangeModelsService),
    modelMoves: app.get(ModelMovesService),
    questionnaires: app.get(QuestionnairesService),
  };
}
