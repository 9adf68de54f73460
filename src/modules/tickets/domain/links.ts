/** How one ticket has to do with another of its institution: what it is to it. */
export type LinkKind = 'relates' | 'parent' | 'follow_up' | 'split' | 'merged';

/** Those that people make and undo. `parent`: the other one is the parent of this one; `follow_up`: this one follows up on it. */
export const linkKinds = ['relates', 'parent', 'follow_up'] as const satisfies readonly LinkKind[];

/** How long after the closing an answer opens a follow-up; later it is a matter of its own. */
const FOLLOW_UP_MS = 30 * 86_400_000;

export function opensFollowUp(ticket: { state: string; closedAt: Date | null }, now: Date): boolean {
  return (
    ticket.state === 'closed' && ticket.closedAt !== null && now.getTime() - ticket.closedAt.getTime() <= FOLLOW_UP_MS
  );
}
