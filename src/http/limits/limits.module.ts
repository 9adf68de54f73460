import { Module, type DynamicModule } from '@nestjs/common';
import { SharedCounts, SharedCountsSettings } from './shared-counts.js';

/** Makes the limit on requests one for all processes of an installation. */
@Module({})
export class LimitsModule {
  static with(settings: SharedCountsSettings): DynamicModule {
    return {
      module: LimitsModule,
      providers: [SharedCounts, { provide: SharedCountsSettings, useValue: settings }],
    };
  }
}
