import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../../http/index.js';
import type { Results } from '../plan-results.service.js';
import { PlanTitleDto } from './plan.dto.js';

export class PointDto {
  /** The date of the plan for which it was measured. */
  date: string;

  /** When the run came to its end. */
  at: string;

  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'boolean' }] })
  value: number | boolean;

  /** By the bounds of the version that was run; null where it has none. */
  @ApiProperty({ type: Boolean, nullable: true })
  good: boolean | null;

  /** Id of the run. */
  run: string;
}

/** A field over time; its label and bounds are those of the last run. */
export class SeriesDto {
  name: string;
  label: PlanTitleDto;

  @ApiProperty({ enum: ['number', 'boolean'] })
  type: string;

  unit: string | null;

  @ApiProperty({ type: Number, nullable: true })
  atLeast: number | null;

  @ApiProperty({ type: Number, nullable: true })
  atMost: number | null;

  /** Of a yes or no: the good one. */
  @ApiProperty({ type: Boolean, nullable: true })
  is: boolean | null;

  /** Oldest first. */
  points: PointDto[];
}

export class PlanOutcomeDto {
  /** Id of the run. */
  run: string;
  date: string;
  at: string;

  @ApiProperty({ enum: ['worked', 'partly', 'no_effect', 'made_worse'] })
  outcome: string;
}

export class ResultsDto {
  /** Local dates, both included. */
  from: string;
  to: string;
  series: SeriesDto[];

  /** Every run that came to its end, whether it measured anything or not; oldest first. */
  runs: PlanOutcomeDto[];
}

export function toResultsDto({ from, to, series, runs }: Results): ResultsDto {
  return {
    from,
    to,
    series: series.map(({ points, ...field }) => ({
      ...field,
      points: points.map((point) => ({ ...point, at: formatInstant(point.at) })),
    })),
    runs: runs.map(({ runId, onDate, finishedAt, outcome }) => ({
      run: runId,
      date: onDate,
      at: formatInstant(finishedAt),
      outcome,
    })),
  };
}
