import type { Metric, Priority } from './facts.js';

/** Working minutes, whole and positive, by priority and metric. A missing one promises nothing. */
export type Targets = Partial<Record<Priority, Partial<Record<Metric, number>>>>;

/** Shares of the working target at which the next actor's side is warned, in percent, ascending. */
export type Warnings = Partial<Record<Priority, readonly number[]>>;
