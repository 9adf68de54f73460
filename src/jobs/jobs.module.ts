import { Module, type DynamicModule } from '@nestjs/common';
import { JobHandlers } from './job-handlers.js';
import { JobQueue, JobsOptionsToken } from './job-queue.js';

@Module({})
export class JobsModule {
  static with(options: JobsOptionsToken): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [{ provide: JobsOptionsToken, useValue: options }, JobHandlers, JobQueue],
      exports: [JobHandlers, JobQueue],
    };
  }
}
