import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { Lines } from '../../../../http/index.js';
import type { Decision } from '../../domain/ballot.js';

const decisions = ['approve', 'reject', 'abstain'] as const;
const SAYS_SOMETHING = /\S/u;

export class CastVoteDto {
  /** Who abstains counts for the quorum alone. */
  @IsIn(decisions)
  decision: Decision;

  /** Required of whoever rejects; read by the seats and by those who make the change. */
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason?: string;
}

export class RatifyDto {
  /** By whoever has a seat; left out by the change manager, who asks for it where that did not happen at the start. */
  @IsOptional()
  @IsIn(decisions)
  decision?: Decision;

  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(5000)
  reason?: string;
}
