import { findZone } from '../../../service-hours/index.js';

/** What the clocks of a zone show at an instant: `2026-03-10T07:30`. */
export function localTimeAt(timeZone: string, instant: number): string {
  const zone = findZone(timeZone);
  if (!zone) throw new RangeError(`no time zone: ${timeZone}`);
  return new Date(instant + zone.runAt(instant).offset).toISOString().slice(0, 16);
}
