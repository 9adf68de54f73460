import type { AdviceDto } from '../../../service-hours/index.js';

export class PreviewedTimerDto {
  metric: 'response' | 'resolution';

  /** 1, 2, ... of its metric. */
  run: number;
}

export class StandingDto {
  state: 'running' | 'paused' | 'met' | 'missed' | 'superseded' | 'cancelled';

  /** Null while it is paused, and when nobody can know it. */
  dueAt: string | null;
  targetMinutes: number;
}

export class MovedTimerDto {
  reference: string;
  timer: PreviewedTimerDto;

  /** As it stands; null for a timer that there is not yet. */
  from: StandingDto | null;

  /** As it would stand. */
  to: StandingDto | null;
}

/**
 * What would happen to the tickets at work if the version were accepted (of own hours and targets: recorded) now: to
 * provider-side timers of an agreement, to user-side timers of what is the institution's own. Nothing is written down.
 */
export class PreviewDto {
  /** The instant at which it would be recorded. */
  at: string;

  /** Timers that would move, at most 5000, ordered by when their ticket was opened. */
  moved: MovedTimerDto[];

  /** Whether there are more than stand here. */
  isCut: boolean;

  /** Tickets at work of which no timer would move. */
  unchanged: number;

  /** Escalated tickets at work under the agreement; own tickets at work at the sites that the version concerns. */
  openTickets: number;

  /** What does not hinder the version, and should be thought about. */
  warnings: AdviceDto[];
}
