/** How a team gives out what comes into its queue; by hand: it does not. */
export const teamModes = ['manual', 'round_robin', 'least_loaded'] as const;
export type TeamMode = (typeof teamModes)[number];

/** A member of a team who is there and may work on the ticket. */
export interface Candidate {
  personId: string;
  /** Open tickets that they have on this side. */
  load: number;
  /** When the team last gave them something; null: never. */
  lastAssignedAt: Date | null;
}

/**
 * Who gets what came into a queue: in turn (whoever was given nothing for longest), or who has least, the one given nothing
 * for longest among equals. Two who were never given anything: by their ids. Undefined: it stays in the queue.
 */
export function choose(mode: TeamMode, candidates: readonly Candidate[]): string | undefined {
  if (mode === 'manual') return undefined;
  const idle = ({ lastAssignedAt }: Candidate) => lastAssignedAt?.getTime() ?? -Infinity;
  const load = ({ load: open }: Candidate) => (mode === 'least_loaded' ? open : 0);
  const [first] = candidates.toSorted(
    (a, b) => load(a) - load(b) || compare(idle(a), idle(b)) || (a.personId < b.personId ? -1 : 1),
  );
  return first?.personId;
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
