export { ChangesModule } from './changes.module.js';
export { RoundsModule } from './rounds/rounds.module.js';
export { StandingModule } from './standing/standing.module.js';
export { CalendarModule } from './calendar/calendar.module.js';
export { FreezesModule } from './freezes/freezes.module.js';
