import { Module } from '@nestjs/common';
import { CalendarSources } from './calendar-sources.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarService } from './calendar.service.js';
import { FeedsStore } from './feeds.store.js';
import { FreezeEntries } from './freeze-entries.js';
import { MaintenanceEntries } from './maintenance-entries.js';

/** Calendars: what is asked for, and feeds for calendar programs. Whoever has entries registers with `CalendarSources`. */
@Module({
  controllers: [CalendarController],
  providers: [CalendarService, CalendarSources, FeedsStore, FreezeEntries, MaintenanceEntries],
  exports: [CalendarSources],
})
export class CalendarModule {}
