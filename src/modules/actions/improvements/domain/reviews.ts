import { done, formatLocalDate, parseLocalDate, refused, type Outcome } from '../../../../kernel/index.js';

/** Days after it was implemented on which somebody else looks whether it worked (section 8.5 of the design). */
export const reviewDays = [30, 90] as const;
export const verdicts = ['effective', 'not_effective', 'unclear'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Review {
  afterDays: number;
  /** A local date of the institution. */
  dueOn: string;
  verdict: Verdict | null;
}

/** When each review is due, from the local date on which it was implemented. */
export function reviewDates(implementedOn: string): { afterDays: number; dueOn: string }[] {
  const day = parseLocalDate(implementedOn);
  if (day === undefined) throw new Error(`${implementedOn} is no local date`);
  return reviewDays.map((afterDays) => ({ afterDays, dueOn: formatLocalDate(day + afterDays) }));
}

/** A review is asked for from the beginning of its date on: the end of this one. */
export function dayBefore(date: string): string {
  const day = parseLocalDate(date);
  if (day === undefined) throw new Error(`${date} is no local date`);
  return formatLocalDate(day - 1);
}

/**
 * Who gives a verdict, on which review. Always the next one, in their order, and not before its date. Refused: whoever answers
 * for the improvement or did it (403), before its date or when none is left (409).
 */
export function admitVerdict(
  reviews: readonly Review[],
  people: { ownerId: string; implementedBy: string | null; reviewerId: string },
  today: string,
): Outcome<Review> {
  const { ownerId, implementedBy, reviewerId } = people;
  if (reviewerId === ownerId || reviewerId === implementedBy)
    return refused({
      kind: 'forbidden',
      code: 'own_work',
      detail: 'It is reviewed by somebody who neither answers for it nor did it.',
    });
  const next = nextReview(reviews);
  if (!next) return refused({ kind: 'conflict', code: 'nothing_to_review', detail: 'No review of it is left.' });
  if (next.dueOn > today)
    return refused({
      kind: 'conflict',
      code: 'too_early',
      detail: `This review is due on ${next.dueOn}: nobody can say earlier whether it lasts.`,
    });
  return done(next);
}

export const nextReview = (reviews: readonly Review[]): Review | undefined =>
  [...reviews].sort((a, b) => a.afterDays - b.afterDays).find(({ verdict }) => verdict === null);

/**
 * What it is once this verdict was given: the last review decides, and an earlier one that saw that it does not work. Undefined:
 * it goes on.
 */
export function endedBy(verdict: Verdict, isLast: boolean): 'effective' | 'ineffective' | undefined {
  if (verdict === 'not_effective') return 'ineffective';
  if (!isLast) return undefined;
  return verdict === 'effective' ? 'effective' : 'ineffective';
}
