import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { type Served } from './access-log.js';

/** The figures of this process. A registry of its own, so that several applications fit in one process. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly measures: (() => Promise<void>)[] = [];
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, from the first byte of the request to the last of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  observe({ method, route, status, milliseconds }: Served): void {
    this.requests.observe({ method, route, status }, milliseconds / 1000);
  }

  /** Called before the figures are told, each time: for those that are asked for and not counted. */
  onAsked(measure: () => Promise<void>): void {
    this.measures.push(measure);
  }

  async text(): Promise<string> {
    await Promise.all(this.measures.map((measure) => measure()));
    return this.registry.metrics();
  }
}
