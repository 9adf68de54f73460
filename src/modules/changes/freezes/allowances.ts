import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { parseLocalDate } from '../../service-hours/index.js';
import { grantAllowance } from '../domain/allowance.js';
import type { Period } from './domain/freeze-dates.js';
import { FreezePeriodsStore, type StoredPeriod } from './freeze-periods.store.js';
import type { FreezeScopeIds } from './freezes.store.js';
import { WorkingDays, type InstitutionDays } from './working-days.js';

/**
 * Writes the periods of a freeze, and works out anew what an institution's freezes block. Working days and how far ahead a
 * period was declared are stored when it is, so that hours that change later take nothing back.
 */
@Injectable()
export class Allowances {
  constructor(
    private readonly periods: FreezePeriodsStore,
    private readonly workingDays: WorkingDays,
  ) {}

  /** What lies within a period that was there before goes on as it was: shortening a freeze is no new declaration. */
  async put(
    tx: Transaction,
    scope: FreezeScopeIds,
    freezeId: string,
    { periods, before, at }: { periods: readonly Period[]; before: readonly StoredPeriod[]; at: Date },
  ): Promise<void> {
    const days = scope.scope === 'institution' ? await this.daysOf(tx, scope) : undefined;
    const stored = periods.map((period): StoredPeriod => {
      const former = before.find(
        ({ from, to, isLifted }) => !isLifted && period.from >= from.getTime() && period.to <= to.getTime(),
      );
      const declaredAt = former?.declaredAt ?? at;
      return {
        freezeId,
        on: period.on,
        from: new Date(period.from),
        to: new Date(period.to),
        isLifted: false,
        declaredAt,
        ...standingOf(scope, days, period, declaredAt, former),
      };
    });
    await this.periods.replace(tx, scope, freezeId, stored);
    await this.workOut(tx, scope);
  }

  /** Ends it from an instant on: what begins later is lifted, what holds just then ends there. */
  async lift(tx: Transaction, scope: FreezeScopeIds, freezeId: string, from: Date): Promise<void> {
    const before = await this.periods.ofFreeze(tx, freezeId);
    const days = scope.scope === 'institution' ? await this.daysOf(tx, scope) : undefined;
    const after = before.map((period): StoredPeriod => {
      if (period.from >= from) return { ...period, isLifted: true, workingDays: [], blocksShared: false };
      if (period.to <= from) return period;
      const kept = new Set(days?.within(period.from.getTime(), from.getTime()) ?? []);
      return { ...period, to: from, workingDays: period.workingDays.filter((day) => kept.has(day)) };
    });
    await this.periods.replace(tx, scope, freezeId, after);
    await this.workOut(tx, scope);
  }

  private daysOf(tx: Transaction, { institutionId }: FreezeScopeIds): Promise<InstitutionDays | undefined> {
    return this.workingDays.of(tx, institutionId ?? '');
  }

  private async workOut(tx: Transaction, { scope, institutionId }: FreezeScopeIds): Promise<void> {
    if (scope !== 'institution' || institutionId === null) return;
    const stored = new Map(
      (await this.periods.claimsOf(tx, institutionId)).map((one) => [`${one.freezeId}/${one.on}`, one]),
    );
    const grants = grantAllowance(
      [...stored].map(([id, { declaredAt, workingDays, ahead, blocksShared }]) => ({
        id,
        declaredAt: declaredAt.getTime(),
        days: workingDays.map((day) => parseLocalDate(day) ?? 0),
        ahead: ahead ?? 0,
        isGranted: blocksShared,
      })),
    );
    const changed = [...grants].flatMap(([id, { blocksShared, why }]) => {
      const one = stored.get(id);
      if (!one || (one.blocksShared === blocksShared && one.why === why)) return [];
      return [{ freezeId: one.freezeId, on: one.on, blocksShared, why }];
    });
    await this.periods.grant(tx, changed);
  }
}

/** What it blocks is worked out afterwards, together with the others. */
function standingOf(
  { scope }: FreezeScopeIds,
  days: InstitutionDays | undefined,
  { from, to }: Period,
  declaredAt: Date,
  former: StoredPeriod | undefined,
): Pick<StoredPeriod, 'workingDays' | 'ahead' | 'blocksShared' | 'why'> {
  if (scope !== 'institution') return { workingDays: [], ahead: null, blocksShared: true, why: null };
  if (!days) return { workingDays: [], ahead: null, blocksShared: false, why: 'no_service_hours' };
  return {
    workingDays: days.within(from, to),
    ahead: former?.ahead ?? days.ahead(declaredAt.getTime(), from),
    blocksShared: former?.blocksShared ?? false,
    why: former && former.why !== 'no_service_hours' ? former.why : 'declared_too_late',
  };
}
