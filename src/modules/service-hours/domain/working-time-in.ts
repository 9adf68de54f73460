import { type Pause } from './pauses.js';
import { dueIn, elapsedIn, endOfWorkingDayIn, type Timeline } from './timeline.js';

/** The questions that timers ask, of hours that change on the way. */
export function workingTimeIn(timeline: Timeline) {
  return {
    due: (from: number, targetMs: number, pauses: readonly Pause[]) => dueIn(timeline, from, targetMs, pauses),
    elapsed: (from: number, to: number, pauses: readonly Pause[]) => elapsedIn(timeline, from, to, pauses),
    endOfWorkingDay: (from: number, days: number) => endOfWorkingDayIn(timeline, from, days),
  };
}
