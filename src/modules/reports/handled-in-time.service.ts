import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { formatInstant } from '../../http/index.js';
import { Clock, orThrow } from '../../kernel/index.js';
import { servicesFor } from '../identity/index.js';
import { localMonth } from '../timers/index.js';
import { budgetOf, WINDOWS, type Budget } from './domain/budget.js';
import { beginningOf, coverOf } from './domain/local-months.js';
import { addMonths, parseRange, quarterRange, type Range } from './domain/months.js';
import { serviceFiguresOf, type ServiceFigures } from './domain/report.js';
import { FiguresStore, type Asked, type Party, type SpentRow } from './stores/figures.store.js';

/** As it was asked over HTTP. */
export interface Question {
  service?: string | undefined;
  institution?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** As it is answered: months, ids, one instant for everything. */
export interface Inquiry {
  range: Range;
  asked: Asked;
  question: Question;
  institutions: readonly Party[];
}

export interface Report extends Range {
  at: string;
  services: ServiceFigures[];
}

/** The 95 %: who sees what is the wall's to say, the figures are made of what it shows. */
@Injectable()
export class HandledInTimeService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly figures: FiguresStore,
  ) {}

  read(actor: Actor, question: Question): Promise<Report> {
    return this.work.run(actor, async (tx) => {
      await this.figures.asOneInstant(tx);
      return this.report(tx, await this.inquire(tx, question));
    });
  }

  /** What a question means for whoever asks, now. A code that names nothing finds nothing. */
  async inquire(tx: Transaction, question: Question): Promise<Inquiry> {
    const { actor } = tx;
    const institutions = await this.figures.institutions(tx);
    // after the first statement, which takes the view of the database: nothing in it is later than this
    const at = this.clock.now();
    const home = institutions.find(({ id }) => id === actor.institution.id)?.timeZone ?? 'UTC';
    const range = orThrow(parseRange(question.from, question.to, localMonth(at.getTime(), home)));
    const scope = servicesFor(actor, 'report.read');
    const services = (await this.figures.services(tx)).filter(
      ({ id, code }) =>
        (question.service === undefined || code === question.service) &&
        (scope === 'all' || (scope !== 'none' && scope.includes(id))),
    );
    const institution = institutions.find(({ code }) => code === question.institution);
    const isNowhere = question.institution !== undefined && !institution;
    const serviceIds = isNowhere ? [] : services.map(({ id }) => id);
    return { range, question, institutions, asked: { serviceIds, institutionId: institution?.id ?? null, at } };
  }

  async report(tx: Transaction, { range, asked, institutions }: Inquiry): Promise<Report> {
    const at = asked.at.getTime();
    const rows = await this.figures.counts(tx, asked, coverOf(range, at));
    const holders = await this.figures.holders(tx, asked, range);
    const spent = await this.figures.spent(tx, asked);
    const published = await this.figures.published(tx, asked, range);
    const corrections = await this.figures.corrections(tx, asked, range);
    const services = await this.figures.services(tx);
    const owners = await this.figures.ownersOf(tx, [...new Set(rows.map(({ agreementId }) => agreementId))]);
    const keyOf = (one: { serviceId: string; leadProviderId: string }) => `${one.serviceId} ${one.leadProviderId}`;
    const found = new Map(rows.map((row) => [keyOf(row), row]));
    const named = [...found].flatMap(([key, { serviceId, leadProviderId }]) => {
      const service = services.find(({ id }) => id === serviceId);
      const lead = institutions.find(({ id }) => id === leadProviderId);
      return service && lead ? [{ key, service, lead }] : [];
    });
    named.sort((a, b) => (a.service.code + a.lead.code < b.service.code + b.lead.code ? -1 : 1));
    const of = <T extends { serviceId: string; leadProviderId: string }>(all: readonly T[], key: string) =>
      all.filter((one) => keyOf(one) === key);
    return {
      ...range,
      at: formatInstant(asked.at),
      services: named.map(({ key, service, lead }) =>
        serviceFiguresOf(
          {
            service: { code: service.code, name: service.name },
            leadProvider: { code: lead.code, name: lead.name },
            rows: of(rows, key),
            holders: of(holders, key).map(({ institution, units, missed, consumedMs }) => ({
              institution,
              units,
              missed,
              consumedMs,
            })),
            published: of(published, key).map(({ agreementId, month, at: then, sla, slo }) => ({
              agreementId,
              month,
              at: formatInstant(then),
              sla,
              slo,
            })),
            corrections: of(corrections, key).map(({ agreementId, month, at: then, reference, from, to, reason }) => ({
              agreementId,
              month,
              at: formatInstant(then),
              reference,
              from,
              to,
              reason,
            })),
            institutions: owners,
            budget: runningBudget(of(spent, key)[0], lead.timeZone, at),
          },
          range,
        ),
      ),
    };
  }
}

/** The budget of the lead provider's running quarter. */
export function runningBudget(spent: Omit<SpentRow, 'serviceId'> | undefined, zone: string, at: number): Budget {
  const { from, to } = quarterRange(localMonth(at, zone));
  const windows = WINDOWS.map((days, index) => {
    const [total, missed] = spent?.windows[index] ?? [0, 0];
    return { days, total, missed };
  });
  const quarter = { month: from, endsAt: beginningOf(addMonths(to, 1), zone), zone };
  return budgetOf({ total: spent?.total ?? 0, missed: spent?.missed ?? 0, windows }, quarter, at);
}
