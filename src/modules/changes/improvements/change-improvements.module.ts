import { Module } from '@nestjs/common';
import { ImprovementsModule } from '../../actions/index.js';
import { ChangesModule } from '../changes.module.js';
import { ChangeImprovementsController } from './change-improvements.controller.js';
import { ChangeImprovementsService } from './change-improvements.service.js';

/** What the review of a change asks for, among what is promised about causes. */
@Module({
  imports: [ChangesModule, ImprovementsModule],
  controllers: [ChangeImprovementsController],
  providers: [ChangeImprovementsService],
})
export class ChangeImprovementsModule {}
