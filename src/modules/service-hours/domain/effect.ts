import { done, type Outcome, refused } from '../../../kernel/index.js';
import { HORIZON_MS } from './working-time.js';

/** From when on a version is to hold, and what its author says and may. Instants in epoch milliseconds. */
export interface Effect {
  readonly effectiveFrom: number;
  readonly decidedAt: number;
  /** Said with intent: this is to hold for a time that has passed. */
  readonly retroactive: boolean;
  readonly reason: string | undefined;
  readonly mayBackdate: boolean;
}

/**
 * Whether a version may take effect when it says. One that is to hold for a time before it is decided needs the word
 * `retroactive`, a reason and the right to it; refused otherwise, as is one more than 100 years ahead.
 */
export function admitEffect({ effectiveFrom, decidedAt, retroactive, reason, mayBackdate }: Effect): Outcome<void> {
  if (effectiveFrom > decidedAt + HORIZON_MS) {
    return wrong('/effectiveFrom', 'effect_too_far', 'A version takes effect within 100 years.');
  }
  if (!retroactive) {
    if (effectiveFrom >= decidedAt) return done(undefined);
    return wrong(
      '/effectiveFrom',
      'effect_has_passed',
      'This instant has passed; a version for the past is said to be retroactive, with a reason.',
    );
  }
  if (!mayBackdate) {
    const detail = 'A version for the past takes a manager of all services.';
    return refused({ kind: 'forbidden', code: 'backdate_not_allowed', detail });
  }
  if (reason === undefined) return wrong('/reason', 'reason_required', 'A version for the past needs a reason.');
  return done(undefined);
}

function wrong(pointer: string, code: string, message: string): Outcome<never> {
  return refused({ kind: 'unprocessable', code, detail: message, errors: [{ pointer, code, message }] });
}

/**
 * When something that is decided now is recorded: one millisecond later, so that no verdict of this very instant is judged
 * by it, and after the last recording, for instants of recording only go up.
 */
export function recordingAfter(last: Date | null | undefined, now: Date): Date {
  return new Date(Math.max(now.getTime(), last?.getTime() ?? -Infinity) + 1);
}
