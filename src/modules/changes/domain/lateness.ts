import { pointOfNoReturn } from './reviewing.js';
import type { ChangeState } from './states.js';

export const lateKinds = ['no_return', 'end'] as const;
export type LateKind = (typeof lateKinds)[number];

export interface LateInstant {
  kind: LateKind;
  /** Epoch milliseconds. */
  at: number;
}

/** When those who make a change are told that it takes too long: while it is being made, and where its end was planned. */
export function lateInstants(
  { state, window }: { state: ChangeState; window: { to: number } | undefined },
  backOutMinutes: number | null,
): LateInstant[] {
  if (state !== 'in_progress' || !window) return [];
  const noReturn = pointOfNoReturn(window, backOutMinutes);
  return [...(noReturn === null ? [] : [{ kind: 'no_return' as const, at: noReturn }]), { kind: 'end', at: window.to }];
}

/** Of what is due and was not told, the one that says most: at the planned end, the point of no return is past. */
export function mostLate(untold: readonly LateInstant[], now: number): LateKind | undefined {
  const due = new Set(untold.filter(({ at }) => at <= now).map(({ kind }) => kind));
  return due.has('end') ? 'end' : due.has('no_return') ? 'no_return' : undefined;
}
