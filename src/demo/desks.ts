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
import {
  EscalatingService,
  EscalationMovesService,
  ForwardingService,
  MessagesService,
  OpeningService,
  TicketMovesService,
} from '../modules/tickets/index.js';

/** The services of the application that the stories are played through. */
export interface Desks {
  opening: OpeningService;
  moves: TicketMovesService;
  escalating: EscalatingService;
  escalations: EscalationMovesService;
  forwarding: ForwardingService;
  messages: MessagesService;
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

export function desksOf(app: INestApplicationContext): Desks {
  return {
    opening: app.get(OpeningService),
    moves: app.get(TicketMovesService),
    escalating: app.get(EscalatingService),
    escalations: app.get(EscalationMovesService),
    forwarding: app.get(ForwardingService),
    messages: app.get(MessagesService),
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
