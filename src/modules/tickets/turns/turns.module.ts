import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets.module.js';
import { ReadingMarks } from './reading-marks.service.js';
import { TurnsController } from './turns.controller.js';
import { TurnsService } from './turns.service.js';
import { TurnsStore } from './turns.store.js';

/** What each person has to act on now. */
@Module({
  imports: [TicketsModule],
  controllers: [TurnsController],
  providers: [ReadingMarks, TurnsService, TurnsStore],
  exports: [ReadingMarks, TurnsService],
})
export class TurnsModule {}
