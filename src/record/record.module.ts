import { Logger, Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { join } from 'node:path';
import { JobHandlers, JobQueue } from '../jobs/index.js';
import { Clock } from '../kernel/index.js';
import { SignedHeads } from './signed-heads.js';

abstract class RecordOptions {
  abstract readonly maintenanceUrl: string;
  abstract readonly dataDir: string;
  abstract readonly secretKeys: readonly string[];
}

/** Folder of the signed heads, below the data folder. */
export const headsFolder = (dataDir: string) => join(dataDir, 'record-heads');

/** Keeps the heads of the record outside the database: at the start, and from then on as soon as a day has begun. */
@Module({})
export class RecordModule implements OnModuleInit, OnApplicationBootstrap {
  private readonly log = new Logger(RecordModule.name);

  constructor(
    private readonly jobs: JobHandlers,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly options: RecordOptions,
  ) {}

  static with(options: RecordOptions): DynamicModule {
    return { module: RecordModule, providers: [{ provide: RecordOptions, useValue: options }] };
  }

  onModuleInit(): void {
    this.jobs.register('keep-heads', () => this.keep());
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.queue.works) await this.keep();
  }

  /** What keeps it from keeping them (a full disk, a database that is away) is said and tried again, and stops nothing. */
  private async keep(): Promise<void> {
    const { maintenanceUrl, dataDir, secretKeys } = this.options;
    if (maintenanceUrl === '') return;
    try {
      await new SignedHeads(headsFolder(dataDir), secretKeys).keep(maintenanceUrl, this.clock.now());
    } catch (error) {
      this.log.error(
        `the heads of the record were not kept: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
