/**
 * `ULCO-2026-00042`: counted per institution and year of its own calendar, so that a reference says nothing about how
 * much work the others have.
 */
export function referenceOf(institutionCode: string, year: number, number: number): string {
  return `${institutionCode}-${year}-${String(number).padStart(5, '0')}`;
}

/** The calendar year at an instant, where the site is. */
export function yearIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(at));
}
