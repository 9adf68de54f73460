import { ApiProperty } from '@nestjs/swagger';
import { InstitutionDto } from '../../../institutions/index.js';
import { roundKinds, roundStates } from '../domain/round.js';

const decisions = ['approve', 'reject', 'abstain'] as const;
const rules = ['anyone', 'unanimous', 'majority', 'percent', 'n_of'] as const;

export class VoteDto {
  /** In the order in which the round received them, from 1. */
  n: number;
  voter: string;

  @ApiProperty({ enum: decisions })
  decision: string;
  reason: string | null;
  castAt: string;
}

export class RoundDeputyDto {
  name: string;
  from: string;
  until: string | null;
  /** False: involved in the change, or no longer a CAB member there. */
  mayVote: boolean;
}

export class RoundSeatDto {
  /** Its number in the board; null: that of an institution in a full vote. */
  @ApiProperty({ type: Number, nullable: true })
  n: number | null;
  kind: string;
  institution: InstitutionDto;
  hasVeto: boolean;
  /** Nobody may vote for it; it is not counted. */
  isStruck: boolean;
  member: string | null;
  /** False: involved in the change, or no longer a CAB member there. */
  memberMayVote: boolean;

  @ApiProperty({ type: [RoundDeputyDto] })
  deputies: RoundDeputyDto[];

  /** The vote that counts; null: silent. */
  @ApiProperty({ type: VoteDto, nullable: true })
  vote: VoteDto | null;
}

export class RoundRuleDto {
  @ApiProperty({ enum: rules })
  kind: string;
  percent?: number;
  approvals?: number;
}

/** A round of votes as its seats see it. */
export class TallyDto {
  round: number;

  /** Whose board votes, by code. */
  service: string;

  @ApiProperty({ enum: roundKinds })
  kind: string;

  /** `no_quorum` decides nothing; `voided`: what was voted on has changed, or will not be made. */
  @ApiProperty({ enum: roundStates })
  state: string;
  rule: RoundRuleDto;
  quorumPercent: number;
  /** Votes that make a quorum. */
  quorum: number;
  approve: number;
  reject: number;
  abstain: number;
  /** Seats that have not voted. */
  silent: number;

  /** The numbers of the seats whose veto rejects; of a full vote the codes of institutions. */
  vetoedBy: string[];
  openedAt: string;
  /** Until when votes are cast, as it stands. */
  closesAt: string;
  extendedAt: string | null;
  closedAt: string | null;
  /** Since when what it decided holds no longer. */
  voidedAt: string | null;
  /** When it was approved while something stood against the change, which waits until nothing does; see its conflicts. */
  obstructedAt: string | null;
  /** SHA-256 of what is voted on, in hexadecimal. */
  digest: string;

  @ApiProperty({ type: [RoundSeatDto] })
  seats: RoundSeatDto[];
}

export class RoundDto extends TallyDto {
  /** Every vote that was cast. */
  @ApiProperty({ type: [VoteDto] })
  votes: VoteDto[];
}
