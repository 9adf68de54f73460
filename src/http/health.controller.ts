import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Open } from './allow.js';
import { type Reply } from './fastify.js';
import { HEALTH_CHECKS, HealthChecks, type HealthCheck } from './health-checks.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';
import { Metrics } from './metrics.js';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthChecks,
    private readonly metrics: Metrics,
    @Inject(HEALTH_CHECKS) private readonly checks: HealthCheck[],
  ) {}

  /** The process answers. */
  @Get('health/live')
  @Open()
  @ApiOkResponse({ type: LivenessDto })
  live(): Readonly<LivenessDto> {
    return { status: 'alive' };
  }

  /** The process can do its work; 503 with the same body when it cannot. */
  @Get('health/ready')
  @Open()
  @ApiOkResponse({ type: ReadinessDto })
  @ApiServiceUnavailableResponse({ type: ReadinessDto })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<Readonly<ReadinessDto>> {
    const readiness = await this.health.run(this.checks);
    if (readiness.status !== 'ready') reply.code(503);
    return readiness;
  }

  /** Figures of the whole installation in the format of Prometheus, for its operator. */
  @Get('metrics')
  @Allow('metrics.read')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  figures(): Promise<string> {
    return this.metrics.text();
  }
}
