import { Module } from '@nestjs/common';
import { CalendarSources } from './calendar-sources.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarService } from './calendar.service.js';
import { ChangeEntries } from './change-entries.js';
import { FeedsStore } from './feeds.store.js';
import { FreezeEntries } from './freeze-entries.js';
import { ConflictsModule } from '../conflicts/conflicts.module.js';
import { MaintenanceEntries } from './maintenance-entries.js';

/** Calendars: what is asked for, and feeds for calendar programs. Whoever has entries registers with `CalendarSources`. */
@Module({
  imports: [ConflictsModule],
  controllers: [CalendarController],
  providers: [CalendarService, CalendarSources, ChangeEntries, FeedsStore, FreezeEntries, MaintenanceEntries],
  exports: [CalendarSources],
})
export class CalendarModule {}
