import type { INestApplicationContext } from '@nestjs/common';
import {
  EscalatingService,
  EscalationMovesService,
  ForwardingService,
  MessagesService,
  OpeningService,
  TicketMovesService,
} from '../modules/tickets/index.js';

/** The services of the application that the stories are played through. */
export interface Desks {
  opening: OpeningService;
  moves: TicketMovesService;
  escalating: EscalatingService;
  escalations: EscalationMovesService;
  forwarding: ForwardingService;
  messages: MessagesService;
}

export function desksOf(app: INestApplicationContext): Desks {
  return {
    opening: app.get(OpeningService),
    moves: app.get(TicketMovesService),
    escalating: app.get(EscalatingService),
    escalations: app.get(EscalationMovesService),
    forwarding: app.get(ForwardingService),
    messages: app.get(MessagesService),
  };
}
