/**
 * What a round of votes was opened with: a snapshot that no later edit touches. Instants are milliseconds since 1970.
 */
export interface Ballot {
  readonly seats: readonly Seat[];
  readonly rule: Rule;
  /** Share of the seats (0 to 100) that must have cast a vote, abstentions included. */
  readonly quorumPercent: number;
  /** Until when votes are cast. A vote at this very instant is too late. */
  readonly deadline: number;
  /** Until when they are cast if there was no quorum at the deadline; the same instant where nothing is extended. */
  readonly extendedDeadline: number;
}

export interface Seat {
  readonly id: string;
  /** A rejection of this seat rejects, whatever the others say. */
  readonly hasVeto: boolean;
  /** Who may cast its vote. Nobody: the seat was struck, and is not counted. */
  readonly voters: readonly string[];
}

/** How votes cast decide; abstentions count for the quorum only, and nothing is approved without an approval. */
export type Rule =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'unanimous' }
  | { readonly kind: 'majority' }
  /** Approvals among approvals and rejections, in percent (1 to 100). */
  | { readonly kind: 'percent'; readonly percent: number }
  /** So many approvals. */
  | { readonly kind: 'n_of'; readonly approvals: number };

export type Decision = 'approve' | 'reject' | 'abstain';

/** One vote as it was cast. A seat may change its mind: all its votes are kept, and the last one before the close counts. */
export interface Vote {
  /** In the order in which the round received them, from 1. */
  readonly n: number;
  readonly seatId: string;
  readonly voterId: string;
  readonly decision: Decision;
  readonly castAt: number;
}

/** The seats that count. */
export const seatsOf = ({ seats }: Pick<Ballot, 'seats'>): Seat[] => seats.filter(({ voters }) => voters.length > 0);

/** How many votes make a quorum: a whole number, at least one. */
export function quorumOf(ballot: Pick<Ballot, 'seats' | 'quorumPercent'>): number {
  return Math.max(1, Math.ceil((ballot.quorumPercent * seatsOf(ballot).length) / 100));
}

export type BallotFlaw =
  'no_seat' | 'rule_out_of_range' | 'quorum_out_of_range' | 'rule_cannot_be_met' | 'deadline_order';

/** What is wrong with a ballot before it is opened; undefined when votes can decide it. */
export function flawOf(ballot: Ballot): BallotFlaw | undefined {
  const { rule, quorumPercent, deadline, extendedDeadline } = ballot;
  const count = seatsOf(ballot).length;
  if (count === 0) return 'no_seat';
  if (!isWhole(quorumPercent, 0, 100)) return 'quorum_out_of_range';
  if (rule.kind === 'percent' && !isWhole(rule.percent, 1, 100)) return 'rule_out_of_range';
  if (rule.kind === 'n_of' && !isWhole(rule.approvals, 1, Number.MAX_SAFE_INTEGER)) return 'rule_out_of_range';
  if (rule.kind === 'n_of' && rule.approvals > count) return 'rule_cannot_be_met';
  return extendedDeadline < deadline ? 'deadline_order' : undefined;
}

const isWhole = (value: number, from: number, to: number) => Number.isInteger(value) && value >= from && value <= to;
