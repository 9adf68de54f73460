import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { join } from 'node:path';
import { JobHandlers } from '../jobs/index.js';
import { Clock } from '../kernel/index.js';
import { SignedHeads } from './signed-heads.js';

abstract class RecordOptions {
  abstract readonly maintenanceUrl: string;
  abstract readonly dataDir: string;
  abstract readonly secretKeys: readonly string[];
}

/** Folder of the signed heads, below the data folder. */
export const headsFolder = (dataDir: string) => join(dataDir, 'record-heads');

/** Keeps the heads of the record outside the database, daily. */
@Module({})
export class RecordModule implements OnModuleInit {
  constructor(
    private readonly jobs: JobHandlers,
    private readonly clock: Clock,
    private readonly options: RecordOptions,
  ) {}

  static with(options: RecordOptions): DynamicModule {
    return { module: RecordModule, providers: [{ provide: RecordOptions, useValue: options }] };
  }

  onModuleInit(): void {
    const { maintenanceUrl, dataDir, secretKeys } = this.options;
    const signed = new SignedHeads(headsFolder(dataDir), secretKeys);
    this.jobs.register('keep-heads', async () => {
      if (maintenanceUrl !== '') await signed.keep(maintenanceUrl, this.clock.now());
    });
  }
}
