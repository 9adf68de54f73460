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
  'ticket.reminded',
  'ticket.follow_up_due',
  'ticket.resolved',
  'ticket.reopened',
  'ticket.closed',
  'ticket.cancelled',
  'message.posted',
  'escalation.accepted',
  'escalation.assigned',
  'escalation.asked',
  'escalation.answered',
  'escalation.reminded',
  'escalation.follow_up_due',
  'escalation.planned',
  'escalation.resumed',
  'escalation.forwarded',
  'escalation.nobody_left',
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
