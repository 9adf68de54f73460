export { adviceOnEffect, adviceOnHolidays, type Advice } from './domain/advice.js';
export { type Holiday } from './domain/closed-days.js';
export { aheadOf, dayBefore, dueFrom, occurrencesOf, type Plan } from './domain/dates-ahead.js';
export { admitEffect, recordingAfter, type Effect } from './domain/effect.js';
export { holidaysOf, type NamedHoliday } from './domain/holidays.js';
export { parseLocalDate } from './domain/local-date.js';
export { type Pause } from './domain/pauses.js';
export { parseSchedule, type Schedule, type ScheduleInput } from './domain/schedule.js';
export {
  LONGEST_RULE,
  localInstantIn,
  movings,
  parseRecurrence,
  type IsOpen,
  type Moving,
  type Occurrence,
  type Recurrence,
} from './domain/recurrence.js';
export { type Segment } from './domain/segments.js';
export { storedHours, type HoursInput, type StoredHours } from './domain/stored-hours.js';
export { nextOpeningIn, segmentsIn, timelineOf, type Timeline } from './domain/timeline.js';
export { type Weekly } from './domain/weekly-hours.js';
export { endOfWorkingDay } from './domain/working-day.js';
export { due, HORIZON_MS } from './domain/working-time.js';
export { workingTimeIn } from './domain/working-time-in.js';
export { findZone } from './domain/zone.js';
export { draftOfHours, ownHoursToRecord } from './own-hours.service.js';
export { type OwnHoursVersion } from './own-hours.store.js';
export { ServiceHoursModule } from './service-hours.module.js';
export { HolidayInputDto, HoursInputDto, RecordHoursDto } from './dto/hours-input.dto.js';
export { AdviceDto } from './dto/own-hours.dto.js';
export { holdTerms, holdTermsAlone } from './terms-lock.js';
export { Pairs } from './dto/pairs.js';
export { WeeklyDto } from './dto/schedule.dto.js';
export { changeHours, installHours } from './keeping.js';
export { standingHours, type StandingHours } from './keeping.store.js';
