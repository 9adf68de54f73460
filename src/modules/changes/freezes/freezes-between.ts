import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Freeze } from '../domain/conflicts.js';
import { FreezePeriodsStore, type FreezesAbout } from './freeze-periods.store.js';

/** What the rules of conflicts and windows ask of freezes. */
@Injectable()
export class FreezesBetween {
  constructor(private readonly periods: FreezePeriodsStore) {}

  /**
   * The periods that touch [from, to) of the freezes that the actor sees: those of the consortium, of services that concern
   * their institution, of their own institution, and, on the provider side, of institutions that use a service of theirs.
   */
  freezesBetween(tx: Transaction, from: Date, to: Date, about?: FreezesAbout): Promise<Freeze[]> {
    return this.periods.between(tx, from, to, about);
  }
}
