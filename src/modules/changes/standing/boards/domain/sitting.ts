import type { Board, BoardSeat } from '../../../domain/board.js';
import type { Rule } from '../../../domain/ballot.js';
import type { SeatKind } from './composing.js';

/** Somebody in a seat; `isEntitled`: still there, and still a CAB member of that institution for the service. */
export interface Sitting {
  personId: string;
  name: string;
  isEntitled: boolean;
}

export interface StandingSeat {
  id: string;
  /** Null: the seat of an institution in a full vote. */
  n: number | null;
  kind: SeatKind | 'user';
  institution: { id: string; code: string; name: string };
  hasVeto: boolean;
  /** How often its institution said whom it sends. */
  version: number;
  member: Sitting | null;
  deputies: readonly (Sitting & { from: number; until: number | null })[];
}

/** Whether nobody can vote for it who could be asked at any time. */
export const isVacant = ({ member }: Pick<StandingSeat, 'member'>): boolean => !member?.isEntitled;

/**
 * A board as rounds are opened with it. A seat that nobody holds is in `vacant`: it is struck, and not counted. Who sits
 * in one and may no longer vote is in `lapsed`, to be treated like those who are involved in the change.
 */
export interface StandingBoard {
  seats: readonly StandingSeat[];
  board: Board;
  vacant: readonly StandingSeat[];
  lapsed: readonly string[];
}

export function standingBoard(
  seats: readonly StandingSeat[],
  { rule, quorumPercent, isFullVote }: { rule: Rule; quorumPercent: number; isFullVote: boolean },
): StandingBoard {
  const held = seats.flatMap(({ id, member, deputies, hasVeto }): BoardSeat[] =>
    member
      ? [
          {
            id,
            hasVeto,
            member: member.personId,
            deputies: deputies.map(({ personId, from, until }) => ({ person: personId, from, until })),
          },
        ]
      : [],
  );
  const everybody = seats.flatMap(({ member, deputies }) => [...(member ? [member] : []), ...deputies]);
  return {
    seats,
    board: { seats: held, rule, quorumPercent, isFullVote },
    vacant: seats.filter(({ member }) => member === null),
    lapsed: everybody.filter(({ isEntitled }) => !isEntitled).map(({ personId }) => personId),
  };
}

/** What whoever reads a board should think about: seats that would stay silent. */
export function warningsOf(seats: readonly StandingSeat[]): { code: string; message: string; pointer?: string }[] {
  return seats.flatMap((seat, place) => {
    const pointer = seat.n === null ? {} : { pointer: `/seats/${place}` };
    const name =
      seat.n === null ? `The seat of ${seat.institution.code}` : `Seat ${seat.n} of ${seat.institution.code}`;
    if (!seat.member) return [{ code: 'vacant_seat', message: `${name} is vacant.`, ...pointer }];
    if (!seat.member.isEntitled)
      return [{ code: 'lapsed_member', message: `${name}: its member may no longer vote.`, ...pointer }];
    return seat.deputies.some(({ isEntitled }) => !isEntitled)
      ? [{ code: 'lapsed_deputy', message: `${name}: a deputy may no longer vote.`, ...pointer }]
      : [];
  });
}
