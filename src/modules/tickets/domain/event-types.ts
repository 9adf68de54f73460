/**
 * Everything that is recorded of a ticket. Whoever makes something follow from the record (a mail, a figure) has an
 * answer to each of these, if only "nothing".
 */
export const ticketEventTypes = [
  'ticket.opened',
  'ticket.taken',
  'ticket.assigned',
  'ticket.qualified',
  'ticket.waiting',
  'ticket.resumed',
  'ticket.escalated',
  'ticket.resolved',
  'ticket.reopened',
  'ticket.closed',
  'ticket.cancelled',
  'message.posted',
  'escalation.accepted',
  'escalation.assigned',
  'escalation.asked',
  'escalation.answered',
  'escalation.planned',
  'escalation.resumed',
  'escalation.forwarded',
  'escalation.returned',
  'escalation.return_confirmed',
  'escalation.return_refused',
  'escalation.recalled',
  'escalation.delivered',
  'escalation.delivery_refused',
  'escalation.confirmed',
  'escalation.disputed',
  'timer.warned',
  'timer.missed',
] as const;

export type TicketEventType = (typeof ticketEventTypes)[number];
