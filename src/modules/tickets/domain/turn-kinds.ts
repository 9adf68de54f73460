/** A role whose move it is. */
export type Handler = 'agent' | 'spoc' | 'engineer';

/**
 * Why somebody has to act on a ticket, the most urgent reason first: what somebody else waits for, then what runs out,
 * then what lies there. The place is that of the bit in `ticket_party.turn`, and of the instant in `turn_at`; the function
 * `ticket_turn` of the database sets them.
 */
export const turnKinds = {
  /** The provider asked; the escalation waits for the answer. */
  question: { place: 1, side: 'user', by: ['spoc'] },
  /** Delivered: to transmit, or to refuse. */
  transmit: { place: 2, side: 'user', by: ['spoc'] },
  /** Returned: to confirm, or to refuse. */
  return: { place: 3, side: 'user', by: ['spoc'] },
  /** Offered: to accept, forward or return. */
  accept: { place: 4, side: 'provider', by: ['engineer'] },
  /** The delivery was refused, and nothing was delivered since. */
  refused: { place: 5, side: 'provider', by: ['engineer'] },
  /** The SPOC answered or wrote, and nobody who should has read it. */
  answered: { place: 6, side: 'provider', by: ['engineer'] },
  /** The provider disputes the priority: to qualify. */
  dispute: { place: 7, side: 'user', by: ['agent', 'spoc'] },
  /** A prepared escalation to send. */
  draft: { place: 8, side: 'user', by: ['spoc'] },
  /** The requester or the provider wrote, and nobody who should has read it. */
  answer: { place: 9, side: 'user', by: ['agent', 'spoc'] },
  /** The date on which we look again has come. */
  follow_up: { place: 10, side: 'both', by: ['agent', 'spoc', 'engineer'] },
  /** A target was warned of or missed, and still runs. */
  at_risk: { place: 11, side: 'both', by: ['agent', 'spoc', 'engineer'] },
  /** New, and not qualified. */
  qualify: { place: 12, side: 'user', by: ['agent', 'spoc'] },
  /** New and qualified, and nobody has taken it. */
  take: { place: 13, side: 'user', by: ['agent', 'spoc'] },
  /** A task of one's own, or one that a team of one's own gave to nobody, is due within a day, or was. */
  task: { place: 14, side: 'user', by: ['agent', 'spoc'] },
  /** A decision is asked for. Whoever is asked need not see the ticket, so it stands by itself and not on its part. */
  approval: { place: 15, side: 'none', by: [] },
} as const satisfies Record<
  string,
  { place: number; side: 'user' | 'provider' | 'both' | 'none'; by: readonly Handler[] }
>;

export type TurnKind = keyof typeof turnKinds;

/** By urgency. */
export const turnKindNames = Object.keys(turnKinds) as TurnKind[];

/** A kind that depends on the present: its instant lies ahead until it counts. */
export const FOLLOW_UP = bitOf('follow_up');
export const AT_RISK = bitOf('at_risk');
/** Kinds that are found by their own rows, and never stand in `ticket_party.turn`. */
export const TASK = bitOf('task');
export const APPROVAL = bitOf('approval');

export function bitOf(kind: TurnKind): number {
  return 1 << (turnKinds[kind].place - 1);
}

/** The kinds that are a role's to act on, as bits. */
export function bitsOf(role: Handler): number {
  return turnKindNames
    .filter((kind) => turnKinds[kind].by.some((one) => one === role))
    .reduce((bits, kind) => bits | bitOf(kind), 0);
}

/**
 * What only a SPOC can do. It is every SPOC's to do unless the ticket is assigned to one of them: an agent who has the
 * ticket cannot.
 */
export const SPOCS_ONLY = bitsOf('spoc') & ~bitsOf('agent');

/** The kinds in a set of bits, the most urgent one first. */
export function kindsIn(bits: number): TurnKind[] {
  return turnKindNames.filter((kind) => (bits & bitOf(kind)) !== 0);
}
