import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Clock, DomainError, forbidden, newId, notFound, orThrow } from '../../kernel/index.js';
import { requirePermission } from '../identity/index.js';
import { holdTermsAlone } from '../service-hours/index.js';
import { TicketsStore } from '../tickets/index.js';
import { UnitsStore } from '../timers/index.js';
import { admitContest, admitSettlement, type AgreementSide, type Claimable } from './domain/contest.js';
import { ContestsStore, type Contest, type ContestedUnit } from './stores/contests.store.js';
import { VerdictRecord } from './verdict-record.js';

/**
 * Who holds that a verdict is wrong says so, and the other side of the agreement settles it. What was computed stays, and
 * is shown beside what counts. A contest is found by the unit and not by the ticket: the lead provider answers for figures
 * of tickets that it never held.
 */
@Injectable()
export class ContestsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly contests: ContestsStore,
    private readonly tickets: TicketsStore,
    private readonly units: UnitsStore,
    private readonly record: VerdictRecord,
  ) {}

  list(actor: Actor, reference: string): Promise<Contest[]> {
    return this.work.run(actor, async (tx) => {
      const unit = await this.contests.unit(tx, reference, this.clock.now());
      const { serviceId } = unit ?? (await this.tickets.byReference(tx, reference));
      requirePermission(actor, 'report.read', serviceId);
      return unit ? this.contests.ofTicket(tx, unit.ticketId) : [];
    });
  }

  contest(actor: Actor, reference: string, claim: { verdict: Claimable; reason: string }): Promise<Contest> {
    return this.work.run(actor, async (tx) => {
      const { ticketId, side } = await this.mine(tx, reference);
      const { unit, now, former } = await this.alone(tx, reference);
      const until = unit.at ? await this.record.contestableUntil(tx, unit.agreementId, unit.at) : undefined;
      const isContested = former.some(({ settledAt }) => settledAt === null);
      const verdict = orThrow(
        admitContest({ verdict: unit.verdict, until, isContested }, claim.verdict, now.getTime()),
      );
      const n = former.length + 1;
      const { verdict: claimed, reason } = claim;
      await this.contests.add(tx, unit, { id: newId(now), n, verdict, claimed, reason, openedAt: now });
      await this.record.append(tx, unit, side, now, 'verdict.contested', { ticketId, n, verdict, claimed });
      return this.nth(tx, ticketId, n);
    });
  }

  settle(actor: Actor, reference: string, n: number, answer: { agreed: boolean; reason: string }): Promise<Contest> {
    return this.work.run(actor, async (tx) => {
      const { ticketId, side } = await this.mine(tx, reference);
      const { unit, now } = await this.alone(tx, reference);
      const contest = await this.nth(tx, ticketId, n);
      const isBothSides = unit.institutionId === unit.leadProviderId;
      orThrow(
        admitSettlement(
          {
            openedByInstitutionId: contest.openedByInstitutionId,
            isSettled: contest.settledAt !== null,
            hasChanged: contest.verdict !== unit.verdict,
          },
          { institutionId: actor.institution.id, isBothSides, agrees: answer.agreed },
        ),
      );
      await this.contests.settle(tx, contest.id, { ...answer, at: now });
      if (answer.agreed) await this.count(tx, unit, contest.claimed, now);
      const { agreed } = answer;
      await this.record.append(tx, unit, side, now, 'verdict.settled', {
        ticketId,
        n,
        agreed,
        claimed: contest.claimed,
      });
      return this.nth(tx, ticketId, n);
    });
  }

  /** Only the owner writes units and lines of correction, so it is done in its name. */
  private async count(tx: Transaction, unit: ContestedUnit, claimed: Claimable, now: Date): Promise<void> {
    await tx.asOwner(unit.institutionId, async () => {
      await this.contests.count(tx, unit.ticketId, claimed);
      const { ticketId, month } = unit;
      await this.units.correct(tx, { ticketId, months: [month], at: now, reason: 'settled' });
    });
  }

  /** The unit, and on which side of its agreement the actor stands. Not visible: 404; no side: 403. */
  private async mine(tx: Transaction, reference: string): Promise<{ ticketId: string; side: AgreementSide }> {
    const { actor } = tx;
    const unit = await this.contests.unit(tx, reference, this.clock.now());
    const { serviceId } = unit ?? (await this.tickets.byReference(tx, reference));
    requirePermission(actor, 'verdict.contest', serviceId);
    if (!unit) throw noVerdict();
    const { id } = actor.institution;
    if (unit.institutionId === id) return { ticketId: unit.ticketId, side: 'user' };
    if (unit.leadProviderId === id) return { ticketId: unit.ticketId, side: 'provider' };
    throw forbidden('The two sides of the agreement contest and settle its verdicts.');
  }

  /** Read again, with nobody else moving what belongs to the agreement. */
  private async alone(
    tx: Transaction,
    reference: string,
  ): Promise<{ unit: ContestedUnit; now: Date; former: Contest[] }> {
    const seen = await this.contests.unit(tx, reference, this.clock.now());
    if (!seen) throw notFound();
    await holdTermsAlone(tx, seen.agreementId);
    const now = this.clock.now();
    const unit = await this.contests.unit(tx, reference, now);
    if (!unit) throw notFound();
    return { unit, now, former: await this.contests.ofTicket(tx, unit.ticketId) };
  }

  private async nth(tx: Transaction, ticketId: string, n: number): Promise<Contest> {
    const contest = (await this.contests.ofTicket(tx, ticketId)).find((one) => one.n === n);
    if (!contest) throw notFound();
    return contest;
  }
}

function noVerdict(): DomainError {
  return new DomainError({ kind: 'conflict', code: 'no_verdict', detail: 'This ticket was never escalated.' });
}
