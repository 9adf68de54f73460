import { type Run, usedUpAt } from './run.js';
import { type WorkingTime } from './working-time.js';

interface Tiding {
  readonly percent: number;
  readonly at: number;
}

/** What a run has to tell: now (the one with the highest share), and when to look again. */
export interface Telling {
  readonly owed: number | null;
  readonly wakeAt: number | null;
}

const silence: Telling = { owed: null, wakeAt: null };

/**
 * Each share is told once in a run, and a higher one told makes the lower ones stale. Warnings are for a run that is
 * running; a miss is told even when the run was paused or ended since, unless a next run has taken its place.
 *
 * @param run settled at `now`
 * @param warnings shares of the working target, in percent
 * @param toldPercent the highest share told in this run so far, 0 for none
 */
export function tellingOf(
  run: Run,
  warnings: readonly number[],
  toldPercent: number,
  now: number,
  time: WorkingTime,
): Telling {
  if (run.isSuperseded) return silence;
  const tidings = run.verdict ? missTold(run.verdict.kind, run.verdict.dueAt) : ahead(run, warnings, time);
  const untold = tidings.filter(({ percent }) => percent > toldPercent);
  if (untold.length === 0) return silence;
  const owed = untold.filter(({ at }) => at <= now).map(({ percent }) => percent);
  return {
    owed: owed.length > 0 ? Math.max(...owed) : null,
    wakeAt: Math.min(...untold.map(({ at }) => at)),
  };
}

function missTold(kind: 'met' | 'missed', dueAt: number | null): readonly Tiding[] {
  // at the due instant itself it can still be met: the miss is there one millisecond later
  return kind === 'missed' && dueAt !== null ? [{ percent: 100, at: dueAt + 1 }] : [];
}

function ahead(run: Run, warnings: readonly number[], time: WorkingTime): readonly Tiding[] {
  if (run.stoppedAt !== null) return [];
  const shares = run.pausedSince === null ? warnings.filter((percent) => percent < 100) : [];
  const reached = shares.flatMap((percent) => {
    const at = usedUpAt(run, percent, time);
    return at === null ? [] : [{ percent, at }];
  });
  return [...reached, ...missTold('missed', usedUpAt(run, 100, time))];
}
