import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

interface Named {
  code: string;
  name: string;
}

/** Something that stands in a calendar. */
export interface CalendarEntry {
  readonly kind: CalendarKind;
  /** Of its kind: with it the UID by which a calendar program knows it again, however often it moves. */
  readonly id: string;
  readonly sequence: number;
  readonly name: string;
  readonly description: string | null;
  /** Of a change: for how long at most nobody can work. */
  readonly interruptionMinutes?: number;
  /** Epoch milliseconds, [from, to). */
  readonly from: number;
  readonly to: number;
  /** Whole local days, both within; null where it is told in hours. */
  readonly dates: { readonly first: string; readonly last: string } | null;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  /** Where a person reads more, below the address of the installation. */
  readonly path: string | null;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  /** IANA name. */
  readonly zone: string | null;
  readonly service: Named | null;
  /** Whose it is; of maintenance, with whom it was agreed. */
  readonly institutions: readonly Named[];
  readonly reference: string | null;
}

export const calendarKinds = ['change', 'freeze', 'maintenance'] as const;
export type CalendarKind = (typeof calendarKinds)[number];

/** Gives what the actor of the transaction may see that touches [from, to). */
export interface CalendarSource {
  entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]>;
}

/** Where calendars take their entries from; whoever has some registers when the program starts. */
@Injectable()
export class CalendarSources {
  private readonly sources: CalendarSource[] = [];

  register(source: CalendarSource): void {
    this.sources.push(source);
  }

  /** By when they begin. */
  async entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]> {
    const found: CalendarEntry[] = [];
    // one transaction has one connection
    for (const source of this.sources) found.push(...(await source.entries(tx, from, to)));
    return found.sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1));
  }
}
