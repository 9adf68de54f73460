import { Module, type OnModuleInit } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { flawsOf } from '../../kernel/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { IdentityModule } from '../identity/index.js';
import { TimersModule } from '../timers/index.js';
import { Assigning } from './assigning.js';
import { DecidableResolutions } from './decidable-resolutions.js';
import { Desk } from './desk.js';
import { escalationMachine, ticketMachine } from './domain/states.js';
import { EscalatingService } from './escalating.service.js';
import { EscalationMovesController } from './escalation-moves.controller.js';
import { EscalationMovesService } from './escalation-moves.service.js';
import { Filing } from './filing.js';
import { FollowingUp } from './following-up.js';
import { ForwardingService } from './forwarding.service.js';
import { ListingService } from './listing.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { OpeningService } from './opening.service.js';
import { Placing } from './placing.js';
import { OwedHours } from './owed-hours.js';
import { ReadingService } from './reading.service.js';
import { Resettling } from './resettling.js';
import { Settling } from './settling.js';
import { AppointmentsStore } from './stores/appointments.store.js';
import { AssignmentsStore } from './stores/assignments.store.js';
import { DraftsStore } from './stores/drafts.store.js';
import { ExplainingService } from './explaining.service.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { FormsStore } from './stores/forms.store.js';
import { LinksStore } from './stores/links.store.js';
import { MessagesStore } from './stores/messages.store.js';
import { QueuesStore } from './stores/queues.store.js';
import { ReadyTextsStore } from './stores/ready-texts.store.js';
import { ResettlingStore } from './stores/resettling.store.js';
import { TicketListStore } from './stores/ticket-list.store.js';
import { TicketsStore } from './stores/tickets.store.js';
import { Sweep } from './sweep.js';
import { TicketHooks } from './ticket-hooks.js';
import { TicketMovesController } from './ticket-moves.controller.js';
import { TicketMovesService } from './ticket-moves.service.js';
import { TicketViews } from './ticket-views.js';
import { TicketsController } from './tickets.controller.js';
import { TimeController } from './time.controller.js';

const stores = [
  AppointmentsStore,
  AssignmentsStore,
  DraftsStore,
  EscalationsStore,
  FormsStore,
  LinksStore,
  MessagesStore,
  QueuesStore,
  ReadyTextsStore,
  ResettlingStore,
  TicketListStore,
  TicketsStore,
];

@Module({
  imports: [EventsModule, CatalogueModule, IdentityModule, TimersModule],
  controllers: [
    TicketsController,
    TimeController,
    TicketMovesController,
    EscalationMovesController,
    MessagesController,
  ],
  providers: [
    ...stores,
    Assigning,
    DecidableResolutions,
    Desk,
    EscalatingService,
    EscalationMovesService,
    ExplainingService,
    Filing,
    FollowingUp,
    ForwardingService,
    ListingService,
    MessagesService,
    OpeningService,
    OwedHours,
    Placing,
    ReadingService,
    Resettling,
    Settling,
    Sweep,
    TicketHooks,
    TicketMovesService,
    TicketViews,
  ],
  exports: [
    Desk,
    FollowingUp,
    AppointmentsStore,
    Assigning,
    AssignmentsStore,
    DraftsStore,
    EscalationMovesService,
    Filing,
    FormsStore,
    TicketHooks,
    TicketViews,
    EscalatingService,
    EscalationsStore,
    Filing,
    ForwardingService,
    LinksStore,
    ListingService,
    MessagesService,
    MessagesStore,
    OpeningService,
    Placing,
    QueuesStore,
    ReadingService,
    Settling,
    Sweep,
    TicketListStore,
    TicketMovesService,
    TicketsStore,
    TicketViews,
  ],
})
export class TicketsModule implements OnModuleInit {
  /** A graph of states with a hole in it must not start. */
  onModuleInit(): void {
    const flaws = [...flawsOf(ticketMachine), ...flawsOf(escalationMachine)];
    if (flaws.length > 0) throw new Error(`the states are not complete: ${flaws.join('; ')}`);
  }
}
