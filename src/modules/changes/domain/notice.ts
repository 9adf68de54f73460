import type { ChangeClass } from './classing.js';

/** How long before its start a change is announced. `agreed`: whatever the institution that decides agrees to. */
export type Notice =
  | { readonly kind: 'none' | 'agreed' }
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'working_days'; readonly days: number };

export const notices: Readonly<Record<ChangeClass, Notice>> = {
  standard: { kind: 'hours', hours: 48 },
  normal: { kind: 'working_days', days: 5 },
  major: { kind: 'working_days', days: 20 },
  own_tenant: { kind: 'agreed' },
  emergency: { kind: 'none' },
  security_patch: { kind: 'hours', hours: 24 },
};

/** The end of working time on the n-th open date after an instant's, in the hours of one agreement; undefined: never. */
export type EndOfWorkingDay = (from: number, days: number) => number | undefined;

const HOUR = 3_600_000;
const OBJECTION_DAYS = 2;

/**
 * The earliest start of a change announced at an instant; working days in the hours of every agreement that it touches:
 * the last of them counts. Undefined when some agreement has not so many working days.
 */
export function earliestStart(
  kind: ChangeClass,
  announcedAt: number,
  hours: readonly EndOfWorkingDay[],
): number | undefined {
  const notice = notices[kind];
  switch (notice.kind) {
    case 'none':
    case 'agreed':
      return announcedAt;
    case 'hours':
      return announcedAt + notice.hours * HOUR;
    case 'working_days':
      return lastOf(hours, announcedAt, notice.days);
  }
}

/**
 * Whether affected institutions may still object: against a normal change until two working days before its start, in
 * the hours of the agreement of the one that objects; against a standard one until it starts.
 */
export function mayObject(kind: ChangeClass, now: number, start: number, hours: EndOfWorkingDay): boolean {
  if (kind === 'own_tenant' || kind === 'emergency' || now >= start) return false;
  if (kind === 'standard' || kind === 'security_patch') return true;
  const until = hours(now, OBJECTION_DAYS);
  return until !== undefined && until <= start;
}

/**
 * Until when an affected institution may object, from an instant on: a moment before this one it still may. Undefined when it
 * may not any more. The rule is `mayObject`, asked by halving: what it says of one instant holds of every earlier one.
 */
export function objectionsUntil(
  kind: ChangeClass,
  now: number,
  start: number,
  hours: EndOfWorkingDay,
): number | undefined {
  if (!mayObject(kind, now, start, hours)) return undefined;
  let [open, over] = [now, start];
  while (over - open > 1) {
    const middle = Math.floor((open + over) / 2);
    if (mayObject(kind, middle, start, hours)) open = middle;
    else over = middle;
  }
  return over;
}

function lastOf(hours: readonly EndOfWorkingDay[], from: number, days: number): number | undefined {
  let last = from;
  for (const endOfWorkingDay of hours) {
    const end = endOfWorkingDay(from, days);
    if (end === undefined) return undefined;
    last = Math.max(last, end);
  }
  return last;
}
