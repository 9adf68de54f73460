import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { CodeRounds } from './code-rounds.js';
import { DecidingController } from './deciding.controller.js';
import { DecisionDesk } from './decision-desk.js';
import { Identifying } from './identifying.js';
import { DecisionLinks } from './links.js';

/** Decisions that are given from a mail. What may be decided so registers itself with `Decidables`. */
@Module({
  imports: [IdentityModule],
  controllers: [DecidingController],
  providers: [CodeRounds, DecisionDesk, DecisionLinks, Identifying],
  exports: [DecisionLinks],
})
export class DecidingModule {}
