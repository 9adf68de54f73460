import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { ChangesModule } from '../changes.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { DecidableObjections } from './decidable-objections.js';
import { DecidableVotes } from './decidable-votes.js';
import { RoundClosing } from './round-closing.js';
import { RoundDeadlines } from './round-deadlines.js';
import { RoundMoves } from './round-moves.js';
import { RoundOpening } from './round-opening.js';
import { RoundReadingService } from './round-reading.service.js';
import { RoundViews } from './round-views.js';
import { RoundsController } from './rounds.controller.js';
import { RoundsInMoves } from './rounds-in-moves.js';
import { RoundsService } from './rounds.service.js';
import { RoundsStore } from './rounds.store.js';
import { VotesStore } from './votes.store.js';
import { VotingBoards } from './voting-boards.js';
import { VotingService } from './voting.service.js';

/** Rounds of votes on changes, ratification, and deciding by mail. */
@Module({
  imports: [ChangesModule, StandingModule, IdentityModule],
  controllers: [RoundsController],
  providers: [
    DecidableObjections,
    DecidableVotes,
    RoundClosing,
    RoundDeadlines,
    RoundOpening,
    RoundMoves,
    RoundReadingService,
    RoundsInMoves,
    RoundsService,
    RoundsStore,
    RoundViews,
    VotesStore,
    VotingBoards,
    VotingService,
  ],
  exports: [RoundsStore, VotesStore],
})
export class RoundsModule {}
