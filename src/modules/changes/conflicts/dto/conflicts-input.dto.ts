import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IsInstant, Lines } from '../../../../http/index.js';

const SAYS_SOMETHING = /\S/u;
const LONGEST = 5000;
const REFERENCE = /^CHG-[A-Z0-9]{2,12}-\d{4}-\d{5,12}$/;
const whole = ({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class OverrideDto {
  /** The key of what is overridden. */
  @IsString()
  @Matches(/^[0-9a-f]{24}$/)
  conflict: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  reason: string;
}

export class AcknowledgeDto {
  /**
   * The reference of the other change.
   * @example CHG-FUN-2026-00007
   */
  @IsString()
  @Matches(REFERENCE)
  with: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  reason: string;
}

export class ExemptDto {
  /**
   * The reference of the change that passes.
   * @example CHG-FUN-2026-00007
   */
  @IsString()
  @Matches(REFERENCE)
  change: string;

  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  reason: string;
}

export class WithdrawExemptionDto {
  @IsString()
  @Matches(SAYS_SOMETHING)
  @Lines()
  @MaxLength(LONGEST)
  reason: string;
}

export class WindowsQueryDto {
  /** How long; by default as long as the window that the change has. */
  @IsOptional()
  @Transform(whole)
  @IsInt()
  @Min(1)
  @Max(7 * 24 * 60)
  minutes?: number;

  /** When it has to be over; by default in 90 days, at most in two years. */
  @IsOptional()
  @IsInstant()
  until?: string;

  @IsOptional()
  @Transform(whole)
  @IsInt()
  @Min(1)
  @Max(20)
  limit?: number;
}
