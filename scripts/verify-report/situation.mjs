/**
 * The situation of a unit after each fact, and what it means for the two timers of its provider side.
 *
 * @typedef {{ n: number, state: string, cause: string | null, isConfirmed: boolean, code: string | null,
 *   endedAt: number | null }} Escalation
 * @typedef {{ priority: string, ticket: { state: string, cause: string | null }, escalation: Escalation | null }}
 *   Situation
 */
const USUAL = ['requester', 'scheduled', 'approval'];
const DROPPED = ['cancelled', 'merged'];

/** Applies what is said of the newest escalation; its end is kept, for the matter. */
export function moveEscalation(escalation, fact) {
  escalation.state = fact.state;
  escalation.cause = fact.cause ?? null;
  escalation.isConfirmed = fact.state === 'returned' && fact.accepted === true;
  if (fact.code !== undefined && fact.code !== null) escalation.code = fact.code;
  if (fact.state === 'delivered' || fact.state === 'recalled' || escalation.isConfirmed) escalation.endedAt = fact.at;
}

/** What the resolution does: "going" (in whatever pause), "delivered", "cancelled"; `resumes`: it is worked on. */
export function resolutionMode({ ticket, escalation }) {
  if (DROPPED.includes(ticket.state) || escalation.state === 'recalled' || escalation.isConfirmed) return 'cancelled';
  if (escalation.state === 'returned' && ['resolved', 'closed'].includes(ticket.state)) return 'cancelled';
  return ['delivered', 'confirmed'].includes(escalation.state) ? 'delivered' : 'going';
}

export const isWorkedOn = ({ escalation }) => ['offered', 'accepted', 'waiting'].includes(escalation.state);

/** What the response does: it was given, it is cancelled, or it goes on. */
export function responseMode({ ticket, escalation }) {
  if (['accepted', 'delivered', 'confirmed', 'returned'].includes(escalation.state)) return 'given';
  return DROPPED.includes(ticket.state) || escalation.state === 'recalled' ? 'cancelled' : 'going';
}

/** How a resolution that goes is held: paused in any case, or where the terms name one of the causes. */
export function heldBy({ ticket, escalation }) {
  const causes = [];
  if (ticket.state === 'waiting' && ticket.cause) causes.push(ticket.cause);
  const stops =
    !isWorkedOn({ escalation }) ||
    causes.some((cause) => USUAL.includes(cause)) ||
    (escalation.state === 'waiting' && escalation.cause === 'spoc');
  if (escalation.state === 'waiting' && escalation.cause) causes.push(escalation.cause);
  return { stops, causes };
}

export const NOT_HELD = { stops: false, causes: [] };
