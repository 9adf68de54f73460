import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DAY_MS } from '../../../kernel/index.js';
import { CommitmentsStore } from '../../catalogue/index.js';
import { localInstantIn, type IsOpen } from '../../service-hours/index.js';
import { workingTimeOf } from '../../timers/index.js';

interface SiteOf {
  institutionId: string;
  siteId: string;
}

/** On which dates a site works, as its service hours say now. */
@Injectable()
export class SiteCalendar {
  constructor(private readonly commitments: CommitmentsStore) {}

  /** Undefined where nobody has said when the site works. Dates are those of the zone. */
  async of(tx: Transaction, site: SiteOf, timeZone: string): Promise<IsOpen | undefined> {
    const { hours } = await this.commitments.ofSite(tx, site);
    if (hours.length === 0) return undefined;
    const time = workingTimeOf(hours);
    const midnight = localInstantIn(timeZone);
    const known = new Map<number, boolean>();
    return (day) => {
      const isOpen = known.get(day) ?? time.elapsed(midnight(day), midnight(day + 1), []) > 0;
      known.set(day, isOpen);
      return isOpen;
    };
  }

  /** The end of the n-th working day after an instant; where nobody has said when the site works, every day is one. */
  async endOfWorkingDay(tx: Transaction, site: SiteOf, from: Date, days: number): Promise<Date> {
    const { hours } = await this.commitments.ofSite(tx, site);
    const end = hours.length > 0 ? workingTimeOf(hours).endOfWorkingDay(from.getTime(), days) : undefined;
    return new Date(end ?? from.getTime() + days * DAY_MS);
  }
}
