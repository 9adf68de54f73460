import { Global, Module, type DynamicModule, type InjectionToken } from '@nestjs/common';
import { HEALTH_CHECKS, HealthChecks, type HealthCheck } from './health-checks.js';
import { HealthController } from './health.controller.js';
import { RequestCounts } from './limits/request-counts.js';
import { Metrics } from './metrics.js';

@Global()
@Module({})
export class HttpModule {
  /**
   * `checks` are the tokens of what `GET /health/ready` asks, each providing a `HealthCheck`. They come from below this
   * floor or beside it, so the composition root names them; their modules are global or given in `imports`.
   */
  static with({ checks, imports }: { checks: InjectionToken[]; imports?: DynamicModule['imports'] }): DynamicModule {
    return {
      module: HttpModule,
      imports: imports ?? [],
      controllers: [HealthController],
      providers: [
        HealthChecks,
        Metrics,
        RequestCounts,
        { provide: HEALTH_CHECKS, useFactory: (...found: HealthCheck[]) => found, inject: checks },
      ],
      exports: [Metrics, RequestCounts],
    };
  }
}
