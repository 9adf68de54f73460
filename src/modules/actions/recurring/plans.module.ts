import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { CatalogueModule } from '../../catalogue/index.js';
import { RecurringModule, TicketsModule } from '../../tickets/index.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageService } from './coverage.service.js';
import { PlanDatesController } from './plan-dates.controller.js';
import { PlanDatesService } from './plan-dates.service.js';
import { PlanDesk } from './plan-desk.js';
import { PlanLooksConsumer } from './plan-looks.consumer.js';
import { PlanMovesService } from './plan-moves.service.js';
import { PlanOpening } from './plan-opening.js';
import { PlanRecord } from './plan-record.js';
import { PlanResultsConsumer } from './plan-results.consumer.js';
import { PlanResultsService } from './plan-results.service.js';
import { PlanRounds } from './plan-rounds.js';
import { PlanStanding } from './plan-standing.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { CoverageStore } from './stores/coverage.store.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { PlanDueStore } from './stores/plan-due.store.js';
import { PlannedActionsStore } from './stores/planned-actions.store.js';
import { PlansStore } from './stores/plans.store.js';

/** Controls and preventive actions that come again and again, and what a service has no action for. */
@Module({
  imports: [EventsModule, CatalogueModule, TicketsModule, RecurringModule],
  controllers: [PlansController, PlanDatesController, CoverageController],
  providers: [
    CoverageService,
    CoverageStore,
    PlanDatesService,
    PlanDatesStore,
    PlanDesk,
    PlanDueStore,
    PlanLooksConsumer,
    PlanMovesService,
    PlannedActionsStore,
    PlanOpening,
    PlanRecord,
    PlanResultsConsumer,
    PlanResultsService,
    PlanRounds,
    PlansService,
    PlanStanding,
    PlansStore,
  ],
  exports: [PlanRounds],
})
export class PlansModule {}
