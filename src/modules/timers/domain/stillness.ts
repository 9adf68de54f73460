import { type Fact } from './facts.js';
import { type Phase } from './phases.js';
import { withPause } from './run.js';
import { type Situation } from './situation.js';
import { type Pause } from './working-time.js';

/** When a timer stood still, up to an instant: its closed pauses, and the one that lasts. */
export interface Stillness {
  readonly pauses: readonly Pause[];
  readonly pausedSince: number | null;
}

export type StillSince = (from: number) => Stillness;

/**
 * Since `from`, up to `at`: looked at anew, because a version that is recorded late may say that what was waited for then
 * stopped time, or did not. Time in which the timer had ended counts as a pause: it goes on after it.
 *
 * @param situations after each fact
 * @param turns where the phase of a situation may change, ascending
 * @param phaseAt the phase of a situation at an instant, by what is known now
 */
export function stillness(
  facts: readonly Fact[],
  situations: readonly Situation[],
  turns: readonly number[],
  [from, at]: Pause,
  phaseAt: (situation: Situation, instant: number) => Phase,
): Stillness {
  let pauses: readonly Pause[] = [];
  let since: number | null = null;
  let isStopped = false;
  for (const [index, situation] of situations.entries()) {
    const start = Math.max(facts[index]?.at ?? at, from);
    const stop = Math.min(facts[index + 1]?.at ?? at, at);
    if (start >= stop) continue;
    for (const instant of [start, ...turns.filter((turn) => start < turn && turn < stop)]) {
      const phase = phaseAt(situation, instant);
      const stops = phase !== 'running' && phase !== 'paused';
      if (since !== null && (phase === 'running' || stops !== isStopped)) {
        pauses = withPause(pauses, since, instant);
        since = null;
      }
      if (phase !== 'running') since ??= instant;
      isStopped = stops;
    }
  }
  if (since === null || !isStopped) return { pauses, pausedSince: since };
  return { pauses: withPause(pauses, since, at), pausedSince: null };
}
