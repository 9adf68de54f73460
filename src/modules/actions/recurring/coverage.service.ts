import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { Clock, DAY_MS, forbidden, notFound } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { fillingWords } from './domain/filling-words.js';
import { CoverageStore } from './stores/coverage.store.js';
import { PlannedActionsStore } from './stores/planned-actions.store.js';

/** The last quarter. */
const DAYS = 90;
/** Of tickets, the newest, whose titles are read. */
const MOST_TICKETS = 5000;

export interface Coverage {
  service: { code: string; name: string };
  since: Date;
  until: Date;
  incidents: number;
  causes: Awaited<ReturnType<CoverageStore['causes']>>;
  words: Awaited<ReturnType<CoverageStore['words']>>['words'];
  controls: Awaited<ReturnType<CoverageStore['controls']>>;
  plans: Awaited<ReturnType<CoverageStore['plans']>>;
  reviews: Awaited<ReturnType<CoverageStore['reviews']>>;
}

/** What stands against what goes wrong on a service, and what is missing; for those who run it. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly coverage: CoverageStore,
    private readonly actions: PlannedActionsStore,
  ) {}

  of(actor: Actor, code: string): Promise<Coverage> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, code);
      if (!service) throw notFound();
      requirePermission(actor, 'coverage.read', service.id);
      if ((await this.actions.held(tx, service.id)).length === 0)
        throw forbidden('Your institution holds no function of this service.');
      const until = this.clock.now();
      const since = new Date(until.getTime() - DAYS * DAY_MS);
      const today = until.toISOString().slice(0, 10);
      const asked = { serviceId: service.id, since, most: MOST_TICKETS, filling: fillingWords };
      const { looked, words } = await this.coverage.words(tx, asked);
      return {
        service: { code: service.code, name: service.name },
        since,
        until,
        incidents: looked,
        causes: await this.coverage.causes(tx, service.id),
        words,
        controls: await this.coverage.controls(tx, service.id),
        plans: await this.coverage.plans(tx, service.id, today),
        reviews: await this.coverage.reviews(tx, service.id, today),
      };
    });
  }
}
