const MINUTE = 60_000;
const gaps = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE);

/** How long to wait (milliseconds) before a scanner that did not answer is asked again, after so many attempts; never gives up. */
export function scanGap(attemptsBefore: number): number {
  return gaps[Math.min(attemptsBefore, gaps.length - 1)] ?? MINUTE;
}
