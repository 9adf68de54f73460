export type { Evaluation } from './domain/evaluate.js';
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
export type { Announcement, TimerRun } from './domain/timer-run.js';
export { TimersModule } from './timers.module.js';
export { Timers, type TimerSubject } from './timers.service.js';
export { rowOf, TimersStore, type StoredTimer } from './timers.store.js';
export { nextOpeningOf, workingTimeOf, type HoursVersion } from './working-time-of.js';
