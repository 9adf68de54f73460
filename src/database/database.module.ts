import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock } from '../kernel/index.js';
import { UnitOfWork } from './unit-of-work.js';

/** The unit of work of the worker's role, which alone may look across tenants (at ids and instants). */
export class WorkerUnitOfWork extends UnitOfWork {}

export interface DatabaseOptions {
  apiUrl: string;
  workerUrl: string;
  /** Connections kept for requests and for the worker. */
  apiConnections?: number;
  workerConnections?: number;
}

/**
 * The pools of the api and the worker role. TypeORM keeps them; entities stand for the tables (their drift from the
 * migrations is checked), the stores speak SQL through a `Transaction`.
 */
@Module({})
export class DatabaseModule {
  static with(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        pool('api', options.apiUrl, options.apiConnections ?? 20),
        pool('worker', options.workerUrl, options.workerConnections ?? 6),
      ],
      providers: [
        {
          provide: UnitOfWork,
          inject: [getDataSourceToken('api'), Clock],
          useFactory: (source: DataSource, clock: Clock) => new UnitOfWork(source, () => clock.now()),
        },
        {
          provide: WorkerUnitOfWork,
          inject: [getDataSourceToken('worker'), Clock],
          useFactory: (source: DataSource, clock: Clock) => new WorkerUnitOfWork(source, () => clock.now()),
        },
      ],
      exports: [UnitOfWork, WorkerUnitOfWork],
    };
  }
}

function pool(name: string, url: string, size: number): DynamicModule {
  return TypeOrmModule.forRoot({
    name,
    type: 'postgres',
    url,
    poolSize: size,
    applicationName: `guichet ${name}`,
    synchronize: false,
    retryAttempts: 3,
    retryDelay: 1000,
    // a request that waits this long has lost its reader; a transaction left open holds locks; statements are few and
    // always the same, and planning one behind the wall takes longer than running it: plan once per connection
    extra: {
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      options:
        '-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000' +
        ' -c plan_cache_mode=force_generic_plan -c jit=off',
    },
  });
}
