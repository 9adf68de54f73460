import type { Outcome, Result } from './comparison.js';
import type { Range } from '../../domain/months.js';

/*
 * What goes to the thread that computes, and what comes back. Plain values: a thread gets copies.
 */

/** The terms that are tried out, as if they had always been known and in effect. */
export interface SimulatedTerms {
  readonly targets: Readonly<Record<string, object>>;
  readonly alsoPauses: readonly string[];
  readonly hours: {
    readonly timeZone: string;
    readonly weekly: Record<string, [open: string, close: string][]>;
    readonly holidays: readonly { readonly date: string; readonly name: string }[];
    readonly closures: readonly (readonly [first: string, last: string])[];
  };
}

/** An accepted version, as far as it says whether a verdict binds: that is not what is tried out. */
export interface BindingVersion {
  readonly number: number;
  readonly effectiveFrom: number;
  readonly recordedAt: number;
  readonly value: boolean;
}

/** What the thread is started with. */
export interface Task {
  readonly period: Range;
  readonly terms: SimulatedTerms;
  readonly bindings: readonly BindingVersion[];
  /** The lead provider's time zone. */
  readonly homeZone: string;
  readonly now: number;
}

/** A unit as it was counted, with the facts to count it again. */
export interface CountedUnit {
  readonly reference: string;
  readonly kind: 'incident' | 'request';
  /** JSON: read where it is needed, not where requests are answered. */
  readonly facts: string;
  readonly counted: Outcome;
  /** Both sides settled what counts. */
  readonly isSettled: boolean;
}

export type ToThread = { readonly units: readonly CountedUnit[] } | { readonly isOver: true };
export type FromThread = { readonly computed: number } | { readonly result: Result };
