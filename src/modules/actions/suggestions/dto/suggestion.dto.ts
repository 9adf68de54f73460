import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { InstitutionDto } from '../../../institutions/index.js';
import { actionKinds, risks } from '../../domain/action-document.js';
import { ActionTitleDto } from '../../dto/document.dto.js';
import type { Suggestion } from '../suggestions.service.js';

export class SuggestionsQueryDto {
  /** How many at most. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(20)
  // a query holds text only; what is not plain digits stays text and is refused
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value,
  )
  limit?: number = 5;
}

export class SuggestedActionDto {
  /** @example ACT-FUN-2026-00001 */
  reference: string;
  title: ActionTitleDto;

  @ApiProperty({ enum: actionKinds })
  kind: string;

  /** Whose it is. */
  institution: InstitutionDto;

  @ApiProperty({ enum: risks })
  risk: string;

  /** How long it takes, expected. */
  @ApiProperty({ type: 'integer' })
  minutes: number;
}

export class SuccessDto {
  /** Runs on this service that came to an end; abandoned ones say nothing. */
  @ApiProperty({ type: 'integer' })
  runs: number;

  @ApiProperty({ type: 'integer' })
  worked: number;

  /** Of the share that worked: the 95 % interval of Wilson, 0 to 1. */
  low: number;
  high: number;
}

export const reasonKinds = [
  'planned',
  'alert',
  'category',
  'component',
  'word',
  'learned',
  'similar',
  'success',
  'weak',
] as const;

/**
 * `planned`: a plan opened the ticket for it. `alert`: the labels that call for it. `category`, `component`: what it names and the ticket has. `word`: words of the ticket
 * that it says, or that say the same. `learned`: words of the ticket that stood on tickets on which it worked. `similar`: on
 * how many tickets with the same words it worked. `success`: it works on this service. `weak`: it is more likely to fail.
 */
export class SuggestionReasonDto {
  @ApiProperty({ enum: reasonKinds })
  kind: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  labels?: Record<string, string>;

  category?: string;

  component?: string;

  /** As the ticket spells them, the most telling first. */
  words?: string[];

  @ApiPropertyOptional({ type: 'integer' })
  tickets?: number;

  @ApiPropertyOptional({ type: 'integer' })
  runs?: number;

  @ApiPropertyOptional({ type: 'integer' })
  worked?: number;
}

export class SuggestionDto {
  action: SuggestedActionDto;

  /** Number of the version that would be run. */
  @ApiProperty({ type: 'integer' })
  version: number;

  /** It has not been published yet, and is shown at home only. */
  draft: boolean;

  /** How much speaks for it, for comparing within this list. */
  score: number;
  success: SuccessDto;
  reasons: SuggestionReasonDto[];
}

const rounded = (figure: number) => Math.round(figure * 1000) / 1000;

export function toSuggestionDto({ action, isDraft, score, success, reasons }: Suggestion): SuggestionDto {
  const { reference, title, kind, institution, risk, minutes, version } = action;
  return {
    action: { reference, title, kind, institution, risk, minutes },
    version,
    draft: isDraft,
    score: rounded(score),
    success: { ...success, low: rounded(success.low), high: rounded(success.high) },
    reasons,
  };
}
