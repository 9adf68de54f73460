import { Injectable, Logger } from '@nestjs/common';
import { type ReadinessDto } from './health.dto.js';

export interface HealthCheck {
  readonly name: string;
  /** A check that is not required is reported and changes nothing. */
  readonly required: boolean;
  /** Resolves when the thing works; rejects, or takes too long, when it does not. */
  check(): Promise<void>;
}

/** `HealthCheck[]`: what `HttpModule.with` was given. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

const LIMIT_MILLISECONDS = 2000;

@Injectable()
export class HealthChecks {
  private readonly logger = new Logger('health');

  async run(checks: readonly HealthCheck[]): Promise<Readonly<ReadinessDto>> {
    const results = await Promise.all(
      checks.map(async (check) => ({ name: check.name, required: check.required, up: await this.isUp(check) })),
    );
    const ready = results.every(({ required, up }) => up || !required);
    return {
      status: ready ? 'ready' : 'not_ready',
      checks: Object.fromEntries(results.map(({ name, up }) => [name, up ? 'up' : 'down'])),
    };
  }

  private async isUp(check: HealthCheck): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer in ${LIMIT_MILLISECONDS} ms`));
      }, LIMIT_MILLISECONDS);
    });
    try {
      await Promise.race([check.check(), limit]);
      return true;
    } catch (error) {
      this.logger.warn('a health check failed', { check: check.name }, error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
