import { DAY_MS, type Interval } from '../../../../kernel/index.js';

/** An interruption that is planned: at most so many minutes, somewhere in its window. */
export interface Interruption extends Interval {
  readonly minutes: number;
  /** The only institution that it is for; null: everybody. */
  readonly tenantId: string | null;
}

/** One agreement, as far as its availability goes. */
export interface Promised {
  readonly institutionId: string;
  readonly institution: { readonly code: string; readonly name: string };
  readonly service: { readonly code: string; readonly name: string };
  /** IANA name: in its local time the month is meant. */
  readonly zone: string;
  /** Milliseconds of agreed time in [from, to). */
  readonly agreed: (from: number, to: number) => number;
}

/** What is left of a service's month, where it is least. */
export interface Leaves {
  readonly service: { readonly code: string; readonly name: string };
  readonly institution: { readonly code: string; readonly name: string };
  /** `2026-03` */
  readonly month: string;
  readonly agreedMinutes: number;
  /** Below zero: more is planned than 99 % leaves. */
  readonly leftMinutes: number;
}

const MINUTE = 60_000;
/** Nothing that begins further away is of the same month, by whatever clocks. */
const LONGEST_MONTH = 32 * DAY_MS;
/** Percent of the agreed time that may be lost. */
const MAY_BE_LOST = 1;

/** Of an interruption, as much as may fall into agreed time: rounded up to whole minutes. */
export const minutesIn = (agreed: Promised['agreed'], { from, to, minutes }: Interruption): number =>
  minutes === 0 ? 0 : Math.min(minutes, Math.ceil(agreed(from, to) / MINUTE));

/**
 * What the planned interruptions leave of 99 % of the agreed minutes of a month, for each service the least of all its
 * agreements. An interruption belongs to the month in which its window begins.
 *
 * @param monthOf the month of an instant in the local time of a zone: its name, and from when to when it lasts
 */
export function leavesOf(
  change: Interruption,
  others: readonly (Interruption & { readonly services: readonly string[] })[],
  promised: readonly Promised[],
  monthOf: (zone: string, at: number) => Interval & { name: string },
): Leaves[] {
  const near = others.filter(({ from }) => Math.abs(from - change.from) < LONGEST_MONTH);
  const least = new Map<string, Leaves>();
  for (const one of promised) {
    const month = monthOf(one.zone, change.from);
    const agreedMinutes = Math.floor(one.agreed(month.from, month.to) / MINUTE);
    const planned = near
      .filter(
        ({ from, services, tenantId }) =>
          from >= month.from &&
          from < month.to &&
          services.includes(one.service.code) &&
          (tenantId === null || tenantId === one.institutionId),
      )
      .reduce((sum, other) => sum + minutesIn(one.agreed, other), minutesIn(one.agreed, change));
    const leftMinutes = Math.floor((agreedMinutes * MAY_BE_LOST) / 100) - planned;
    const { service, institution } = one;
    if (leftMinutes < (least.get(service.code)?.leftMinutes ?? Infinity))
      least.set(service.code, { service, institution, month: month.name, agreedMinutes, leftMinutes });
  }
  return [...least.values()];
}
