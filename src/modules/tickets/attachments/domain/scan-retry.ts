const MINUTE = 60_000;
const gaps = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE);

/** A file that the scanner had no answer for. */
export interface Unanswered {
  /** How often the scanner was asked before this time. */
  attemptsBefore: number;
  /** When the file came. */
  since: Date;
  now: Date;
}

/**
 * When a scanner that did not answer is asked again, after pauses that grow and once more at the end of the term.
 * Undefined: never, the file is given up. No file is given up by its first attempt, however late that came: a program that
 * starts before its scanner does takes nothing away.
 */
export function nextAsk({ attemptsBefore, since, now }: Unanswered, termMilliseconds: number): Date | undefined {
  const end = since.getTime() + termMilliseconds;
  const isOver = now.getTime() >= end;
  if (isOver && attemptsBefore > 0) return undefined;
  const next = now.getTime() + (gaps[Math.min(attemptsBefore, gaps.length - 1)] ?? MINUTE);
  return new Date(isOver ? next : Math.min(next, end));
}
