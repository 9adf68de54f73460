import { quorumOf, seatsOf, type Ballot, type Decision, type Rule, type Vote } from './ballot.js';

export type RoundResult = 'open' | 'approved' | 'rejected' | 'no_quorum';

export interface Counts {
  approve: number;
  reject: number;
  abstain: number;
  /** Seats that have not voted. */
  silent: number;
}

export interface Tally extends Counts {
  result: RoundResult;
  /** Votes that make a quorum. */
  quorum: number;
  /** The seats with a veto that reject. */
  vetoedBy: string[];
  /** The instant of the vote after which nobody who was silent could change it, or the deadline; null while it is open. */
  closedAt: number | null;
  /** Until when votes are cast, as it stands: the extended deadline once the first one passed without a quorum. */
  closesAt: number;
  /** The votes that count, one a seat, by seat. What was cast after the close is not among them. */
  counted: Vote[];
}

/**
 * How a round of votes stands. Votes are looked at in the order in which they came (`n`), in whatever order they are given.
 * After each, the round is over if the seats that have not voted could not change its result, whatever they did, staying
 * silent included. Else it is over at its deadline; without a quorum then, at the extended one, as `no_quorum`.
 *
 * Only whole numbers are compared, never a rounded share. Another approval never turns an approval into a rejection.
 *
 * @param now milliseconds since 1970
 */
export function tally(ballot: Ballot, votes: readonly Vote[], now: number): Tally {
  const seats = new Map(seatsOf(ballot).map((seat) => [seat.id, seat]));
  const quorum = quorumOf(ballot);
  const counted = new Map<string, Vote>();
  let closesAt = ballot.deadline;
  const standing = () => {
    const counts = countsOf([...counted.values()], seats.size);
    const vetoedBy = [...counted.values()]
      .filter(({ seatId, decision }) => decision === 'reject' && seats.get(seatId)?.hasVeto)
      .map(({ seatId }) => seatId)
      .sort();
    const maySilentVeto = [...seats.values()].some(({ id, hasVeto }) => hasVeto && !counted.has(id));
    return { counts, vetoedBy, maySilentVeto };
  };
  const close = (result: RoundResult, closedAt: number | null): Tally => {
    const { counts, vetoedBy } = standing();
    const sorted = [...counted.values()].sort((a, b) => (a.seatId < b.seatId ? -1 : 1));
    return { ...counts, result, quorum, vetoedBy, closedAt, closesAt, counted: sorted };
  };
  /** Moves on to an instant; the result if the round ended on the way. */
  const pass = (instant: number): Tally | undefined => {
    if (closesAt === ballot.deadline && instant >= ballot.deadline) {
      const { counts, vetoedBy } = standing();
      const result = resultOf(ballot.rule, counts, vetoedBy.length > 0, quorum);
      if (result !== 'no_quorum' || ballot.extendedDeadline === ballot.deadline) return close(result, ballot.deadline);
      closesAt = ballot.extendedDeadline;
    }
    if (instant < closesAt) return undefined;
    const { counts, vetoedBy } = standing();
    return close(resultOf(ballot.rule, counts, vetoedBy.length > 0, quorum), closesAt);
  };
  for (const vote of [...votes].sort((a, b) => a.n - b.n)) {
    if (vote.castAt > now) break;
    const over = pass(vote.castAt);
    if (over) return over;
    if (!seats.get(vote.seatId)?.voters.includes(vote.voterId)) continue;
    counted.set(vote.seatId, vote);
    const { counts, vetoedBy, maySilentVeto } = standing();
    const certain = certainResult(ballot.rule, counts, { isVetoed: vetoedBy.length > 0, maySilentVeto }, quorum);
    if (certain) return close(certain, vote.castAt);
  }
  return pass(now) ?? close('open', null);
}

function countsOf(votes: readonly Vote[], seats: number): Counts {
  const of = (decision: Decision) => votes.filter((vote) => vote.decision === decision).length;
  return { approve: of('approve'), reject: of('reject'), abstain: of('abstain'), silent: seats - votes.length };
}

/** What votes decide if nothing more is cast. */
function resultOf(
  rule: Rule,
  { approve, reject, abstain }: Counts,
  isVetoed: boolean,
  quorum: number,
): Exclude<RoundResult, 'open'> {
  if (approve + reject + abstain < quorum) return 'no_quorum';
  return !isVetoed && isApproved(rule, approve, reject) ? 'approved' : 'rejected';
}

/**
 * The result that every way for the silent seats to go on leads to, if there is just one. For an approval the worst is that
 * all of them reject; for a rejection, that all approve. A missing quorum leaves it open: they may all stay silent.
 */
function certainResult(
  rule: Rule,
  { approve, reject, abstain, silent }: Counts,
  { isVetoed, maySilentVeto }: { isVetoed: boolean; maySilentVeto: boolean },
  quorum: number,
): 'approved' | 'rejected' | undefined {
  if (approve + reject + abstain < quorum) return undefined;
  if (isVetoed || !isApproved(rule, approve + silent, reject)) return 'rejected';
  return !maySilentVeto && isApproved(rule, approve, reject + silent) ? 'approved' : undefined;
}

function isApproved(rule: Rule, approve: number, reject: number): boolean {
  if (approve === 0) return false;
  switch (rule.kind) {
    case 'anyone':
      return true;
    case 'unanimous':
      return reject === 0;
    case 'majority':
      return approve > reject;
    case 'percent':
      return approve * 100 >= rule.percent * (approve + reject);
    case 'n_of':
      return approve >= rule.approvals;
  }
}
