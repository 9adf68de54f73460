import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/index.js';
import { Timers } from './timers.service.js';
import { TimersStore } from './timers.store.js';
import { Units } from './units.service.js';
import { UnitsStore } from './units.store.js';

@Module({
  imports: [CatalogueModule],
  providers: [Timers, TimersStore, Units, UnitsStore],
  exports: [Timers, TimersStore, Units, UnitsStore],
})
export class TimersModule {}
