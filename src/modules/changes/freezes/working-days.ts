import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { formatLocalDate } from '../../../kernel/index.js';
import { CommitmentsStore } from '../../catalogue/index.js';
import { sitesOf } from '../../institutions/index.js';
import { localInstantIn } from '../../service-hours/index.js';
import { workingTimeOf } from '../../timers/index.js';
import { DECLARED_AHEAD_DAYS } from '../domain/allowance.js';
import { dayAt } from './domain/freeze-dates.js';

/** The working days of an institution: those of its main site, in its own service hours. */
export interface InstitutionDays {
  /** Local dates on which it works within [from, to). */
  within(from: number, to: number): string[];
  /** Working days from an instant to a later one, counted up to those that a declaration has to lie ahead. */
  ahead(from: number, to: number): number;
}

@Injectable()
export class WorkingDays {
  constructor(private readonly commitments: CommitmentsStore) {}

  /** Undefined where nobody has said when the main site works. */
  async of(tx: Transaction, institutionId: string): Promise<InstitutionDays | undefined> {
    const site = (await sitesOf(tx, institutionId)).find(({ isDefault }) => isDefault);
    if (!site) return undefined;
    const { hours } = await this.commitments.ofSite(tx, { institutionId, siteId: site.id });
    if (hours.length === 0) return undefined;
    const time = workingTimeOf(hours);
    const midnight = localInstantIn(site.timeZone);
    const ends = new Map<number, number[]>();
    return {
      within: (from, to) => {
        const days: string[] = [];
        for (let day = dayAt(site.timeZone, from); midnight(day) < to; day += 1)
          if (time.elapsed(Math.max(from, midnight(day)), Math.min(to, midnight(day + 1)), []) > 0)
            days.push(formatLocalDate(day));
        return days;
      },
      ahead: (from, to) => {
        const known = ends.get(from) ?? endsAfter(from);
        ends.set(from, known);
        return known.filter((end) => end <= to).length;
      },
    };

    function endsAfter(from: number): number[] {
      return Array.from({ length: DECLARED_AHEAD_DAYS }, (_, index) => time.endOfWorkingDay(from, index + 1)).filter(
        (end) => end !== undefined,
      );
    }
  }
}
