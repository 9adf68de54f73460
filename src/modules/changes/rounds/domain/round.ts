import { refused, type Refusal } from '../../../../kernel/index.js';
import type { ChangeClass } from '../../domain/classing.js';
import { flawOf, type Ballot, type BallotFlaw, type Rule } from '../../domain/ballot.js';
import type { BoardSeat, Deputy } from '../../domain/board.js';
import { seatsFor } from '../../domain/board.js';

export const roundKinds = ['board', 'ratification'] as const;
export type RoundKind = (typeof roundKinds)[number];
export const roundStates = ['open', 'approved', 'rejected', 'no_quorum', 'voided'] as const;
export type RoundState = (typeof roundStates)[number];

/** Whether a board votes on a change of this class: on what is major; on more, where it has everybody affected vote. */
export const isVotedOn = (kind: ChangeClass, isFullVote: boolean): boolean =>
  kind === 'major' || (isFullVote && (kind === 'normal' || kind === 'standard'));

/** A seat of a board, before anybody looked at who may vote. */
export interface GivenSeat {
  id: string;
  /** Its number in the board; null: that of an institution in a full vote. */
  n: number | null;
  kind: string;
  institutionId: string;
  hasVeto: boolean;
  /** Null: nobody. */
  member: string | null;
  deputies: readonly Deputy[];
}

/** A seat of a round as it was opened. Nobody in `voters`: it was struck, and is not counted. */
export interface RoundSeat extends GivenSeat {
  voters: readonly string[];
}

/** Instants in milliseconds since 1970. */
export interface RoundSnapshot {
  kind: RoundKind;
  seats: readonly RoundSeat[];
  rule: Rule;
  quorumPercent: number;
  deadline: number;
  extendedDeadline: number;
}

export interface Deadlines {
  deadline: number;
  extendedDeadline: number;
  /** When those who have not voted are reminded; null once it is over. */
  remindAt: number | null;
}

/** How many working days a round lasts, and how many more it is given once when there is no quorum. */
export const lengths: Readonly<Record<RoundKind, { days: number; more: number }>> = {
  board: { days: 5, more: 2 },
  ratification: { days: 2, more: 0 },
};

/**
 * The seats of a round opened now: of each seat whoever is not barred. A deputy whose dates lie outside the round could
 * not vote in it, and does not keep a seat from being struck. Whoever sits in two seats votes for the first.
 *
 * @param barred author, owner, implementers, and those who may no longer vote
 */
export function seatsOfRound(
  given: readonly GivenSeat[],
  barred: readonly string[],
  { now, until }: { now: number; until: number },
): RoundSeat[] {
  const held = heldSeats(given);
  const inTime = held.map((seat) => ({
    ...seat,
    deputies: seat.deputies.filter((one) => one.from < until && (one.until === null || one.until > now)),
  }));
  const voters = new Map<string, string[]>();
  // boards keep people from sitting twice as far as they see one another: here it holds
  const seated = new Set<string>();
  for (const seat of seatsFor({ seats: inTime }, barred)) {
    const fresh = seat.voters.filter((person) => !seated.has(person));
    voters.set(seat.id, fresh);
    for (const person of fresh) seated.add(person);
  }
  return given.map((seat) => ({ ...seat, voters: voters.get(seat.id) ?? [] }));
}

/**
 * The seats of a board for one change. In a full vote everybody affected has one, and nobody else who uses the service: who
 * is affected without an agreement about it has named nobody, and stands there struck.
 */
export function seatsFacing(board: { seats: readonly GivenSeat[]; isFullVote: boolean }, affected: readonly string[]) {
  const listed = board.seats.filter(({ n }) => n !== null);
  if (!board.isFullVote) return listed;
  const empty = { n: null, kind: 'user', hasVeto: false, member: null, deputies: [] };
  const own = affected.map((id) => board.seats.find((seat) => seat.n === null && seat.institutionId === id));
  return [...listed, ...own.map((seat, at): GivenSeat => seat ?? { ...empty, ...named(affected[at] ?? '') })];
}

const named = (institutionId: string) => ({ id: institutionId, institutionId });

/** Those that somebody holds, as the rules of boards know them. */
export const heldSeats = (seats: readonly GivenSeat[]): BoardSeat[] =>
  seats.flatMap(({ id, hasVeto, member, deputies }) => (member === null ? [] : [{ id, hasVeto, member, deputies }]));

const RATIFYING_SEATS = 3;
const APPROVALS = 2;
const HALF = 50;

/**
 * The round that ratifies an emergency: the first three seats of the board of which somebody uninvolved may vote, that of
 * security among them if it has one such; two approvals. No seat has a veto here: two of three is the whole rule.
 */
export function ratifying(seats: readonly RoundSeat[]): Pick<RoundSnapshot, 'seats' | 'rule' | 'quorumPercent'> {
  const able = seats.filter(({ voters }) => voters.length > 0);
  const security = able.find(({ kind }) => kind === 'security');
  const others = able.filter((seat) => seat !== security);
  const chosen = [...(security ? [security] : []), ...others].slice(0, RATIFYING_SEATS);
  return {
    seats: seats.filter((seat) => chosen.includes(seat)).map((seat) => ({ ...seat, hasVeto: false })),
    rule: { kind: 'n_of', approvals: APPROVALS },
    quorumPercent: HALF,
  };
}

export const ballotOf = ({ seats, rule, quorumPercent, deadline, extendedDeadline }: RoundSnapshot): Ballot => ({
  seats: seats.map(({ id, hasVeto, voters }) => ({ id, hasVeto, voters })),
  rule,
  quorumPercent,
  deadline,
  extendedDeadline,
});

const words: Readonly<Record<BallotFlaw, [code: string, detail: string]>> = {
  no_seat: ['no_members', 'Of this board nobody may vote: its seats are vacant, or held by those who make the change.'],
  rule_cannot_be_met: ['rule_cannot_be_met', 'Fewer seats may vote than approvals that the rule asks for.'],
  rule_out_of_range: ['rule_out_of_range', 'The rule of this board cannot be followed.'],
  quorum_out_of_range: ['quorum_out_of_range', 'The quorum of this board cannot be reached.'],
  deadline_order: ['no_working_time', 'The agreed hours have no such deadline.'],
};

/** Why a round is not opened (409); undefined: votes can decide it. */
export function flawOfRound(snapshot: RoundSnapshot): Refusal | undefined {
  const flaw = flawOf(ballotOf(snapshot));
  if (!flaw) return undefined;
  const [code, detail] = words[flaw];
  return refused({ kind: 'conflict', code, detail }).refusal;
}

/**
 * Deadlines after a hold of so many milliseconds. One that had passed before stays: the round was extended, and is not
 * decided anew by what was cast since.
 */
export function heldBy(
  { deadline, extendedDeadline, remindAt }: Deadlines,
  heldMs: number,
  isExtended: boolean,
): Deadlines {
  return {
    deadline: isExtended ? deadline : deadline + heldMs,
    extendedDeadline: extendedDeadline + heldMs,
    remindAt: remindAt === null ? null : remindAt + heldMs,
  };
}
