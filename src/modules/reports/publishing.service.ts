import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { Clock, conflict, forbidden, notFound } from '../../kernel/index.js';
import { CommitmentsStore } from '../catalogue/index.js';
import { requirePermission } from '../identity/index.js';
import { holdTermsAlone } from '../service-hours/index.js';
import { commitmentOf, localMonth, workingTimeOf } from '../timers/index.js';
import { countOf, type Count } from './domain/figures.js';
import { beginningOf } from './domain/local-months.js';
import { addMonths } from './domain/months.js';
import { MonthsStore, type PublishableAgreement } from './stores/months.store.js';

export interface PublishedMonth {
  agreementId: string;
  month: string;
  at: Date;
  sla: Count;
  slo: Count;
}

/** A month that nobody published is published by itself at the end of so many working days after it. */
const PATIENCE_DAYS = 10;

/**
 * Freezes the figures of a month of an agreement. It is done alone with the agreement: a ticket that is settled at the
 * same time is settled before, and counted, or after, and then leaves a line of correction.
 */
@Injectable()
export class PublishingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly months: MonthsStore,
    private readonly promises: CommitmentsStore,
    private readonly events: Events,
  ) {}

  /** By a manager of the lead provider, once the month is over. */
  publish(actor: Actor, agreementId: string, month: string): Promise<PublishedMonth> {
    return this.work.run(actor, async (tx) => {
      const agreement = await this.months.agreement(tx, agreementId);
      if (!agreement) throw notFound();
      requirePermission(actor, 'month.publish', agreement.serviceId);
      if (agreement.leadProviderId !== actor.institution.id) {
        throw forbidden('The lead provider publishes the months of an agreement.');
      }
      const published = await this.freeze(tx, agreement, month, 'person');
      if (published) return published;
      throw conflict('already_published', 'This month is published. What changes now is a correction.');
    });
  }

  /** By itself, in the name of the lead provider; false while it is not due, or when somebody was faster. */
  async publishIfDue(tx: Transaction, agreementId: string, month: string): Promise<boolean> {
    const agreement = await this.months.agreement(tx, agreementId);
    if (!agreement) return false;
    const dueAt = await this.dueAt(tx, agreement, month);
    if (dueAt === undefined || this.clock.now().getTime() < dueAt) return false;
    return (await this.freeze(tx, agreement, month, 'system')) !== undefined;
  }

  /** The end of the tenth working day after the month, in the agreement's hours. */
  private async dueAt(tx: Transaction, agreement: PublishableAgreement, month: string): Promise<number | undefined> {
    const { hours } = await this.promises.ofAgreement(tx, agreement.id);
    const zone = await this.zoneOf(tx, agreement, this.clock.now().getTime());
    const lastInstant = beginningOf(addMonths(month, 1), zone) - 1;
    return workingTimeOf(hours).endOfWorkingDay(lastInstant, PATIENCE_DAYS);
  }

  private async zoneOf(tx: Transaction, { id, homeZone }: PublishableAgreement, at: number): Promise<string> {
    const commitment = commitmentOf(await this.promises.ofAgreement(tx, id), 'incident');
    return commitment.knownAt(at).zoneAt(at) ?? homeZone;
  }

  private async freeze(
    tx: Transaction,
    agreement: PublishableAgreement,
    month: string,
    by: 'person' | 'system',
  ): Promise<PublishedMonth | undefined> {
    await holdTermsAlone(tx, agreement.id);
    const now = this.clock.now();
    const current = localMonth(now.getTime(), await this.zoneOf(tx, agreement, now.getTime()));
    if (month >= current) throw conflict('month_not_over', 'A month is published once it is over.');
    if (await this.months.publishedAt(tx, agreement.id, month)) return undefined;
    const units = await this.months.units(tx, agreement.id, month, now);
    // in the zone of the hours its first day may still show the day before: what was counted then is published
    if (units.length === 0 && month < agreement.startsOn.slice(0, 7)) {
      throw conflict('before_the_agreement', 'The agreement had not begun in this month.');
    }
    const of = (binding: boolean) =>
      countOf(units.flatMap((unit) => (unit.binding === binding ? [{ verdict: unit.verdict, units: 1 }] : [])));
    const counts = { sla: of(true), slo: of(false) };
    const verdicts = Object.fromEntries(units.map(({ reference, verdict }) => [reference, verdict]));
    await this.months.add(tx, agreement, month, now, { verdicts, counts });
    const data = { month, by, sla: counts.sla, slo: counts.slo, units: units.length };
    await this.events.appendTo(tx, 'agreement', agreement.id, now, [
      { type: 'month.published', audience: 'shared', side: 'provider', readers: [], data },
    ]);
    return { agreementId: agreement.id, month, at: now, ...counts };
  }
}
