import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { ProblemsModule } from '../../tickets/index.js';
import { ImprovementMovesController } from './improvement-moves.controller.js';
import { ImprovementMovesService } from './improvement-moves.service.js';
import { ImprovementRecord } from './improvement-record.js';
import { ImprovementRounds } from './improvement-rounds.js';
import { ImprovementWritingStore } from './improvement-writing.store.js';
import { ImprovementsController } from './improvements.controller.js';
import { ImprovementsService } from './improvements.service.js';
import { ImprovementsStore } from './improvements.store.js';

/** What was promised about the causes of problems, and whether it held. */
@Module({
  imports: [EventsModule, ProblemsModule],
  controllers: [ImprovementsController, ImprovementMovesController],
  providers: [
    ImprovementMovesService,
    ImprovementRecord,
    ImprovementRounds,
    ImprovementsService,
    ImprovementsStore,
    ImprovementWritingStore,
  ],
  exports: [ImprovementRounds, ImprovementsService, ImprovementsStore],
})
export class ImprovementsModule {}
