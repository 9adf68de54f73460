import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { CatalogueModule } from '../../catalogue/index.js';
import { Allowances } from './allowances.js';
import { FreezeImportsService } from './freeze-imports.service.js';
import { FreezePeriodsStore } from './freeze-periods.store.js';
import { FreezeRecord } from './freeze-record.js';
import { FreezesBetween } from './freezes-between.js';
import { FreezesController } from './freezes.controller.js';
import { FreezesService } from './freezes.service.js';
import { FreezesStore } from './freezes.store.js';
import { WorkingDays } from './working-days.js';

/** Periods without changes, and how far those of an institution go. */
@Module({
  imports: [CatalogueModule, EventsModule],
  controllers: [FreezesController],
  providers: [
    Allowances,
    FreezeImportsService,
    FreezePeriodsStore,
    FreezeRecord,
    FreezesBetween,
    FreezesService,
    FreezesStore,
    WorkingDays,
  ],
  exports: [FreezeRecord, FreezesBetween, FreezesStore],
})
export class FreezesModule {}
