import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { CommitmentsStore } from '../catalogue/index.js';
import { commitmentOf } from './commitment-of.js';
import { correctionReasonOf } from './domain/correction.js';
import type { Fact } from './domain/facts.js';
import { providerFacts, type ProviderFact } from './domain/provider-facts.js';
import type { Commitment } from './domain/terms.js';
import { unitOf, type Unit } from './domain/unit.js';
import { UnitsStore, type PartRow, type UnitSides } from './units.store.js';

/** What of a ticket its unit is made of, beside the record. */
export interface UnitSubject {
  ticketId: string;
  institutionId: string;
  serviceId: string;
  agreementId: string | null;
  reference: string;
  kind: 'incident' | 'request';
}

/** An escalation and its holder. `isShown`: it holds the ticket now, or its delivery was confirmed. */
export interface UnitHolder {
  n: number;
  holderId: string;
  isShown: boolean;
}

interface Found {
  sides: UnitSides;
  unit: Unit;
  facts: readonly ProviderFact[];
}

/**
 * Keeps the unit of each escalated ticket ("handled in time") in step with its record. Runs in the name of the ticket's
 * owner, like the timers. What was published of a month stays: a verdict that changes afterwards leaves a line of
 * correction, in the same transaction.
 */
@Injectable()
export class Units {
  constructor(
    private readonly promises: CommitmentsStore,
    private readonly store: UnitsStore,
  ) {}

  async settle(
    tx: Transaction,
    subject: UnitSubject,
    record: readonly Fact[],
    holders: readonly UnitHolder[],
    now: Date,
  ): Promise<void> {
    const { agreementId } = subject;
    if (agreementId === null || holders.length === 0) return;
    // whoever settles holds the terms of the agreement: a month is published between two settlings, never during one
    const found = await this.find(tx, subject, agreementId, record, now);
    if (!found) return;
    const { unit, facts, sides } = found;
    const before = await this.store.standing(tx, subject.ticketId);
    await this.store.save(tx, { ...subject, agreementId }, sides, unit, facts);
    await this.store.saveParts(tx, subject, sides, partsOf(unit, holders));
    if (before?.verdict === unit.verdict && before.month === unit.month) return;
    await this.store.correct(tx, {
      ticketId: subject.ticketId,
      months: [before?.month, unit.month],
      at: now,
      reason: correctionReasonOf(unit, facts),
    });
  }

  private async find(
    tx: Transaction,
    { kind }: UnitSubject,
    agreementId: string,
    record: readonly Fact[],
    now: Date,
  ): Promise<Found | undefined> {
    if (!record.some(({ type }) => type === 'escalation')) return undefined;
    const sides = await this.store.sidesOf(tx, agreementId);
    const commitment = commitmentOf(await this.promises.ofAgreement(tx, agreementId), kind);
    const found = unitIn(record, commitment, sides.homeZone, now);
    return found && { sides, ...found };
  }
}

/** The unit as the record says it, with the facts that it is made of; undefined when nothing was escalated. */
export function unitIn(
  record: readonly Fact[],
  commitment: Commitment,
  homeZone: string,
  now: Date,
): { unit: Unit; facts: readonly ProviderFact[] } | undefined {
  const facts = providerFacts(record);
  const unit = facts.length === 0 ? undefined : unitOf(facts, commitment, homeZone, now.getTime());
  return unit && { unit, facts };
}

/** Who held it, and for how long of it. */
export function partsOf({ held }: Unit, holders: readonly UnitHolder[]): PartRow[] {
  return holders.map((holder) => ({ ...holder, heldMs: held.find(({ n }) => n === holder.n)?.ms ?? 0 }));
}
