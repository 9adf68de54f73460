import { flawOf, type Ballot, type BallotFlaw, type Rule, type Seat } from './ballot.js';

/** A change advisory board of a service: who votes on what is major. */
export interface Board {
  readonly seats: readonly BoardSeat[];
  readonly rule: Rule;
  readonly quorumPercent: number;
  /** Every affected institution has a seat, however many they are. */
  readonly isFullVote: boolean;
}

export interface BoardSeat {
  readonly id: string;
  readonly member: string;
  readonly deputies: readonly Deputy[];
  readonly hasVeto: boolean;
}

/** Stands in for a member within [from, until), in milliseconds since 1970; null: without an end. */
export interface Deputy {
  readonly person: string;
  readonly from: number;
  readonly until: number | null;
}

export type BoardFlaw =
  BallotFlaw | 'too_few_seats' | 'too_many_seats' | 'too_many_deputies' | 'person_twice' | 'deputy_dates';

const FEWEST_SEATS = 5;
const MOST_SEATS = 9;
const MOST_DEPUTIES = 2;

/** What is wrong with a board before it is saved; empty when it can decide. A person has one place in it. */
export function flawsOfBoard({ seats, rule, quorumPercent, isFullVote }: Board): BoardFlaw[] {
  const people = seats.flatMap(({ member, deputies }) => [member, ...deputies.map(({ person }) => person)]);
  const deputies = seats.flatMap((seat) => seat.deputies);
  const everybody = seats.map(({ id, hasVeto, member }) => ({ id, hasVeto, voters: [member] }));
  const flaw = flawOf({ seats: everybody, rule, quorumPercent, deadline: 0, extendedDeadline: 0 });
  const tests: [boolean, BoardFlaw][] = [
    [!isFullVote && seats.length > 0 && seats.length < FEWEST_SEATS, 'too_few_seats'],
    [!isFullVote && seats.length > MOST_SEATS, 'too_many_seats'],
    [seats.some((seat) => seat.deputies.length > MOST_DEPUTIES), 'too_many_deputies'],
    [new Set(people).size < people.length, 'person_twice'],
    [deputies.some(({ from, until }) => until !== null && until <= from), 'deputy_dates'],
  ];
  return [...(flaw ? [flaw] : []), ...tests.flatMap(([holds, code]) => (holds ? [code] : []))];
}

/**
 * The seats of a round as it is opened: whoever is involved in the change does not vote; of their seat a deputy does who is
 * not, or the seat is struck.
 *
 * @param involved author, owner and implementers
 */
export function seatsFor({ seats }: Pick<Board, 'seats'>, involved: readonly string[]): Seat[] {
  return seats.map(({ id, member, deputies, hasVeto }) => ({
    id,
    hasVeto,
    voters: [member, ...deputies.map(({ person }) => person)].filter((person) => !involved.includes(person)),
  }));
}

export type CastRefusal = 'no_seat' | 'involved' | 'not_deputy_now' | 'member_has_voted';

/**
 * For which seat somebody may vote now. A deputy does within their dates, and not over the vote of the member, who may
 * vote over theirs.
 */
export function mayCast(
  board: readonly BoardSeat[],
  ballot: Pick<Ballot, 'seats'>,
  person: string,
  now: number,
  /** Who cast the vote that counts for each seat. */
  votedBy: ReadonlyMap<string, string>,
): { seatId: string } | { refusal: CastRefusal } {
  const own = board.filter(
    ({ member, deputies }) => member === person || deputies.some((one) => one.person === person),
  );
  if (own.length === 0) return { refusal: 'no_seat' };
  const seat = own.find(({ id }) => ballot.seats.find((one) => one.id === id)?.voters.includes(person));
  if (!seat) return { refusal: 'involved' };
  if (person === seat.member) return { seatId: seat.id };
  const isDeputyNow = seat.deputies.some(
    (one) => one.person === person && one.from <= now && (one.until === null || now < one.until),
  );
  if (!isDeputyNow) return { refusal: 'not_deputy_now' };
  return votedBy.get(seat.id) === seat.member ? { refusal: 'member_has_voted' } : { seatId: seat.id };
}
