import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { RelationsModule } from '../relations/relations.module.js';
import { TicketsModule } from '../tickets.module.js';
import { BoundProblems } from './bound-problems.js';
import { OffersService } from './offers.service.js';
import { OffersStore } from './offers.store.js';
import { ProblemHanging } from './problem-hanging.js';
import { ProblemLinksStore } from './problem-links.store.js';
import { ProblemMovesController } from './problem-moves.controller.js';
import { ProblemMovesService } from './problem-moves.service.js';
import { ProblemRecord } from './problem-record.js';
import { ProblemWritingStore } from './problem-writing.store.js';
import { ProblemsController } from './problems.controller.js';
import { ProblemsService } from './problems.service.js';
import { ProblemsStore } from './problems.store.js';
import { Shipped } from './shipped.js';
import { TicketProblemsController } from './ticket-problems.controller.js';
import { TicketProblemsService } from './ticket-problems.service.js';

/** Problems, known errors and workarounds; and what is known already while a ticket is opened. */
@Module({
  imports: [EventsModule, RelationsModule, TicketsModule],
  controllers: [ProblemsController, ProblemMovesController, TicketProblemsController],
  providers: [
    BoundProblems,
    OffersService,
    OffersStore,
    ProblemHanging,
    ProblemLinksStore,
    ProblemMovesService,
    ProblemRecord,
    ProblemsService,
    ProblemsStore,
    ProblemWritingStore,
    Shipped,
    TicketProblemsService,
  ],
  exports: [OffersService, ProblemsStore],
})
export class ProblemsModule {}
