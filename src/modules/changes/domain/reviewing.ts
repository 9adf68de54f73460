import { done, refused, type Outcome as Outcomes } from '../../../kernel/index.js';
import type { ChangeClass, RiskLevel } from './classing.js';

export type Outcome =
  'successful' | 'with_issues' | 'backed_out' | 'failed' | 'not_implemented' | 'unauthorised' | 'withdrawn';

export type ReviewReason = 'emergency' | 'backed_out' | 'failed' | 'risk' | 'incidents';

const HOUR = 3_600_000;
/** After the end of a change an incident may still have come of it. */
export const AFTERMATH_HOURS = 72;
const DAY = 24 * HOUR;
const FAILURE_DAYS = 90;
const FAILURES_THAT_SUSPEND = 2;

/** Why a change that has ended is reviewed within ten working days; empty when it may be closed without. */
export function reviewReasons(change: {
  class: ChangeClass;
  risk: RiskLevel;
  outcome: Outcome;
  /** P1 and P2 of its services, opened in its window or in the aftermath. */
  incidents: number;
}): ReviewReason[] {
  const tests: [boolean, ReviewReason][] = [
    [change.class === 'emergency', 'emergency'],
    [change.outcome === 'backed_out', 'backed_out'],
    [change.outcome === 'failed', 'failed'],
    [change.risk !== 'low', 'risk'],
    [change.incidents > 0, 'incidents'],
  ];
  return tests.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

/** How a change ends that was recorded with an outcome when it was made, and of which another may be said at the close. */
export interface Ending {
  move: 'close' | 'closeUnreviewed' | 'lapse';
  /** When it was implemented or backed out; null: it was never begun. */
  recorded: Outcome | null;
  said: Outcome | undefined;
}

/**
 * What is said when a change is closed is what was recorded when it was made, unless a review found otherwise. Refused:
 * another outcome without a review, or of what was never begun; and that something was backed out which was not, or not which
 * was: that is no finding, but what happened.
 */
export function outcomeAtClose({ move, recorded, said }: Ending): Outcomes<Outcome> {
  if (move === 'lapse') {
    if (said === undefined || said === 'not_implemented') return done('not_implemented');
    return refusedOutcome('never_begun', 'It was never begun: it has no other outcome.');
  }
  const before = recorded ?? 'successful';
  if (said === undefined || said === before) return done(before);
  if (move === 'closeUnreviewed')
    return refusedOutcome('recorded_otherwise', `It was recorded as ${before}: a review may find otherwise.`);
  if (said === 'backed_out' || before === 'backed_out')
    return refusedOutcome(
      'recorded_otherwise',
      `It was recorded as ${before}: whether it was backed out is no finding.`,
    );
  return done(said);
}

const refusedOutcome = (code: string, message: string) =>
  refused({ kind: 'unprocessable', code, detail: message, errors: [{ pointer: '/outcome', code, message }] });

/** Whether an incident opened at an instant is proposed as caused by a change: from its start to 72 hours after its end. */
export function isAftermath(openedAt: number, { startedAt, endedAt }: { startedAt: number; endedAt: number }): boolean {
  return openedAt >= startedAt && openedAt < endedAt + AFTERMATH_HOURS * HOUR;
}

export type ModelStanding = 'approved' | 'expired' | 'suspended';

/**
 * Whether changes may follow a model at an instant: for twelve months from its approval (`expiresAt`), and not after the
 * second failure within ninety days, until it is approved anew.
 *
 * @param failures when changes that followed it failed or were backed out
 */
export function standingOfModel(
  { approvedAt, expiresAt }: { approvedAt: number; expiresAt: number },
  failures: readonly number[],
  now: number,
): ModelStanding {
  const since = failures.filter((at) => at >= approvedAt && at <= now).sort((a, b) => a - b);
  const isSuspended = since.some((at, place) => {
    const last = since[place + FAILURES_THAT_SUSPEND - 1];
    return last !== undefined && last - at < FAILURE_DAYS * DAY;
  });
  if (isSuspended) return 'suspended';
  return now >= expiresAt ? 'expired' : 'approved';
}

const ALONE_AFTER = 30 * 60_000;

/**
 * Whether an emergency may begin: two persons say so; one alone, with a reason, thirty minutes after it was asked for.
 */
export function mayBegin(
  { askedAt, approvedBy, reason }: { askedAt: number; approvedBy: readonly string[]; reason: string | null },
  now: number,
): boolean {
  const people = new Set(approvedBy).size;
  return people >= 2 || (people === 1 && reason !== null && now - askedAt >= ALONE_AFTER);
}

/** The last moment at which backing out still ends within the window: the point of no return. */
export function pointOfNoReturn(window: { to: number }, backOutMinutes: number | null): number | null {
  return backOutMinutes === null ? null : window.to - backOutMinutes * 60_000;
}
