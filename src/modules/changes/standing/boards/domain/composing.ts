import type { FieldError } from '../../../../../kernel/index.js';
import type { Rule } from '../../../domain/ballot.js';
import { flawsOfBoard, type Board, type BoardFlaw } from '../../../domain/board.js';

export const seatKinds = ['function', 'representative', 'security'] as const;
export type SeatKind = (typeof seatKinds)[number];

/** A seat as whoever composes the board says it: whose it is, never who sits in it. */
export interface WrittenSeat {
  n: number;
  kind: SeatKind;
  institutionId: string;
  hasVeto: boolean;
}

/** As it is kept: those whom its institution names are named for its id. */
export interface KeptSeat extends WrittenSeat {
  id: string;
}

/**
 * The seats of the next version. One that keeps its number, its institution and its kind is the same seat, and whoever
 * sits in it stays; every other one is new, and vacant.
 */
export function keptSeats(
  written: readonly WrittenSeat[],
  before: readonly KeptSeat[],
  newId: () => string,
): KeptSeat[] {
  return [...written]
    .sort((a, b) => a.n - b.n)
    .map((seat) => {
      const same = before.find(
        ({ n, institutionId, kind }) => n === seat.n && institutionId === seat.institutionId && kind === seat.kind,
      );
      return { ...seat, id: same?.id ?? newId() };
    });
}

export interface WrittenRule {
  kind: Rule['kind'];
  percent?: number | undefined;
  approvals?: number | undefined;
}

const DEFAULT_PERCENT = 67;

/** What is left out is what most boards take; an approval count has no default. */
export function ruleOf({ kind, percent, approvals }: WrittenRule): Rule {
  if (kind === 'percent') return { kind, percent: percent ?? DEFAULT_PERCENT };
  return kind === 'n_of' ? { kind, approvals: approvals ?? 0 } : { kind };
}

export interface Composition {
  seats: readonly WrittenSeat[];
  rule: WrittenRule;
  quorumPercent: number;
  isFullVote: boolean;
}

/**
 * Everything for which a board could not decide, each with its place. Seats are taken as held: whom an institution sends
 * is for it to say.
 *
 * @param users who would vote if everybody affected did; counted in a full vote only
 */
export function flawsOfComposition(composition: Composition, users: readonly string[]): FieldError[] {
  const { seats, quorumPercent, isFullVote } = composition;
  const voting = [...seats.map((_, place) => `seat ${place}`), ...(isFullVote ? users : [])];
  const board: Board = {
    seats: voting.map((id, place) => ({ id, member: id, deputies: [], hasVeto: seats[place]?.hasVeto ?? false })),
    rule: ruleOf(composition.rule),
    quorumPercent,
    isFullVote,
  };
  // a ballot names its first flaw: asked with each half alone, it names them all
  const found = new Set<BoardFlaw>([
    ...flawsOfBoard({ ...board, rule: { kind: 'anyone' } }),
    ...flawsOfBoard({ ...board, quorumPercent: 0 }),
    ...(isFullVote && seats.length > MOST_BESIDE ? (['too_many_seats'] as const) : []),
  ]);
  return [...[...found].map(said), ...flawsOfRule(composition.rule), ...seatsSaidTwice(seats)];
}

/** In a full vote, a few seats that belong to no user: security, a function. */
const MOST_BESIDE = 9;

const words: Partial<Record<BoardFlaw, [place: string, message: string]>> = {
  no_seat: ['/seats', 'Nobody would vote.'],
  too_few_seats: ['/seats', 'A board has five seats at least.'],
  too_many_seats: ['/seats', 'A board has nine seats at most.'],
  quorum_out_of_range: ['/quorumPercent', 'A quorum is a whole number from 0 to 100.'],
  rule_out_of_range: ['/rule', 'Percent is a whole number from 1 to 100, approvals one from 1 on.'],
  rule_cannot_be_met: ['/rule/approvals', 'There are fewer seats than approvals that this asks for.'],
};

function said(code: BoardFlaw): FieldError {
  const [pointer, message] = words[code] ?? ['', 'This board could not decide.'];
  return { pointer, code, message };
}

/** A figure that its rule does not read would be thought to hold. */
function flawsOfRule({ kind, percent, approvals }: WrittenRule): FieldError[] {
  const idle = [
    ...(percent !== undefined && kind !== 'percent' ? ['percent'] : []),
    ...(approvals !== undefined && kind !== 'n_of' ? ['approvals'] : []),
  ];
  return idle.map((field) => ({
    pointer: `/rule/${field}`,
    code: 'not_of_this_rule',
    message: 'This rule does not read it.',
  }));
}

function seatsSaidTwice(seats: readonly WrittenSeat[]): FieldError[] {
  return seats.flatMap(({ n }, place) =>
    seats.findIndex((seat) => seat.n === n) < place
      ? [{ pointer: `/seats/${place}/n`, code: 'seat_twice', message: 'Another seat has this number.' }]
      : [],
  );
}
