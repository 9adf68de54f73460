import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/index.js';
import { Timers } from './timers.service.js';
import { TimersStore } from './timers.store.js';

@Module({
  imports: [CatalogueModule],
  providers: [Timers, TimersStore],
  exports: [Timers, TimersStore],
})
export class TimersModule {}
