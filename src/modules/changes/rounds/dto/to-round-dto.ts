import type { RoundSeat } from '../domain/round.js';
import type { RoundView } from '../round-views.js';
import type { KeptVote } from '../votes.store.js';
import type { RoundDto, RoundSeatDto, TallyDto, VoteDto } from './round.dto.js';

const instant = (at: Date | null) => at?.toISOString() ?? null;

export function toTallyDto(view: RoundView): TallyDto {
  const { round, tally } = view;
  const nameOf = (seatId: string) => {
    const seat = round.seats.find(({ id }) => id === seatId);
    return seat?.n?.toString() ?? view.institutions.get(seat?.institutionId ?? '')?.code ?? '';
  };
  return {
    round: round.number,
    service: round.serviceCode,
    kind: round.kind,
    state: round.state,
    rule: { ...round.rule },
    quorumPercent: round.quorumPercent,
    quorum: tally.quorum,
    approve: tally.approve,
    reject: tally.reject,
    abstain: tally.abstain,
    silent: tally.silent,
    vetoedBy: tally.vetoedBy.map(nameOf),
    openedAt: round.openedAt.toISOString(),
    closesAt: new Date(tally.closesAt).toISOString(),
    extendedAt: instant(round.extendedAt),
    closedAt: instant(round.closedAt),
    voidedAt: instant(round.voidedAt),
    obstructedAt: instant(round.obstructedAt),
    digest: round.digest.toString('hex'),
    seats: round.seats.map((seat) => toSeatDto(view, seat)),
  };
}

export const toRoundDto = (view: RoundView): RoundDto =>
  Object.assign(toTallyDto(view), { votes: view.votes.map((vote) => toVoteDto(view, vote)) });

function toSeatDto(view: RoundView, seat: RoundSeat): RoundSeatDto {
  const counted = view.tally.counted.find(({ seatId }) => seatId === seat.id);
  const vote = counted && view.votes.find(({ n }) => n === counted.n);
  return {
    n: seat.n,
    kind: seat.kind,
    institution: view.institutions.get(seat.institutionId) ?? { code: '', name: '' },
    hasVeto: seat.hasVeto,
    isStruck: seat.voters.length === 0,
    member: seat.member === null ? null : (view.people.get(seat.member) ?? null),
    memberMayVote: seat.member !== null && seat.voters.includes(seat.member),
    deputies: seat.deputies.map(({ person, from, until }) => ({
      name: view.people.get(person) ?? '',
      from: new Date(from).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      mayVote: seat.voters.includes(person),
    })),
    vote: vote ? toVoteDto(view, vote) : null,
  };
}

function toVoteDto({ people }: RoundView, { n, personId, decision, reason, castAt }: KeptVote): VoteDto {
  return { n, voter: people.get(personId) ?? '', decision, reason, castAt: castAt.toISOString() };
}
