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
