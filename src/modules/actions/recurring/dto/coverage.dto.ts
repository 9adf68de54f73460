import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import type { Coverage } from '../coverage.service.js';

export class UncoveredCauseDto {
  /** Reference of a problem. */
  problem: string;

  @ApiProperty({ enum: ['open', 'known_error', 'fixing', 'fixed'] })
  state: string;

  title: string;
}

export class UncoveredWordDto {
  /** In the form that comes most often. */
  word: string;

  /** In the titles of so many incidents, in any form. */
  @ApiProperty({ type: 'integer' })
  incidents: number;
}

export class UncoveredActionDto {
  action: string;
  title: string;
}

export class LateReviewDto extends UncoveredActionDto {
  reviewOn: string;
}

export class PlanWithoutResultDto {
  /** Id of a plan. */
  plan: string;
  title: string;

  /** Reference; null of an action that is no longer shared. */
  action: string | null;

  /** The last date that was done. */
  doneOn: string | null;
}

/** Each list has at most 200 lines, that of words 50. */
export class CoverageDto {
  service: ServiceRefDto;

  /** The last 90 days. */
  from: string;
  to: string;

  /** Incidents whose titles were read: of the newest 5,000 tickets that the caller sees. */
  @ApiProperty({ type: 'integer' })
  incidents: number;

  /** Causes of the own institution that no preventive or corrective action which is published names. */
  causes: UncoveredCauseDto[];

  /** Words of several incidents that no recovery action of the service has among its triggers, the most frequent first. */
  words: UncoveredWordDto[];

  /** Controls of the own institution of which it has no plan. */
  controls: UncoveredActionDto[];

  /** Plans of which the last two dates that are over brought no result. */
  plans: PlanWithoutResultDto[];

  /** Actions of the own institution whose review date has passed. */
  reviews: LateReviewDto[];
}

export function toCoverageDto({ service, since, until, incidents, ...lists }: Coverage): CoverageDto {
  return {
    service,
    from: formatInstant(since),
    to: formatInstant(until),
    incidents,
    causes: lists.causes.map(({ reference, state, title }) => ({ problem: reference, state, title })),
    words: lists.words.map(({ word, tickets }) => ({ word, incidents: tickets })),
    controls: lists.controls.map(({ reference, title }) => ({ action: reference, title })),
    plans: lists.plans.map(({ id, title, action, doneOn }) => ({ plan: id, title, action, doneOn })),
    reviews: lists.reviews.map(({ reference, title, reviewOn }) => ({ action: reference, title, reviewOn })),
  };
}
