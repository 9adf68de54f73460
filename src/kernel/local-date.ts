/**
 * Local dates as whole days since 1970-01-01 of the proleptic Gregorian calendar: cheap to count and to compare, and
 * without any zone. A day number says which date the clocks on the wall show, never an instant.
 */
export const DAY_MS = 86_400_000;

const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day number of `YYYY-MM-DD`; undefined for another form and for a date that does not exist (2026-02-30). */
export function parseLocalDate(text: string): number | undefined {
  if (!LOCAL_DATE.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  // Date.parse lets 30 February roll into March
  return Number.isNaN(day) || formatLocalDate(day) !== text ? undefined : day;
}

/** The local date at an instant in a zone (IANA name), `YYYY-MM-DD`. */
export function localDate(at: Date | number, timeZone: string): string {
  // the Swedish way to write a date is that of ISO 8601
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

export function formatLocalDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
