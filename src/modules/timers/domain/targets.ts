import type { EscalationWait, Metric, Priority, TicketWait } from './facts.js';

/** Working minutes, whole and positive, by priority and metric. A missing one promises nothing. */
export type Targets = Partial<Record<Priority, Partial<Record<Metric, number>>>>;

/** Shares of the working target at which the next actor's side is warned, in percent, ascending. */
export type Warnings = Partial<Record<Priority, readonly number[]>>;

/** What one side promises: its targets and which waiting, besides the usual, stops its resolution timer. */
export interface Commitment<S> {
  targets: Targets;
  warnings: Warnings;
  /** The service hours in which its time is counted. */
  schedule: S;
  /** `third_party`, `change` and `planned` pause only where an agreement says so. */
  alsoPauses: readonly (TicketWait | EscalationWait)[];
}
