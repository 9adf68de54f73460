import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { TicketsModule } from '../tickets/index.js';
import { TimersModule } from '../timers/index.js';
import { ActionFiguresStore } from './actions/action-figures.store.js';
import { ActionReportController } from './actions/action-report.controller.js';
import { ActionReportService } from './actions/action-report.service.js';
import { ChangeFiguresStore } from './changes/change-figures.store.js';
import { ChangeReportController } from './changes/change-report.controller.js';
import { ChangeReportService } from './changes/change-report.service.js';
import { ContestsService } from './contests.service.js';
import { ExportService } from './export.service.js';
import { FigureTicketsService } from './figure-tickets.service.js';
import { HandledInTimeService } from './handled-in-time.service.js';
import { MonthRounds } from './month-rounds.js';
import { PublishingService } from './publishing.service.js';
import { ReportsController } from './reports.controller.js';
import { ContestsStore } from './stores/contests.store.js';
import { ExportStore } from './stores/export.store.js';
import { FiguresStore } from './stores/figures.store.js';
import { MonthsStore } from './stores/months.store.js';
import { UnitListStore } from './stores/unit-list.store.js';
import { VerdictRecord } from './verdict-record.js';
import { VerdictsController } from './verdicts.controller.js';

/** Figures made of what the record says: how much was handled in time, month by month, and how a verdict is contested. */
@Module({
  imports: [EventsModule, CatalogueModule, TicketsModule, TimersModule],
  controllers: [ReportsController, ActionReportController, ChangeReportController, VerdictsController],
  providers: [
    ActionFiguresStore,
    ActionReportService,
    ChangeFiguresStore,
    ChangeReportService,
    ContestsService,
    ContestsStore,
    ExportService,
    ExportStore,
    FigureTicketsService,
    FiguresStore,
    HandledInTimeService,
    MonthRounds,
    MonthsStore,
    PublishingService,
    UnitListStore,
    VerdictRecord,
  ],
  exports: [MonthRounds],
})
export class ReportsModule {}
