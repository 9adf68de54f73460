import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { CatalogueModule } from '../../catalogue/index.js';
import { TicketsModule } from '../tickets.module.js';
import { SiteCalendar } from './calendar.js';
import { OwnOpening } from './own-opening.js';
import { RecurringController } from './recurring.controller.js';
import { RecurringDatesService } from './recurring-dates.service.js';
import { RecurringDesk } from './recurring-desk.js';
import { RecurringMovesService } from './recurring-moves.service.js';
import { RecurringOpening } from './recurring-opening.js';
import { RecurringRecord } from './recurring-record.js';
import { RecurringRounds } from './recurring-rounds.js';
import { RecurringService } from './recurring.service.js';
import { RecurringStore } from './recurring.store.js';

/** Tickets that open by themselves, again and again. */
@Module({
  imports: [EventsModule, CatalogueModule, TicketsModule],
  controllers: [RecurringController],
  providers: [
    OwnOpening,
    RecurringDatesService,
    RecurringDesk,
    RecurringMovesService,
    RecurringOpening,
    RecurringRecord,
    RecurringRounds,
    RecurringService,
    RecurringStore,
    SiteCalendar,
  ],
  exports: [OwnOpening, RecurringRounds, SiteCalendar],
})
export class RecurringModule {}
