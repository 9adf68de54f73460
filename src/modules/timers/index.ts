export { commitmentOf, commitmentsOf, termsHolding } from './commitment-of.js';
export type { ExplainedPart, Explanation, Sourced } from './domain/explain.js';
export { evaluate, type Evaluation } from './domain/evaluate.js';
export type {
  EscalationState,
  EscalationWait,
  Fact,
  Metric,
  Priority,
  Side,
  TicketState,
  TicketWait,
} from './domain/facts.js';
export { providerFactsFrom } from './domain/stored-facts.js';
export type { Announcement, TimerRun } from './domain/timer-run.js';
export { TimersModule } from './timers.module.js';
export { Timers, type TimerSubject } from './timers.service.js';
export { rowOf, TimersStore, type StoredTimer } from './timers.store.js';
export { localMonth, type UnitVerdict } from './domain/unit.js';
export { partsOf, unitIn, Units, type UnitHolder, type UnitSubject } from './units.service.js';
export { factRowOf, UnitsStore, unitRowOf, type PartRow } from './units.store.js';
export { nextOpeningOf, timelineOf, workingTimeOf } from './working-time-of.js';
