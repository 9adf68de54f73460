import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { formatInstant } from '../../../http/index.js';
import { InstitutionDto } from '../../institutions/index.js';
import { claimable, type Claimable } from '../domain/contest.js';
import type { Contest } from '../stores/contests.store.js';

export class ContestVerdictDto {
  /** What one holds that should count. */
  @IsIn(claimable)
  verdict: Claimable;

  /** For the other side of the agreement. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

export class SettleContestDto {
  /** Whether the claimed verdict counts from now on. */
  @IsBoolean()
  agreed: boolean;

  @IsString()
  @IsNotEmpty()
  @MaxLength(5000)
  reason: string;
}

/** One side holds that another verdict should count. Both are kept and shown. */
export class ContestDto {
  /** 1, 2, ... of the ticket. */
  n: number;

  /** What was counted when it was contested. */
  @ApiProperty({ enum: claimable })
  verdict: string;

  @ApiProperty({ enum: claimable })
  claimed: string;
  reason: string;
  openedAt: string;
  openedBy: InstitutionDto;

  /** Null until it is settled. */
  @ApiProperty({ type: Boolean, nullable: true })
  agreed: boolean | null;

  @ApiProperty({ type: String, nullable: true })
  settledAt: string | null;

  settledBy: InstitutionDto | null;

  @ApiProperty({ type: String, nullable: true })
  settlementReason: string | null;
}

export function toContestDto(contest: Contest): ContestDto {
  const { n, verdict, claimed, reason, openedBy, agreed, settledBy, settlementReason } = contest;
  return {
    n,
    verdict,
    claimed,
    reason,
    openedAt: formatInstant(contest.openedAt),
    openedBy,
    agreed,
    settledAt: contest.settledAt && formatInstant(contest.settledAt),
    settledBy,
    settlementReason,
  };
}
