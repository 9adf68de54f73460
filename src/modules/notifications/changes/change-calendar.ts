import { calendarUid, calendarWording, toICalendar, type Change } from '../../changes/index.js';
import type { Locale } from '../../../kernel/index.js';

const called = ['withdrawn', 'not_implemented', 'unauthorised'];
const standing = ['scheduled', 'in_progress', 'implemented', 'backed_out', 'review'];

/**
 * A change as one entry that a calendar program takes over (RFC 5546, PUBLISH): under the UID that it has in every calendar of
 * the program, with a SEQUENCE that grows with it. Undefined without a window.
 */
export function calendarOf(
  change: Pick<
    Change,
    'id' | 'version' | 'title' | 'why' | 'windowFrom' | 'windowTo' | 'state' | 'outcome' | 'heldAt' | 'updatedAt'
  >,
  { locale, timeZone, url, organizer }: { locale: Locale; timeZone: string; url: string; organizer: Organizer },
): string | undefined {
  const { windowFrom, windowTo, state, outcome, heldAt } = change;
  if (!windowFrom || !windowTo) return undefined;
  const isOff = state === 'rejected' || called.includes(outcome ?? '');
  const isCertain = (standing.includes(state) || state === 'closed') && !heldAt;
  return toICalendar({
    name: '',
    organizer,
    entries: [
      {
        uid: calendarUid('change', change.id),
        sequence: change.version,
        title: `${calendarWording[locale].change}${change.title}`,
        description: change.why,
        from: windowFrom.getTime(),
        to: windowTo.getTime(),
        dates: null,
        status: isOff ? 'cancelled' : isCertain ? 'confirmed' : 'tentative',
        url,
        updatedAt: change.updatedAt.getTime(),
        zone: timeZone,
      },
    ],
  });
}

interface Organizer {
  name: string;
  address: string;
}
